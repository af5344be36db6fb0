//! What can be done. New kinds are added at the end; what is written is never changed.

use super::event::{EventId, Role};
use crate::error::{Result, StoreError};
use crate::messages::MessageId;
use certificate::{CertificateName, DeclaredItem, normalise_number};
use chrono::NaiveDate;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// What the goods are presented for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Entry for home use.
    #[default]
    Entry,
    /// Transit.
    Transit,
    /// Exit.
    Exit,
}

impl Operation {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Transit => "transit",
            Self::Exit => "exit",
        }
    }

    pub(crate) fn of(word: &str) -> Result<Self> {
        [Self::Entry, Self::Transit, Self::Exit]
            .into_iter()
            .find(|operation| operation.word() == word)
            .ok_or(StoreError::Damaged { what: "operation" })
    }
}

/// The name of a presentation across posts: certificate, declaration, consignment and operation, hashed.
/// The same declaration twice is one presentation, wherever it was typed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PresentationId(pub [u8; 32]);

impl PresentationId {
    /// The presentation of `certificate` for the declaration of this number (any spelling).
    pub fn of(
        certificate: &CertificateName,
        declaration: &str,
        consignment: Option<&str>,
        operation: Operation,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update([1_u8]);
        hash.update(certificate.0);
        let (declaration, consignment) =
            (normalise_number(declaration), normalise_number(consignment.unwrap_or_default()));
        for part in [declaration.as_str(), consignment.as_str(), operation.word()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }
}

impl fmt::Display for PresentationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PresentationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PresentationId({self})")
    }
}

impl FromStr for PresentationId {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)
            .map_err(|_| StoreError::Invalid { what: "presentation id", why: "not 64 hex digits" })?;
        Ok(Self(bytes))
    }
}

impl Serialize for PresentationId {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PresentationId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

impl ToSql for PresentationId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for PresentationId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// The quantity of one item that one decision uses: an amount, never a balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawdown {
    /// Count of millionths of the unit.
    pub millionths: i64,
    /// Unit, UN/ECE Recommendation 20: the certificate's.
    pub unit: String,
    /// The certificate's item.
    pub item: u32,
    /// The certified amount that it relied on, in millionths of the same unit.
    pub authorised: i64,
}

/// What an officer did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventKind {
    /// The installation was set up.
    SetUp {
        /// The post.
        post: String,
        /// `live` or `training`.
        folder: crate::FolderKind,
    },
    /// An officer was entered, or their roles changed (personal: `officer_name`).
    OfficerEntered {
        /// Stable id: the account of the operating system.
        id: String,
        /// Roles from now on.
        roles: Vec<Role>,
    },
    /// A partner was connected, or its connection changed.
    PartnerConnected {
        /// The link pack's id.
        link: String,
        /// The partner's country, alpha-2.
        partner: String,
        /// Base address of the endpoint.
        endpoint: String,
        /// SHA-256 of the endpoint's own CA certificate, hex; its bytes are kept as material.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tls_ca: Option<String>,
        /// SHA-256 of the partner's trust root, hex; its bytes are kept as material.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        root: Option<String>,
    },
    /// A pack was accepted for use.
    PackAccepted {
        /// Its id.
        pack: String,
        /// Its version.
        version: String,
        /// SHA-256 over its files, hex.
        hash: String,
    },
    /// A certificate was presented for a declaration (personal: `importer`).
    Presented {
        /// The certificate's name.
        certificate: CertificateName,
        /// The document that was presented.
        document: MessageId,
        /// Number of the declaration.
        declaration: String,
        /// Day of its acceptance.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<NaiveDate>,
        /// The consignment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consignment: Option<String>,
        /// What for.
        #[serde(default)]
        operation: Operation,
        /// Declared lines; each should name the certificate's item.
        items: Vec<DeclaredItem>,
    },
    /// An item of a presentation was decided, and its drawdown written with it.
    Decided {
        /// The presentation.
        presentation: PresentationId,
        /// The certificate's item.
        item: u32,
        /// The decision, in the scheme's vocabulary.
        decision: String,
        /// What it uses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drawdown: Option<Drawdown>,
        /// Reasons, as codes of the scheme or ids of findings.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<String>,
        /// The events that were known to it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        basis: Vec<EventId>,
        /// The decision that it takes the place of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<EventId>,
    },
    /// A drawdown no longer counts; the decision stands.
    DrawdownVoided {
        /// The deciding event.
        event: EventId,
        /// Why, as a code.
        reason: String,
    },
    /// A document was flagged (personal: `text`).
    Flagged {
        /// The document.
        document: MessageId,
        /// Why, as a code.
        reason: String,
        /// Ids of the findings it rests on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<String>,
        /// The presentation it came up in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        presentation: Option<PresentationId>,
    },
    /// A flag was withdrawn (personal: `text`).
    FlagWithdrawn {
        /// The flagging event.
        flag: EventId,
        /// Why, as a code.
        reason: String,
    },
    /// A view of a document was printed or saved.
    Printed {
        /// The document.
        document: MessageId,
        /// SHA-256 of the file, hex.
        digest: String,
    },
    /// A setting of the installation was changed.
    SettingChanged {
        /// Which.
        key: String,
        /// To what.
        value: String,
    },
    /// Files were imported.
    Imported {
        /// The messages they became.
        messages: Vec<MessageId>,
    },
    /// A pack became active: the desk works with it.
    PackActivated {
        /// Its id.
        pack: String,
        /// Its version.
        version: String,
        /// SHA-256 over its files, hex.
        hash: String,
        /// Its standing then: `shipped`, `signed` or `accepted`.
        standing: String,
        /// SHA-256 of the bytes it is kept as, hex; they are kept as material.
        material: String,
    },
    /// A pack that was activated is no longer active; what stood before it is again.
    PackWithdrawn {
        /// Its id.
        pack: String,
        /// Its version.
        version: String,
        /// SHA-256 over its files, hex.
        hash: String,
        /// Why, as a code.
        reason: String,
    },
}
