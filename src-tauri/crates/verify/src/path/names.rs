//! Name constraints (RFC 5280 4.2.1.10): which names of a certificate the authorities above permit and
//! exclude.

use super::report::PathRule;
use crate::name::{CanonicalName, text};
use crate::x509::Certificate;
use const_oid::ObjectIdentifier;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

/// Comparisons for one certificate; hostile lists of names times hostile lists of constraints end here.
const MAX_COMPARISONS: usize = 100_000;
/// PKCS#9 emailAddress.
const EMAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");

type Fault = (PathRule, String);

/// A name of a certificate.
enum Named {
    Directory(CanonicalName),
    Mailbox(String),
    Host(String),
    Address(Vec<u8>),
    /// The host of a URI; none when it has none that a constraint can speak of.
    Uri(Option<String>),
    /// A form that no rule here can compare.
    Other(&'static str),
}

/// 6.1.3 (b) and (c): holds the certificate's names against every constraint above it.
pub(super) fn check(certificate: &Certificate, above: &[&NameConstraints]) -> Result<(), Fault> {
    if above.is_empty() {
        return Ok(());
    }
    let names = names(certificate)?;
    let lists = above.iter().flat_map(|one| [&one.permitted_subtrees, &one.excluded_subtrees]).flatten();
    let subtrees: usize = lists.map(Vec::len).sum();
    if names.len().saturating_mul(subtrees) > MAX_COMPARISONS {
        return Err((PathRule::Work, "too many names under too many constraints".to_owned()));
    }
    for constraints in above {
        for name in &names {
            permitted(name, constraints.permitted_subtrees.as_deref().unwrap_or_default())?;
        }
        for subtree in constraints.excluded_subtrees.iter().flatten() {
            for name in &names {
                if compare(subtree, name, true).map_err(|why| (PathRule::ExcludedNames, why))? == Some(true) {
                    return Err((PathRule::ExcludedNames, format!("{} is excluded", name.shown())));
                }
            }
        }
    }
    Ok(())
}

/// Of the subtrees of the name's own form, one holds it.
fn permitted(name: &Named, subtrees: &[GeneralSubtree]) -> Result<(), Fault> {
    let mut spoken = false;
    for subtree in subtrees {
        match compare(subtree, name, false).map_err(|why| (PathRule::PermittedNames, why))? {
            Some(true) => return Ok(()),
            Some(false) => spoken = true,
            None => {}
        }
    }
    if spoken {
        Err((PathRule::PermittedNames, format!("{} is not permitted", name.shown())))
    } else {
        Ok(())
    }
}

impl Named {
    /// The form alone: a name is a person's, perhaps.
    fn shown(&self) -> &'static str {
        match self {
            Self::Directory(_) => "a directory name",
            Self::Mailbox(_) => "a mailbox",
            Self::Host(_) => "a host name",
            Self::Address(_) => "an address",
            Self::Uri(_) => "a URI",
            Self::Other(form) => form,
        }
    }
}

/// All names: the subject, its mail addresses, and the alternative names.
fn names(certificate: &Certificate) -> Result<Vec<Named>, Fault> {
    let mut names = Vec::new();
    if !certificate.subject_name.is_empty() {
        names.push(Named::Directory(certificate.subject_name.clone()));
        let subject = certificate.subject_name_read();
        let mail = subject.iter().flat_map(Name::iter).filter(|one| one.oid == EMAIL);
        names.extend(mail.filter_map(text).map(Named::Mailbox));
    }
    for name in certificate.extensions.names.iter().flatten() {
        let malformed = |what: &str| (PathRule::PermittedNames, format!("{what} that is none"));
        names.push(match name {
            GeneralName::DirectoryName(name) => Named::Directory(CanonicalName::of(name)),
            GeneralName::Rfc822Name(mail) if is_mailbox(mail.as_str()) => {
                Named::Mailbox(mail.as_str().to_owned())
            }
            GeneralName::Rfc822Name(_) => return Err(malformed("a mailbox")),
            GeneralName::DnsName(host) => {
                let host = host.as_str().to_ascii_lowercase();
                if !is_host(host.strip_prefix("*.").unwrap_or(&host)) {
                    return Err(malformed("a host name"));
                }
                Named::Host(host)
            }
            GeneralName::IpAddress(bytes) if matches!(bytes.as_bytes().len(), 4 | 16) => {
                Named::Address(bytes.as_bytes().to_vec())
            }
            GeneralName::IpAddress(_) => return Err(malformed("an address")),
            GeneralName::UniformResourceIdentifier(uri) => Named::Uri(host_of(uri.as_str())),
            GeneralName::OtherName(_) => Named::Other("a name of another form"),
            GeneralName::EdiPartyName(_) => Named::Other("an EDI party name"),
            GeneralName::RegisteredId(_) => Named::Other("a registered id"),
        });
    }
    Ok(names)
}

/// Whether the subtree holds the name; none when it speaks of another form. An error is a constraint, or a
/// name, that cannot be processed, which is refused (4.2.1.10).
fn compare(subtree: &GeneralSubtree, name: &Named, excluded: bool) -> Result<Option<bool>, String> {
    if subtree.minimum != 0 || subtree.maximum.is_some() {
        return Err("a constraint with a minimum or maximum".to_owned());
    }
    let ill = |what: &str| Err(format!("a constraint on {what} that is none"));
    Ok(match (&subtree.base, name) {
        (GeneralName::DirectoryName(base), Named::Directory(name)) => {
            Some(name.within(&CanonicalName::of(base)))
        }
        (GeneralName::DnsName(base), name) => {
            let base = base.as_str().to_ascii_lowercase();
            if !base.is_empty() && !is_host(&base) {
                return ill("host names");
            }
            let Named::Host(host) = name else { return Ok(None) };
            let plain = host.strip_prefix("*.");
            // A wildcard might become any name of that place, so a constraint below it concerns it, too.
            let could = excluded && plain.is_some_and(|place| below(&base, place));
            Some(host == &base || below(host, &base) || could)
        }
        (GeneralName::Rfc822Name(base), name) => {
            let base = base.as_str();
            let (local, host) =
                base.rsplit_once('@').map_or((None, base), |(local, host)| (Some(local), host));
            let bare = if local.is_none() { host.strip_prefix('.').unwrap_or(host) } else { host };
            if !is_host(bare) || local == Some("") {
                return ill("mailboxes");
            }
            let Named::Mailbox(mail) = name else { return Ok(None) };
            let Some((mine, at)) = mail.rsplit_once('@') else {
                return Err("a mailbox that is none".to_owned());
            };
            let at = at.to_ascii_lowercase();
            let host = host.to_ascii_lowercase();
            Some(match local {
                Some(local) => mine == local && at == host,
                None => host.strip_prefix('.').map_or(at == host, |place| below(&at, place)),
            })
        }
        (GeneralName::UniformResourceIdentifier(base), name) => {
            let base = base.as_str().to_ascii_lowercase();
            if !is_host(base.strip_prefix('.').unwrap_or(&base)) {
                return ill("URIs");
            }
            match name {
                Named::Uri(Some(host)) => {
                    Some(base.strip_prefix('.').map_or(*host == base, |place| below(host, place)))
                }
                Named::Uri(None) => return Err("a URI whose host cannot be compared".to_owned()),
                _ => None,
            }
        }
        (GeneralName::IpAddress(base), name) => {
            let base = base.as_bytes();
            let (network, mask) = base.split_at(base.len() / 2);
            if !matches!(base.len(), 8 | 32) || !is_prefix(mask) {
                return ill("addresses");
            }
            match name {
                Named::Address(address) if address.len() == network.len() => {
                    let mut parts = address.iter().zip(network).zip(mask);
                    Some(parts.all(|((address, network), mask)| address & mask == network & mask))
                }
                // The other version of the protocol is the same form of name.
                Named::Address(_) => Some(false),
                _ => None,
            }
        }
        (GeneralName::OtherName(_), Named::Other("a name of another form"))
        | (GeneralName::EdiPartyName(_), Named::Other("an EDI party name"))
        | (GeneralName::RegisteredId(_), Named::Other("a registered id")) => {
            return Err(format!("a constraint on {} that is not understood", name.shown()));
        }
        _ => None,
    })
}

/// Whether the host lies at that place or below it.
fn below(host: &str, place: &str) -> bool {
    place.is_empty() || host.strip_suffix(place).is_some_and(|rest| rest.ends_with('.'))
}

/// RFC 1034 3.5, and digits may lead (RFC 1123 2.1).
pub(super) fn is_host(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// RFC 5321 4.1.2 without quoted strings: they are refused rather than understood by halves.
pub(super) fn is_mailbox(mail: &str) -> bool {
    mail.rsplit_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && !local.contains(['@', '"', ' ', '\\']) && is_host(host)
    })
}

/// Ones, then zeros.
fn is_prefix(mask: &[u8]) -> bool {
    let mut ended = false;
    mask.iter().all(|byte| {
        let fine = if ended { *byte == 0 } else { byte.leading_ones() + byte.trailing_zeros().min(8) >= 8 };
        ended |= *byte != 0xff;
        fine
    })
}

/// The host of a URI with an authority (RFC 3986 3.2.2), lower case; none for literals and addresses.
fn host_of(uri: &str) -> Option<String> {
    let authority = uri.split_once("://")?.1;
    let authority = authority.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host).to_ascii_lowercase();
    let numeric =
        host.split('.').next_back().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    (is_host(&host) && !numeric).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_masks_and_uris() {
        assert!(is_host("a-1.example") && !is_host("-a.example") && !is_host("a..b") && !is_host("a_b"));
        assert!(is_prefix(&[255, 255, 254, 0]) && is_prefix(&[0; 4]) && is_prefix(&[255; 4]));
        assert!(!is_prefix(&[255, 0, 255, 0]) && !is_prefix(&[255, 253, 0, 0]));
        assert_eq!(host_of("https://u@A.example:8/x").as_deref(), Some("a.example"));
        assert_eq!(
            (host_of("urn:x"), host_of("http://1.2.3.4/"), host_of("http://[::1]/")),
            (None, None, None)
        );
        assert!(
            below("a.example", "example") && !below("aexample", "example") && !below("example", "example")
        );
    }
}
