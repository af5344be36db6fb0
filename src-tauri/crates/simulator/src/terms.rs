//! What a link's packs say of playing its partner: interface, signatures, keys, messages, rules.

use crate::{
    Result, SimulatorError,
    fit::Fit,
    key::{Kind, Scheme},
    partner::Transport,
};
use block::{Library, Link, Message, Scheme as SchemePack, SignatureProfile};
use chrono::{DateTime, Utc};

/// A signature family that the simulator can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Xml,
    Jws,
    Integrity,
}

/// A key and how it signs.
pub(crate) type Manual = (Kind, Scheme);

/// The packs of one partner, made out.
pub(crate) struct Terms<'a> {
    pub library: &'a Library,
    pub link: &'a Link,
    pub scheme: Option<&'a SchemePack>,
    pub family: Family,
    pub transport: Transport,
    /// Certificates, or whatever documents the link is about.
    pub main: Fit<'a>,
    pub update: Option<Fit<'a>>,
    pub directory: Fit<'a>,
}

fn packs(reason: impl Into<String>) -> SimulatorError {
    SimulatorError::Packs(reason.into())
}

impl<'a> Terms<'a> {
    /// Makes out a link. Refused by name: an interface or a signature family that is not played here, a link without a
    /// list of signers, a format that has no place for what its scheme makes mandatory.
    pub fn of(library: &'a Library, link: &'a Link, base: DateTime<Utc>) -> Result<Self> {
        let family = family(&link.signature.family).ok_or_else(|| {
            packs(format!("{}: the family {} is not played", link.id, link.signature.family))
        })?;
        let transport = match link.interface.kind.as_str() {
            "pages-v1" => Transport::Pages,
            "cursor-v1" => Transport::Cursor,
            "feed-v1" => Transport::Feed,
            other => return Err(packs(format!("{}: the interface {other} is not played", link.id))),
        };
        if family != Family::Xml && link.signature.signatures.len() > 1 {
            return Err(packs(format!("{}: only XML is signed by several at once here", link.id)));
        }
        if family == Family::Xml && transport == Transport::Feed {
            return Err(packs(format!("{}: feed-v1 carries JSON, not XML", link.id)));
        }
        // Of two versions that are here, the one of the day; of drafts that begin later, the newest.
        let schemes = library.schemes_of(link);
        let of_the_day = schemes.iter().find(|scheme| scheme.head.effective.covers(base.date_naive()));
        if family == Family::Xml && transport == Transport::Feed {
            return Err(packs(format!("{}: feed-v1 carries JSON, not XML", link.id)));
        }
        let scheme = of_the_day.or(schemes.first()).copied();
        let written = |kind: &'a str| {
            library
                .messages()
                .iter()
                .filter(move |message| message.kind == kind && message.writes)
                .find(move |message| link.accepts(message))
        };
        let directory = written("directory")
            .ok_or_else(|| packs(format!("{}: its formats have no list of signers to write", link.id)))?;
        let main = match written("certificate") {
            Some(message) => Fit::new(message, scheme)?,
            None => Fit::new(other(library, link)?, None)?,
        };
        let update = written("update").map(|message| Fit::new(message, None)).transpose()?;
        let directory = Fit::new(directory, None)?;
        let terms = Self { library, link, scheme, family, transport, main, update, directory };
        if terms.officials().is_empty() || terms.listers().is_empty() {
            return Err(packs(format!("{}: none of its algorithms is signed with here", link.id)));
        }
        Ok(terms)
    }

    /// Whether the documents are certificates: only those have numbers, agreements, presentations.
    pub fn certificates(&self) -> bool {
        self.main.message.kind == "certificate"
    }

    /// Whether keys stand in the list itself, not in certificates.
    pub fn multikeys(&self) -> bool {
        self.family == Family::Integrity
    }

    /// The id of the issuing side: a DID where keys are named by one.
    pub fn issuer(&self) -> String {
        if self.multikeys() { controller(self.link) } else { format!("{}-ORIGIN", self.link.partner.country) }
    }

    /// Keys of officials, in the order of the profile: who signs certificates also signs what is said of them later.
    pub fn officials(&self) -> Vec<Manual> {
        let updates = &self.link.profile("update").algorithms;
        self.manuals(&self.link.signature, |name| updates.contains(name))
    }

    /// Keys of who signs the list of signers.
    pub fn listers(&self) -> Vec<Manual> {
        self.manuals(&self.link.directory_signature, |_| true)
    }

    fn manuals(&self, profile: &SignatureProfile, also: impl Fn(&str) -> bool) -> Vec<Manual> {
        let rsa = rsa(profile.min_rsa_bits);
        let names = profile.algorithms.iter().filter(|name| also(name));
        names.filter_map(|name| manual(self.family, name, rsa)).collect()
    }

    /// An algorithm that the desk may know and the profile does not take.
    pub fn outside(&self) -> Option<Manual> {
        let names: &[&str] = match self.family {
            Family::Xml => &["rsa-sha512", "ecdsa-sha384", "rsa-sha256", "ecdsa-sha256"],
            Family::Jws => &["ES384", "RS512", "RS256", "ES256", "PS256"],
            Family::Integrity => &[],
        };
        let profile = &self.link.signature;
        let name = names.iter().find(|name| !profile.algorithms.contains(**name))?;
        manual(self.family, name, rsa(profile.min_rsa_bits))
    }

    /// Days that its oldest certificates lie back: longer ago than the scheme lets one be used.
    pub fn memory(&self) -> i64 {
        self.scheme.map_or(500, |scheme| 500.max(i64::from(scheme.validity_months) * 31 + 128))
    }

    /// Whether one of its signatures is an exporter's.
    pub fn exporters_sign(&self) -> bool {
        self.link.signature.signatures.iter().any(|rule| rule.role == "exporter")
    }

    /// Whether a signer must stand on the list.
    pub fn listed(&self) -> bool {
        self.link.signature.signatures.iter().any(|rule| rule.listed)
    }
}

/// The key that is made quickest.
pub(crate) fn quickest(all: &[Manual]) -> Option<Manual> {
    all.iter().find(|(kind, _)| *kind == Kind::P256).or_else(|| all.first()).copied()
}

/// The controller of a partner's keys (W3C Controlled Identifiers), invented like its name.
pub(crate) fn controller(link: &Link) -> String {
    let name: String = link.partner.name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("did:web:customs.{name}.example")
}

fn other<'a>(library: &'a Library, link: &Link) -> Result<&'a Message> {
    let about = |message: &&Message| {
        link.accepts(message)
            && message.writes
            && !["update", "directory", ""].contains(&message.kind.as_str())
    };
    let found = library.messages().iter().find(about);
    found.ok_or_else(|| packs(format!("{}: its formats have no document to write", link.id)))
}

fn family(name: &str) -> Option<Family> {
    match name {
        "xml-dsig" => Some(Family::Xml),
        "jws" => Some(Family::Jws),
        "data-integrity" => Some(Family::Integrity),
        _ => None,
    }
}

fn rsa(min_bits: u32) -> Kind {
    if min_bits > 2048 { Kind::Rsa3072 } else { Kind::Rsa2048 }
}

fn manual(family: Family, name: &str, rsa: Kind) -> Option<Manual> {
    Some(match (family, name) {
        (Family::Xml, "rsa-sha256") | (Family::Jws, "RS256") => (rsa, Scheme::RsaSha256),
        (Family::Xml, "rsa-sha512") | (Family::Jws, "RS512") => (rsa, Scheme::RsaSha512),
        (Family::Jws, "PS256") => (rsa, Scheme::RsaPssSha256),
        (Family::Xml, "ecdsa-sha256") | (Family::Jws, "ES256") | (Family::Integrity, "ecdsa-jcs-2019") => {
            (Kind::P256, Scheme::EcdsaP256)
        }
        (Family::Xml, "ecdsa-sha384") | (Family::Jws, "ES384") => (Kind::P384, Scheme::EcdsaP384),
        (Family::Integrity, "eddsa-jcs-2022") => (Kind::Ed25519, Scheme::Ed25519),
        _ => return None,
    })
}
