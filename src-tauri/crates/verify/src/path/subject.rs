//! Whether a leaf is for whom it should be (RFC 5280 4.2.1.6, RFC 9525 6): by its alternative names only.

use super::names::is_host;
use super::report::Subject;
use crate::x509::Certificate;
use core::net::IpAddr;
use x509_cert::ext::pkix::name::GeneralName;

pub(super) fn is_for(leaf: &Certificate, subject: &Subject) -> bool {
    leaf.extensions.names.iter().flatten().any(|name| match (name, subject) {
        // Wildcards are not taken: no certificate of origin is signed by a host.
        (GeneralName::DnsName(name), Subject::Host(host)) => {
            is_host(name.as_str()) && name.as_str().eq_ignore_ascii_case(host)
        }
        (GeneralName::IpAddress(bytes), Subject::Address(IpAddr::V4(address))) => {
            bytes.as_bytes() == address.octets()
        }
        (GeneralName::IpAddress(bytes), Subject::Address(IpAddr::V6(address))) => {
            bytes.as_bytes() == address.octets()
        }
        (GeneralName::Rfc822Name(name), Subject::Mailbox(mailbox)) => {
            match (name.as_str().rsplit_once('@'), mailbox.rsplit_once('@')) {
                (Some((local, host)), Some((wanted, at))) => local == wanted && host.eq_ignore_ascii_case(at),
                _ => false,
            }
        }
        _ => false,
    })
}
