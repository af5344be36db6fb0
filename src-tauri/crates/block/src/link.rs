//! A link: the partner, its interface, its signature profile, and where trust comes from.

use crate::{Message, PackHead, PackName, Scheme, scheme::LegalText};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A link pack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Id of the pack.
    pub id: String,
    /// Version of the pack.
    pub version: String,
    /// For training only.
    pub training: bool,
    /// SHA-256 over the pack's files, hex.
    pub hash: String,
    /// The whole head.
    pub head: PackHead,
    /// The partner administration.
    pub partner: Partner,
    /// The schemes it joins; a newer version of one that is here stands in its place from its own first day.
    pub schemes: Vec<PackName>,
    /// The formats it joins; only these, or newer versions of them, are accepted from this partner.
    pub formats: Vec<PackName>,
    /// GNC: business case.
    pub business_case: BusinessCase,
    /// GNC: process.
    pub process: Process,
    /// GNC: interoperability.
    pub interoperability: ServiceInterface,
    /// Its service interface.
    pub interface: Interface,
    /// How its certificates are signed.
    pub signature: SignatureProfile,
    /// How its updates are signed, where that differs: ask [`Link::profile`].
    pub update_signature: Option<SignatureProfile>,
    /// How its list of signers is signed.
    pub directory_signature: SignatureProfile,
    /// How its certificate numbers are built, where that can be checked.
    pub number: Option<NumberRule>,
    /// Receipts it takes.
    pub receipts: Receipts,
    /// Where trust snapshots come from.
    pub trust: Trust,
}

impl Link {
    /// Whether a message is in a format that was arranged with this partner.
    pub fn accepts(&self, message: &Message) -> bool {
        self.formats.iter().any(|name| name.takes(&message.format, &message.version))
    }

    /// Whether a scheme is one that this link joins.
    pub fn joins(&self, scheme: &Scheme) -> bool {
        self.schemes.iter().any(|name| name.takes(&scheme.id, &scheme.version))
    }

    /// The signature profile for a kind of message (`certificate`, `update`, `directory`).
    pub fn profile(&self, kind: &str) -> &SignatureProfile {
        match kind {
            "directory" => &self.directory_signature,
            "update" => self.update_signature.as_ref().unwrap_or(&self.signature),
            _ => &self.signature,
        }
    }
}

/// The partner administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Name of the country.
    pub name: String,
    /// The administration's own name.
    pub administration: String,
}

/// GNC section "business case".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusinessCase {
    /// Name of the block.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// What both sides gain.
    pub benefit: String,
    /// What it rests on.
    pub legal_basis: Vec<LegalText>,
    /// What the arrangement says of confidentiality and use.
    pub confidentiality: String,
}

/// GNC section "process".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Business rules of the exchange, a sentence each.
    pub business_rules: Vec<String>,
    /// What starts an exchange.
    pub trigger: String,
    /// Who takes part.
    pub entities: Vec<String>,
    /// The data cluster: kinds of documents exchanged.
    pub data_cluster: Vec<String>,
}

/// GNC section "interoperability".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceInterface {
    /// The service in a sentence.
    pub service_interface: String,
    /// Communication: protocol and security.
    pub communication: String,
    /// Architecture: who holds what.
    pub architecture: String,
}

/// A service interface that `exchange` knows by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// `pages-v1`, `cursor-v1` or `feed-v1`.
    pub kind: String,
    /// Paths by purpose: `certificates` or `events`, `directory`, `delta`, `receipts`, `enrol`.
    pub paths: BTreeMap<String, String>,
    /// Messages a page.
    pub page_size: u32,
}

/// A mirror of `verify::Profile`, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureProfile {
    /// `xml-dsig`, `jws`, `data-integrity`, `open-attestation`.
    pub family: String,
    /// Algorithms that are in the profile.
    pub algorithms: BTreeSet<String>,
    /// Smallest RSA modulus, in bits.
    #[serde(default = "rsa_2048")]
    pub min_rsa_bits: u32,
    /// The signatures a message must carry.
    pub signatures: Vec<SignatureRule>,
    /// Revocation older than this is stale.
    pub revocation_max_age_hours: u32,
    /// A list older than this is stale.
    pub list_max_age_hours: u32,
    /// Whether revocation comes by CRL.
    pub uses_crl: bool,
    /// Last days of algorithms (`sha1` for digests): what is signed with them counts only where it is known to
    /// exist on that day or before. SHA-1 has one or is not accepted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sunsets: BTreeMap<String, NaiveDate>,
    /// Forms of XML and CMS signatures beyond the plain ones.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub allows: BTreeSet<String>,
}

fn rsa_2048() -> u32 {
    2048
}

/// One signature that a message must carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// `official`, `exporter`, `directory`.
    pub role: String,
    /// XML: path by local names of the element that it must cover; empty for the whole.
    pub covers: String,
    /// XML: path of the claimed time of signing, from the root.
    #[serde(default)]
    pub claimed_time: Option<String>,
    /// Whether the signer must stand on the partner's list.
    pub listed: bool,
}

/// How certificate numbers are built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberRule {
    /// Its parts in order.
    pub parts: Vec<NumberPart>,
}

/// One part of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberPart {
    /// Name: `country`, `issuer`, `agreement`, `year`, `serial`, `reserved`, or free.
    pub name: String,
    /// Characters.
    pub length: usize,
    /// The one text it must be, where it is always the same.
    #[serde(default)]
    pub is: Option<String>,
}

impl NumberRule {
    /// The parts of a number by name; `None` where its length or a constant part is not as the rule says.
    pub fn split<'n>(&self, number: &'n str) -> Option<BTreeMap<String, &'n str>> {
        let mut rest = number;
        let mut parts = BTreeMap::new();
        for part in &self.parts {
            let end = rest.char_indices().nth(part.length).map_or(rest.len(), |(at, _)| at);
            let (head, tail) = rest.split_at(end);
            if head.chars().count() != part.length || part.is.as_deref().is_some_and(|is| is != head) {
                return None;
            }
            parts.insert(part.name.clone(), head);
            rest = tail;
        }
        rest.is_empty().then_some(parts)
    }
}

/// Receipts that the partner takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipts {
    /// Path at the partner's endpoint.
    pub path: String,
    /// States, of `delivered`, `readable`, `accepted`, `used`, `refused`.
    pub states: Vec<String>,
}

/// Where trust snapshots come from. Anchors and signers themselves never stand in a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// Path of the signed list of signers.
    pub directory: String,
    /// Path of its delta, where the partner has one.
    #[serde(default)]
    pub delta: Option<String>,
    /// Paths of revocation lists.
    #[serde(default)]
    pub crls: Vec<String>,
    /// Where the first root comes from: `connection` (given at set-up by a connection file).
    pub first_root: String,
}
