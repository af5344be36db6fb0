//! Why a key cannot be had. No secret and no path with a person's name stands in these texts.

/// Why a key cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The folder has no chest yet.
    #[error("the folder has no keys yet")]
    NotSetUp,
    /// The folder has one already; it is never overwritten.
    #[error("the folder has keys already; they are never overwritten")]
    AlreadySetUp,
    /// The chest's file cannot be read as one, or it was changed.
    #[error("the key file was damaged or changed")]
    Damaged,
    /// The chest's file was written by a newer program.
    #[error("the key file was written by a newer version of this program")]
    TooNew,
    /// The passphrase does not open it.
    #[error("the passphrase does not open these keys")]
    PassphraseWrong,
    /// The passphrase is shorter than [`crate::Cost::PASSPHRASE_CHARS_MIN`] or longer than 1024 bytes.
    #[error("the passphrase is too short or too long")]
    PassphraseLength,
    /// What was given to unlock with is of another kind than the chest wants.
    #[error("these keys are unlocked another way: {0}")]
    OtherUnlock(&'static str),
    /// No keyring runs on this machine.
    #[error(
        "no keyring of the operating system can be reached: start one (Secret Service on Linux) or use a passphrase"
    )]
    KeyringNotAvailable,
    /// The keyring is there but locked or refuses.
    #[error("the keyring is locked or refuses access")]
    KeyringLocked,
    /// The keyring has no entry for this folder.
    #[error("the keyring has no entry for these keys")]
    KeyringEntryMissing,
    /// A key file is for training folders only.
    #[error("a key file is for training folders only")]
    KeyFileLive,
    /// The key file is missing.
    #[error("the key file is missing")]
    KeyFileMissing,
    /// Others on this machine may read the key file.
    #[error("the key file can be read by others: it must have permissions 0600")]
    KeyFilePermissions,
    /// The key file does not hold a key, or the key of another folder.
    #[error("the key file does not fit these keys")]
    KeyFileWrong,
    /// The key derivation was given costs outside its bounds.
    #[error("the cost of the key derivation is out of bounds")]
    Cost,
    /// The stored text is not an argon2id hash.
    #[error("the stored confirmation is not an argon2id hash")]
    NotAHash,
    /// A receipt's payload is not a JSON object.
    #[error("the payload is not a JSON object")]
    PayloadNotJson,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandom,
    /// Reading or writing failed.
    #[error("the key file cannot be read or written: {0}")]
    File(std::io::ErrorKind),
}

impl KeyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSetUp => "KEYS_NOT_SET_UP",
            Self::AlreadySetUp => "KEYS_ALREADY_SET_UP",
            Self::Damaged => "KEYS_DAMAGED",
            Self::TooNew => "KEYS_TOO_NEW",
            Self::PassphraseWrong => "PASSPHRASE_WRONG",
            Self::PassphraseLength => "PASSPHRASE_LENGTH",
            Self::OtherUnlock(_) => "KEYS_OTHER_UNLOCK",
            Self::KeyringNotAvailable => "KEYRING_NOT_AVAILABLE",
            Self::KeyringLocked => "KEYRING_LOCKED",
            Self::KeyringEntryMissing => "KEYRING_ENTRY_MISSING",
            Self::KeyFileLive => "KEY_FILE_IN_LIVE_FOLDER",
            Self::KeyFileMissing => "KEY_FILE_MISSING",
            Self::KeyFilePermissions => "KEY_FILE_PERMISSIONS",
            Self::KeyFileWrong => "KEY_FILE_WRONG",
            Self::Cost => "KEY_COST_OUT_OF_BOUNDS",
            Self::NotAHash => "CONFIRMATION_NOT_A_HASH",
            Self::PayloadNotJson => "PAYLOAD_NOT_JSON",
            Self::NoRandom => "NO_RANDOM_BYTES",
            Self::File(_) => "KEYS_FILE",
        }
    }
}

impl From<std::io::Error> for KeyError {
    fn from(error: std::io::Error) -> Self {
        Self::File(error.kind())
    }
}
