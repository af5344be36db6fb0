//! What is asked of a path, and what is answered.

use crate::outcome::ChainLink;
use crate::revocation::Evidence;
use chrono::{DateTime, Utc};
use core::net::IpAddr;
use serde::Serialize;
use std::collections::BTreeSet;

/// The inputs of RFC 5280 6.1.1 beside the path itself, and what this program's callers ask more.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "RFC 5280 6.1.1 has three switches, each of its own")]
pub struct PathOptions {
    /// The time at which every certificate of the path, the anchor's too, must be valid. None: times are
    /// not judged, only handed on.
    pub at: Option<DateTime<Utc>>,
    /// user-initial-policy-set, as dotted object identifiers; empty is any-policy.
    pub policies: BTreeSet<String>,
    /// initial-explicit-policy.
    pub explicit_policy: bool,
    /// initial-policy-mapping-inhibit.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit.
    pub inhibit_any: bool,
    /// Whether the leaf must be allowed to sign documents (keyUsage digitalSignature or nonRepudiation).
    pub signer: bool,
    /// Extended key usages, dotted: where a certificate of the path names its purposes, one of these, or
    /// any, is among them. Empty: purposes are not asked about.
    pub purposes: BTreeSet<String>,
    /// Most intermediates between leaf and anchor that are not self-issued.
    pub max_intermediates: usize,
    /// Shortest RSA modulus in bits of any key of the path; 0 asks nothing of keys that sign nothing here.
    pub min_rsa_bits: u32,
    /// Duties of issuers that go beyond what section 6 has validators check.
    pub duties: Duties,
    /// Whom the leaf must be for, by its subjectAltName.
    pub subject: Option<Subject>,
    /// Revocation lists and responses; none: revocation is not judged here.
    pub revocation: Option<Evidence>,
}

impl Default for PathOptions {
    fn default() -> Self {
        Self {
            at: None,
            policies: BTreeSet::new(),
            explicit_policy: false,
            inhibit_mapping: false,
            inhibit_any: false,
            signer: false,
            purposes: BTreeSet::new(),
            max_intermediates: 8,
            min_rsa_bits: 0,
            duties: Duties::Validator,
            subject: None,
            revocation: None,
        }
    }
}

/// How much of what issuers owe is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duties {
    /// What section 6 of RFC 5280 has a validator check.
    #[default]
    Validator,
    /// What section 4 of RFC 5280 has issuers do, too.
    Issuer,
    /// What the CA/Browser Forum's baseline has issuers of server certificates do, too.
    Server,
}

/// Whom a leaf must be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A host name (RFC 9525); wildcards are not taken.
    Host(String),
    /// An address.
    Address(IpAddr),
    /// A mailbox (RFC 5280 4.2.1.6).
    Mailbox(String),
}

/// The rules by which a path can be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PathRule {
    /// A certificate cannot be read, contradicts itself, or an extension of it cannot be read.
    Read,
    /// No certificate at hand stands above it.
    NoIssuer,
    /// The search for a path, or the work of one, has a bound.
    Work,
    /// 6.1.3 (a)(1): signed with an algorithm and a key that are accepted.
    Algorithm,
    /// 6.1.3 (a)(1): signed by its issuer's key.
    Signature,
    /// 6.1.3 (a)(2): valid at the time asked about.
    Validity,
    /// 6.1.3 (a)(3): not revoked.
    Revoked,
    /// 6.1.3 (a)(3): whether it is revoked is known.
    RevocationKnown,
    /// 6.1.3 (a)(4): its issuer is the subject of the one above.
    NameChaining,
    /// 6.1.3 (b): its names lie within what is permitted.
    PermittedNames,
    /// 6.1.3 (c): none of its names is excluded.
    ExcludedNames,
    /// 6.1.3 (f) and 6.1.5 (g): a policy that is acceptable stands behind it, where one is required.
    Policies,
    /// 6.1.4 (a): anyPolicy is not mapped.
    PolicyMapping,
    /// 6.1.4 (k): an issuer is an authority.
    BasicConstraints,
    /// 6.1.4 (l), (m): the path is no longer than the authorities above allow.
    PathLength,
    /// 6.1.4 (n): an issuer may sign certificates.
    KeyUsage,
    /// 6.1.4 (o), 6.1.5 (f): no critical extension that is not understood.
    CriticalExtension,
    /// 4.2.1.3: the leaf may sign documents.
    SignerUsage,
    /// 4.2.1.12: it may be used for the purpose asked about.
    Purpose,
    /// Section 4: what issuers owe.
    IssuerDuty,
    /// The CA/Browser Forum's baseline for server certificates.
    ServerDuty,
    /// 4.2.1.6: the leaf is for whom it should be.
    Subject,
}

impl PathRule {
    /// The clause of RFC 5280, or the text, that the rule stands in.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Read => "4.1",
            Self::NoIssuer | Self::Work => "6.1",
            Self::Algorithm | Self::Signature => "6.1.3 (a)(1)",
            Self::Validity => "6.1.3 (a)(2)",
            Self::Revoked | Self::RevocationKnown => "6.1.3 (a)(3)",
            Self::NameChaining => "6.1.3 (a)(4)",
            Self::PermittedNames => "6.1.3 (b)",
            Self::ExcludedNames => "6.1.3 (c)",
            Self::Policies => "6.1.3 (f)",
            Self::PolicyMapping => "6.1.4 (a)",
            Self::BasicConstraints => "6.1.4 (k)",
            Self::PathLength => "6.1.4 (l)",
            Self::KeyUsage => "6.1.4 (n)",
            Self::CriticalExtension => "6.1.4 (o)",
            Self::SignerUsage => "4.2.1.3",
            Self::Purpose => "4.2.1.12",
            Self::IssuerDuty => "4",
            Self::ServerDuty => "CA/B BR 7.1",
            Self::Subject => "4.2.1.6",
        }
    }
}

/// One step of the process, on one certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathStep {
    /// Running number, from 1.
    pub number: usize,
    /// RFC 5280's number of the certificate: 0 is the anchor, the last is the leaf.
    pub certificate: usize,
    /// The rule.
    pub rule: PathRule,
    /// Its clause.
    pub clause: &'static str,
    /// Whether it held.
    pub passed: bool,
    /// What was found, where there is more to say.
    pub detail: Option<String>,
}

/// Why a path was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathRefusal {
    /// The rule.
    pub rule: PathRule,
    /// In words.
    pub why: String,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathReport {
    /// Whether a valid path was found.
    pub valid: bool,
    /// From the leaf up to the anchor: the path that was found, or the best attempt.
    pub chain: Vec<ChainLink>,
    /// The steps taken on that path, in order.
    pub steps: Vec<PathStep>,
    /// Policies under which the path is valid (RFC 5280 6.1.6, user-constrained), dotted.
    pub policies: BTreeSet<String>,
    /// Why it was refused.
    pub refusal: Option<PathRefusal>,
    /// Revocation is known as of: the oldest knowledge that the answer rests on.
    pub revocation_as_of: Option<DateTime<Utc>>,
}
