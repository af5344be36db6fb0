//! What issuers owe beyond what section 6 has validators check: asked only where a caller wants it, because
//! authorities that serve administrations are often older than the rule.

use super::names::{is_host, is_mailbox};
use super::report::Duties;
use crate::keys::PublicKey;
use crate::name::text;
use crate::x509::Certificate;
use crate::x509_extensions::id;
use const_oid::ObjectIdentifier;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

/// RFC 5280 section 4, for a certificate and the one above it (none for the anchor).
pub(super) fn of_issuer(
    certificate: &Certificate,
    issuer: Option<&Certificate>,
    authority: bool,
    duties: Duties,
) -> Option<&'static str> {
    let extensions = &certificate.extensions;
    let own_key = certificate.self_issued() && certificate.signed_by(certificate);
    let key_sign = extensions.usage.as_ref().is_some_and(KeyUsage::key_cert_sign);
    let is_authority = certificate.is_authority();
    let checks: [(&str, bool); 13] = [
        (
            // An anchor's own number names nothing.
            "4.1.2.2: the serial number is no positive integer of at most 20 octets",
            (authority && issuer.is_none()) || serial(&certificate.serial),
        ),
        ("4.1.2.4: the issuer has no name", !certificate.issuer_name.is_empty()),
        ("4.1.2.6: an authority has no name", !is_authority || !certificate.subject_name.is_empty()),
        (
            "4.2.1.1: it does not say which key signed it",
            own_key || extensions.authority_key.as_ref().is_some_and(|key| key.key_identifier.is_some()),
        ),
        ("4.2.1.2: an authority does not name its key", !is_authority || extensions.subject_key.is_some()),
        ("4.2.1.3: keyCertSign without being an authority", !key_sign || is_authority),
        (
            "4.2.1.6: no name, and alternative names that are not critical",
            !certificate.subject_name.is_empty() || extensions.is_critical(id::SUBJECT_ALT_NAME),
        ),
        ("4.2.1.6: an alternative name that is none", extensions.names.iter().flatten().all(well_formed)),
        (
            "4.2.1.9: basicConstraints of an authority are not critical",
            !is_authority || extensions.is_critical(id::BASIC_CONSTRAINTS),
        ),
        (
            "4.2.1.10: constraints on names that are not an authority's, or empty",
            extensions.constraints.as_ref().is_none_or(|one| {
                let some = |list: &Option<Vec<GeneralSubtree>>| list.as_ref().map(|list| !list.is_empty());
                let (permitted, excluded) = (some(&one.permitted_subtrees), some(&one.excluded_subtrees));
                is_authority
                    && permitted != Some(false)
                    && excluded != Some(false)
                    && permitted.or(excluded).is_some()
            }),
        ),
        (
            // The forum's baseline lets them be.
            "4.2.1.10: constraints on names that are not critical",
            duties == Duties::Server
                || extensions.constraints.is_none()
                || extensions.is_critical(id::NAME_CONSTRAINTS),
        ),
        (
            "4.2.1.11: policyConstraints that are not critical",
            (extensions.explicit_policy.is_none() && extensions.inhibit_mapping.is_none())
                || extensions.is_critical(id::POLICY_CONSTRAINTS),
        ),
        (
            "4.2.1.3: an authority that signs certificates does not say so",
            !authority || issuer.is_none() || extensions.usage.is_none() || key_sign,
        ),
    ];
    checks.iter().find(|(_, kept)| !kept).map(|(duty, _)| *duty)
}

/// Positive, at most 20 octets beside the one that a sign may want. The octets are those of the INTEGER.
fn serial(bytes: &[u8]) -> bool {
    bytes.strip_prefix(&[0]).unwrap_or(bytes).len() <= 20
        && bytes.first().is_some_and(|first| *first < 0x80)
        && bytes.iter().any(|byte| *byte != 0)
}

fn well_formed(name: &GeneralName) -> bool {
    match name {
        GeneralName::DnsName(host) => {
            let host = host.as_str();
            let numeric =
                host.split('.').next_back().is_some_and(|last| last.bytes().all(|one| one.is_ascii_digit()));
            is_host(host.strip_prefix("*.").unwrap_or(host)) && !numeric
        }
        GeneralName::Rfc822Name(mail) => is_mailbox(mail.as_str()),
        GeneralName::IpAddress(bytes) => matches!(bytes.as_bytes().len(), 4 | 16),
        _ => true,
    }
}

/// What the forum's baseline asks more of server certificates, as far as a path shows it.
pub(super) fn of_server(
    certificate: &Certificate,
    issuer: Option<&Certificate>,
    authority: bool,
) -> Option<&'static str> {
    let extensions = &certificate.extensions;
    let bits = certificate.key.as_ref().and_then(PublicKey::rsa_bits);
    if certificate.version != Version::V3 {
        return Some("7.1.1: not version 3");
    }
    if certificate.key.is_none() || bits.is_some_and(|bits| bits < 2048 || bits % 8 != 0) {
        return Some("6.1.5: a key of another kind or size");
    }
    if issuer.is_none() {
        return of_root(certificate);
    }
    if authority {
        return None;
    }
    let names = extensions.names.as_deref().unwrap_or_default();
    let purposes = extensions.purposes.as_deref().unwrap_or_default();
    let any = ObjectIdentifier::new_unwrap("2.5.29.37.0");
    let checks: [(&str, bool); 5] = [
        ("7.1.2.7.8: an authority as server", !certificate.is_authority()),
        ("7.1.2.7.10: purposes that are missing, critical or any", {
            !purposes.is_empty() && !purposes.contains(&any) && !extensions.is_critical(id::PURPOSES)
        }),
        ("7.1.2.7.12: no alternative name", !names.is_empty()),
        (
            "7.1.2.7.12: critical alternative names beside a name",
            certificate.subject_name.is_empty() || !extensions.is_critical(id::SUBJECT_ALT_NAME),
        ),
        ("7.1.4.3: a common name that is no alternative name", common_name_stands(certificate, names)),
    ];
    checks.iter().find(|(_, kept)| !kept).map(|(duty, _)| *duty)
}

fn of_root(root: &Certificate) -> Option<&'static str> {
    if root.extensions.purposes.is_some() {
        return Some("7.1.2.1.2: a root names purposes");
    }
    let key = root.extensions.authority_key.as_ref()?;
    let own = key.key_identifier.as_ref().map(der::asn1::OctetString::as_bytes)
        == root.extensions.subject_key.as_deref();
    let plain = key.authority_cert_issuer.is_none() && key.authority_cert_serial_number.is_none();
    (!own || !plain || key.key_identifier.is_none())
        .then_some("7.1.2.1.3: a root's authorityKeyIdentifier is not its own key alone")
}

/// Character for character.
fn common_name_stands(certificate: &Certificate, names: &[GeneralName]) -> bool {
    let common = ObjectIdentifier::new_unwrap("2.5.4.3");
    let Some(subject) = certificate.subject_name_read() else { return false };
    subject.iter().filter(|one| one.oid == common).all(|one| {
        let Some(said) = text(one) else { return false };
        names.iter().any(|name| match name {
            GeneralName::DnsName(host) => host.as_str() == said,
            GeneralName::IpAddress(bytes) => shown(bytes.as_bytes()).is_some_and(|address| address == said),
            _ => false,
        })
    })
}

fn shown(bytes: &[u8]) -> Option<String> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(core::net::Ipv4Addr::from(four).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|sixteen| core::net::Ipv6Addr::from(sixteen).to_string())
}
