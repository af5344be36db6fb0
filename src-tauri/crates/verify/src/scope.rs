//! Which certificates a revocation list speaks of (RFC 5280 5.2.5 and 6.3.3 b, d).

use crate::crl::Crl;
use crate::name::CanonicalName;
use crate::x509::Certificate;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, ReasonFlags};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

/// The distribution points of a certificate, and, last, its issuer's own name: any list of its issuer counts
/// (6.3.3, last paragraph).
pub(crate) fn points(certificate: &Certificate) -> Vec<DistributionPoint> {
    let own = DistributionPoint { distribution_point: None, reasons: None, crl_issuer: None };
    certificate.extensions.points.iter().flatten().cloned().chain([own]).collect()
}

/// Whether the list speaks of the certificate at this distribution point.
pub(crate) fn covers(crl: &Crl, point: &DistributionPoint, certificate: &Certificate) -> bool {
    // (b)(1).
    let issuer = match &point.crl_issuer {
        Some(names) => crl.indirect() && directories(names).any(|name| name == crl.issuer_name),
        None => crl.issuer_name == certificate.issuer_name,
    };
    let Some((_, own)) = &crl.point else { return issuer };
    // (b)(2)(ii) to (iv).
    let other =
        if certificate.is_authority() { own.only_contains_user_certs } else { own.only_contains_ca_certs };
    let kind = !other && !own.only_contains_attribute_certs;
    issuer && kind && named(crl, own.distribution_point.as_ref(), point, certificate)
}

/// (b)(2)(i): the list is of one distribution point, and it is this one.
fn named(
    crl: &Crl,
    own: Option<&DistributionPointName>,
    point: &DistributionPoint,
    certificate: &Certificate,
) -> bool {
    let Some(own) = own else { return true };
    let own = full(own, &crl.issuer_name);
    let wanted = match (&point.distribution_point, &point.crl_issuer) {
        (Some(name), issuer) => {
            let named = issuer.as_ref().and_then(|names| directories(names).next());
            full(name, named.as_ref().unwrap_or(&certificate.issuer_name))
        }
        (None, Some(names)) => names.iter().map(Comparable::of).collect(),
        (None, None) => vec![Comparable::Directory(certificate.issuer_name.clone())],
    };
    own.iter().any(|name| wanted.contains(name))
}

/// (d): the reasons that the list speaks of at this distribution point.
pub(crate) fn reasons(crl: &Crl, point: &DistributionPoint) -> u16 {
    let mask = |flags: Option<ReasonFlags>| flags.map_or(u16::MAX, ReasonFlags::bits);
    mask(point.reasons) & mask(crl.point.as_ref().and_then(|(_, own)| own.only_some_reasons))
}

/// A name of a distribution point.
#[derive(PartialEq)]
enum Comparable {
    Directory(CanonicalName),
    Other(GeneralName),
}

impl Comparable {
    fn of(name: &GeneralName) -> Self {
        match name {
            GeneralName::DirectoryName(name) => Self::Directory(CanonicalName::of(name)),
            other => Self::Other(other.clone()),
        }
    }
}

fn full(name: &DistributionPointName, issuer: &CanonicalName) -> Vec<Comparable> {
    match name {
        DistributionPointName::FullName(names) => names.iter().map(Comparable::of).collect(),
        DistributionPointName::NameRelativeToCRLIssuer(below) => {
            vec![Comparable::Directory(issuer.with(below))]
        }
    }
}

fn directories(names: &[GeneralName]) -> impl Iterator<Item = CanonicalName> {
    names.iter().filter_map(|name| match name {
        GeneralName::DirectoryName(name) => Some(CanonicalName::of(name)),
        _ => None,
    })
}
