//! Keys that are known by an Ethereum address only, as `did:ethr` names them: the address is the end of the
//! hash of the public key, and the public key is recovered from the signature (SEC 1, 4.1.6; ERC-191 and
//! ERC-55 for the spelling). Whether the address still belongs to its owner stands on a chain: a partner's
//! list has to say it.

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha3::{Digest, Keccak256};

/// The address of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address([u8; 20]);

impl Address {
    /// Reads `0x` and 40 hex digits, of any case: the case is a checksum that not every writer keeps.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40)?;
        hex::decode(digits).ok()?.try_into().ok().map(Self)
    }

    /// The address inside `did:ethr:0x…#controller`, on the main network.
    pub(crate) fn of_method(method: &str) -> Option<Self> {
        Self::read(method.strip_prefix("did:ethr:")?.strip_suffix("#controller")?)
    }

    /// Whether the value (r, s and v, 65 bytes) is this address's signature of the message as a wallet makes
    /// it (ERC-191, version 0x45).
    pub(crate) fn verify(self, message: &[u8], value: &[u8]) -> bool {
        let Some((pair, [v])) = value.split_at_checked(64) else { return false };
        let (Ok(pair), Some(odd)) = (Signature::from_slice(pair), v.checked_sub(27).filter(|odd| *odd < 2))
        else {
            return false;
        };
        // Of the two values that one signature has, only the lower is a wallet's (EIP-2).
        if pair.normalize_s() != pair {
            return false;
        }
        let mut framed = format!("\u{19}Ethereum Signed Message:\n{}", message.len()).into_bytes();
        framed.extend_from_slice(message);
        let digest = Keccak256::digest(&framed);
        let key = VerifyingKey::recover_from_prehash(&digest, &pair, RecoveryId::new(odd == 1, false));
        key.is_ok_and(|key| Self::of(&key) == self)
    }

    fn of(key: &VerifyingKey) -> Self {
        let point = key.to_sec1_point(false);
        let digest = Keccak256::digest(point.as_bytes().get(1..).unwrap_or_default());
        let mut address = [0; 20];
        for (to, from) in address.iter_mut().zip(digest.iter().skip(12)) {
            *to = *from;
        }
        Self(address)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests
pub(crate) mod tests {
    use super::*;
    use k256::ecdsa::SigningKey;

    /// A key's address as text, and its signature of a message.
    pub(crate) fn signed(seed: u8, message: &[u8]) -> (String, Vec<u8>) {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let mut framed = format!("\u{19}Ethereum Signed Message:\n{}", message.len()).into_bytes();
        framed.extend_from_slice(message);
        let (pair, id) = key.sign_prehash_recoverable(&Keccak256::digest(&framed));
        let value = [&pair.to_bytes()[..], &[27 + id.to_byte()][..]].concat();
        (format!("0x{}", hex::encode(Address::of(key.verifying_key()).0)), value)
    }

    #[test]
    fn an_address_verifies_its_own_signatures_only() {
        let (address, value) = signed(7, b"root");
        let address = Address::read(&address).unwrap();
        assert!(address.verify(b"root", &value));
        assert!(!address.verify(b"rood", &value));
        let (other, _) = signed(8, b"root");
        assert!(!Address::read(&other).unwrap().verify(b"root", &value));
        for at in [0, 40, 64] {
            let mut changed = value.clone();
            changed[at] ^= 1;
            assert!(!address.verify(b"root", &changed), "{at}");
        }
        assert!(!address.verify(b"root", &value[..64]));
        assert!(!address.verify(b"root", &[value.as_slice(), &[0]].concat()));
        // The other value of the same signature.
        let pair = Signature::from_slice(&value[..64]).unwrap();
        let high = Signature::from_scalars(*pair.r(), -*pair.s()).unwrap();
        // 27 and 28 change places.
        let twin = [&high.to_bytes()[..], &[55 - value[64]][..]].concat();
        assert!(!address.verify(b"root", &twin));
        // Addresses as methods write them.
        let text = "0xE712878f6E8d5d4F9e87E10DA604F9cB564C9a89";
        assert_eq!(Address::of_method(&format!("did:ethr:{text}#controller")), Address::read(text));
        for wrong in ["did:ethr:0x12#controller", "did:web:a#controller", "did:ethr:5:0x#controller", text] {
            assert_eq!(Address::of_method(wrong), None, "{wrong}");
        }
    }
}
