//! Gathers what is known: the key, its path, its revocation, its entry on the list. Judges nothing.

mod stamps;

use crate::facts::{Facts, Form, Found, KeyFacts, KeyHint, Revocation, Revoked};
use crate::keys::PublicKey;
use crate::outcome::ChainLink;
use crate::path::{self, Memo, Path};
use crate::profile::{Profile, SignatureRule};
use crate::revocation::{Knowing, Material};
use crate::trust::{Anchor, TrustSnapshot};
use crate::x509::Certificate;
use certificate::{Directory, SignerEntry};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};

/// A trust snapshot, read. What cannot be read is left out: it can then vouch for nothing.
pub(crate) struct Trust<'a> {
    anchors: Vec<Certificate>,
    multikeys: Vec<(&'a str, PublicKey)>,
    intermediates: Vec<Certificate>,
    material: Material,
    memo: Memo,
    list: Option<&'a Directory>,
}

/// What is known of the list itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListFacts {
    /// Whether any signature of the profile needs a list.
    pub(crate) needed: bool,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) stale_after: Option<DateTime<Utc>>,
    /// Too old, of unknown age, or not there.
    pub(crate) stale: bool,
}

impl<'a> Trust<'a> {
    pub(crate) fn of(snapshot: &'a TrustSnapshot) -> Self {
        let mut trust = Self::of_anchors(&snapshot.anchors);
        trust.intermediates =
            snapshot.intermediates.iter().filter_map(|der| Certificate::read(der)).collect();
        // Verified once for all messages that are judged by this knowledge.
        trust.material =
            Material::read(&snapshot.crls, &[], trust.anchors.iter().chain(&trust.intermediates));
        trust.list = snapshot.list.as_ref();
        trust
    }

    pub(crate) fn of_anchors(anchors: &'a [Anchor]) -> Self {
        let mut trust = Self {
            anchors: Vec::new(),
            multikeys: Vec::new(),
            intermediates: Vec::new(),
            material: Material::default(),
            memo: Memo::default(),
            list: None,
        };
        for anchor in anchors {
            match anchor {
                Anchor::Certificate(der) => trust.anchors.extend(Certificate::read(der)),
                Anchor::Multikey(text) => {
                    trust.multikeys.extend(PublicKey::from_multikey(text).map(|key| (text.as_str(), key)));
                }
            }
        }
        trust
    }

    /// The state of the list at this moment.
    pub(crate) fn list_facts(&self, profile: &Profile, now: DateTime<Utc>) -> ListFacts {
        let as_of = self.list.and_then(|list| list.issued);
        let stale_after = as_of.and_then(|issued| after(issued, profile.list_max_age_hours));
        ListFacts {
            needed: profile.signatures.iter().any(|rule| rule.listed),
            as_of,
            stale_after,
            stale: stale_after.is_none_or(|end| now > end),
        }
    }

    /// Whether the list names the certificate that a signature brings.
    pub(crate) fn lists(&self, hint: &KeyHint) -> bool {
        let KeyHint::Certificates { signer, .. } = hint else { return false };
        let fingerprint = hex::encode(Sha256::digest(signer));
        self.entry(|entry| entry.key.eq_ignore_ascii_case(&fingerprint)).is_some()
    }

    fn entry(&self, test: impl Fn(&SignerEntry) -> bool) -> Option<SignerEntry> {
        self.list?.signers.iter().find(|entry| test(entry)).cloned()
    }
}

fn after(time: DateTime<Utc>, hours: u32) -> Option<DateTime<Utc>> {
    time.checked_add_signed(Duration::hours(i64::from(hours)))
}

/// All facts about one signature.
pub(crate) fn gather(
    mut found: Found,
    rule: &SignatureRule,
    profile: &Profile,
    trust: &Trust<'_>,
    now: DateTime<Utc>,
) -> Facts {
    let (value, key) = match found.hint.clone() {
        KeyHint::None => (None, None),
        KeyHint::Method(method) if rule.listed => by_list(&found, &method, profile, trust),
        KeyHint::Method(method) => by_multikey_anchor(&found, &method, trust),
        KeyHint::Kid(id) => by_kid(&found, &id, rule, profile, trust, now),
        KeyHint::Certificates { signer, others } => {
            if let Some(signer) = trust.memo.certificate(&signer) {
                by_certificate(&found, &signer, &others, profile, trust, now)
            } else {
                if found.form == Form::Good {
                    found.form = Form::NoCertificate("the signer's certificate cannot be read");
                }
                (None, None)
            }
        }
    };
    let stamps = stamps::stamps(&found.beside.timestamps, profile, trust, now);
    Facts { role: rule.role.clone(), listed: rule.listed, found, value, key, stamps }
}

/// Whether the key verifies the value. A key of another kind than the algorithm wants verifies nothing;
/// none when there is nothing to try.
fn verify(found: &Found, key: &PublicKey) -> Option<bool> {
    if found.materials.is_empty() {
        return None;
    }
    Some(found.materials.iter().any(|one| key.verify(one.scheme, &one.input, &one.value) == Some(true)))
}

fn by_certificate(
    found: &Found,
    signer: &Certificate,
    others: &[Vec<u8>],
    profile: &Profile,
    trust: &Trust<'_>,
    now: DateTime<Utc>,
) -> (Option<bool>, Option<KeyFacts>) {
    let value = signer.key.as_ref().and_then(|key| verify(found, key));
    let others: Vec<_> = others.iter().filter_map(|der| trust.memo.certificate(der)).collect();
    let pool: Vec<_> = others.iter().map(AsRef::as_ref).chain(&trust.intermediates).collect();
    let mut facts = KeyFacts {
        id: signer.fingerprint.clone(),
        subject: Some(signer.subject.clone()),
        rsa_bits: signer.key.as_ref().and_then(PublicKey::rsa_bits),
        brainpool: matches!(signer.key, Some(PublicKey::Brainpool(_))),
        not_before: Some(signer.not_before),
        not_after: Some(signer.not_after),
        entry: trust.entry(|entry| entry.key.eq_ignore_ascii_case(&signer.fingerprint)),
        ..KeyFacts::default()
    };
    match path::build(signer, &pool, &trust.anchors, &trust.memo) {
        Ok(path) => {
            let below = path.certificates.len().saturating_sub(1).max(1);
            let own = || path.certificates.iter().take(below);
            facts.not_before = own().map(|one| one.not_before).max();
            facts.not_after = own().map(|one| one.not_after).min();
            facts.chain = links(&path);
            if profile.uses_crl {
                facts.revocation = revocation(&path, &pool, profile, trust, now);
            }
        }
        Err(why) => {
            facts.unanchored = Some(why);
            facts.chain = vec![link(signer, false)];
        }
    }
    (value, Some(facts))
}

fn link(certificate: &Certificate, anchor: bool) -> ChainLink {
    ChainLink { subject: certificate.subject.clone(), not_after: certificate.not_after, anchor }
}

fn links(path: &Path<'_>) -> Vec<ChainLink> {
    let last = path.certificates.len().saturating_sub(1);
    path.certificates.iter().enumerate().map(|(index, one)| link(one, index == last)).collect()
}

/// What the lists say of every certificate below the anchor.
fn revocation(
    path: &Path<'_>,
    pool: &[&Certificate],
    profile: &Profile,
    trust: &Trust<'_>,
    now: DateTime<Utc>,
) -> Revocation {
    let knowing =
        Knowing { material: &trust.material, pool, anchors: &trust.anchors, at: None, max_age_hours: None };
    let mut answer = Revocation::default();
    let mut complete = true;
    for (depth, pair) in path.certificates.windows(2).enumerate() {
        let [certificate, issuer] = pair else { continue };
        let Some(status) = knowing.status(certificate, issuer) else {
            complete = false;
            continue;
        };
        let by_age = after(status.as_of, profile.revocation_max_age_hours);
        let end = by_age.into_iter().chain(status.until).min();
        answer.stale |= end.is_none_or(|end| now > end);
        answer.stale_after = answer.stale_after.into_iter().chain(end).min();
        answer.as_of = answer.as_of.into_iter().chain([status.as_of]).min();
        let Some(entry) = status.revoked else { continue };
        if answer.revoked.as_ref().is_none_or(|known| entry.effect < known.effect) {
            let reason = entry.reason.to_owned();
            answer.revoked = Some(Revoked { effect: entry.effect, reason, authority: depth > 0 });
        }
    }
    if !complete {
        answer.stale = true;
        answer.as_of = None;
        answer.stale_after = None;
    }
    answer
}

/// Shortest beginning of a certificate's SHA-256 that names it.
const SHORTEST_KID: usize = 8;

/// A key by its id alone: the list's, or that of a certificate that is known beforehand.
fn by_kid(
    found: &Found,
    id: &[u8],
    rule: &SignatureRule,
    profile: &Profile,
    trust: &Trust<'_>,
    now: DateTime<Utc>,
) -> (Option<bool>, Option<KeyFacts>) {
    let text = std::str::from_utf8(id).ok().filter(|_| rule.listed);
    if let Some(method) = text.filter(|text| trust.entry(|one| one.method.as_deref() == Some(text)).is_some())
    {
        return by_list(found, method, profile, trust);
    }
    let begins = hex::encode(id);
    let named = |one: &&Certificate| {
        (id.len() >= SHORTEST_KID && one.fingerprint.starts_with(&begins))
            || one.extensions.subject_key.as_deref() == Some(id)
    };
    if let Some(signer) = trust.intermediates.iter().chain(&trust.anchors).find(named) {
        return by_certificate(found, signer, &[], profile, trust, now);
    }
    let unanchored = Some("no key is known by its id".to_owned());
    (None, Some(KeyFacts { id: begins, unanchored, ..KeyFacts::default() }))
}

/// A key that the list names by its verification method: the list is what vouches for it.
fn by_list(
    found: &Found,
    method: &str,
    profile: &Profile,
    trust: &Trust<'_>,
) -> (Option<bool>, Option<KeyFacts>) {
    let mut facts = KeyFacts { id: method.to_owned(), ..KeyFacts::default() };
    // A method may have had several keys; the one that verifies is meant, else the first.
    let named = |entry: &SignerEntry| entry.method.as_deref() == Some(method);
    let verifies = |entry: &SignerEntry| {
        PublicKey::from_list(&entry.key).is_some_and(|key| verify(found, &key) == Some(true))
    };
    let entry = trust.entry(|entry| named(entry) && verifies(entry)).or_else(|| trust.entry(named));
    let Some(entry) = entry else {
        facts.unanchored = Some("the list does not name its verification method".to_owned());
        return (None, Some(facts));
    };
    let Some(key) = PublicKey::from_list(&entry.key) else {
        facts.unanchored = Some("its key on the list cannot be read".to_owned());
        return (None, Some(facts));
    };
    let issued = trust.list.and_then(|list| list.issued);
    facts.not_after = entry.expires;
    facts.revocation = Revocation {
        as_of: issued,
        stale_after: issued.and_then(|issued| after(issued, profile.list_max_age_hours)),
        // The list's own staleness says it; one cause, one finding.
        stale: false,
        revoked: entry.revoked.map(|effect| Revoked {
            effect,
            reason: entry.reason.clone().unwrap_or_else(|| "unspecified".to_owned()),
            authority: false,
        }),
    };
    facts.entry = Some(entry);
    (verify(found, &key), Some(facts))
}

/// A key that is itself an anchor: it signs the list.
fn by_multikey_anchor(found: &Found, method: &str, trust: &Trust<'_>) -> (Option<bool>, Option<KeyFacts>) {
    let signer = trust.multikeys.iter().find(|(_, key)| verify(found, key) == Some(true));
    if let Some((text, _)) = signer {
        return (Some(true), Some(KeyFacts { id: (*text).to_owned(), ..KeyFacts::default() }));
    }
    let mut facts = KeyFacts { id: method.to_owned(), ..KeyFacts::default() };
    if trust.multikeys.is_empty() {
        facts.unanchored = Some("no anchor is a key".to_owned());
        return (None, Some(facts));
    }
    (Some(false).filter(|_| !found.materials.is_empty()), Some(facts))
}
