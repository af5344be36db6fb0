//! Extensions of certificates (RFC 5280 section 4.2), read once.

use const_oid::ObjectIdentifier;
use der::Decode;
use std::collections::BTreeSet;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, NameConstraints, PolicyConstraints, PolicyMappings,
    SubjectAltName, SubjectKeyIdentifier,
};

/// The extensions that are understood, by what they are called.
pub(crate) mod id {
    pub(crate) const SUBJECT_KEY: &str = "2.5.29.14";
    pub(crate) const KEY_USAGE: &str = "2.5.29.15";
    pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
    pub(crate) const ISSUER_ALT_NAME: &str = "2.5.29.18";
    pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    pub(crate) const NAME_CONSTRAINTS: &str = "2.5.29.30";
    pub(crate) const CRL_POINTS: &str = "2.5.29.31";
    pub(crate) const POLICIES: &str = "2.5.29.32";
    pub(crate) const POLICY_MAPPINGS: &str = "2.5.29.33";
    pub(crate) const AUTHORITY_KEY: &str = "2.5.29.35";
    pub(crate) const POLICY_CONSTRAINTS: &str = "2.5.29.36";
    pub(crate) const PURPOSES: &str = "2.5.29.37";
    pub(crate) const INHIBIT_ANY: &str = "2.5.29.54";
    pub(crate) const AUTHORITY_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
}

/// What a certificate's extensions say. An absent extension is none, never a default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) basic: Option<BasicConstraints>,
    pub(crate) usage: Option<KeyUsage>,
    /// extKeyUsage.
    pub(crate) purposes: Option<Vec<ObjectIdentifier>>,
    /// subjectAltName.
    pub(crate) names: Option<Vec<GeneralName>>,
    pub(crate) constraints: Option<NameConstraints>,
    pub(crate) policies: Option<BTreeSet<ObjectIdentifier>>,
    /// issuerDomainPolicy and subjectDomainPolicy.
    pub(crate) mappings: Option<Vec<(ObjectIdentifier, ObjectIdentifier)>>,
    pub(crate) explicit_policy: Option<u32>,
    pub(crate) inhibit_mapping: Option<u32>,
    pub(crate) inhibit_any: Option<u32>,
    pub(crate) points: Option<Vec<DistributionPoint>>,
    pub(crate) subject_key: Option<Vec<u8>>,
    pub(crate) authority_key: Option<AuthorityKeyIdentifier>,
    /// Critical, and not understood here: keeps the certificate out of every path (RFC 5280 6.1.4 o).
    pub(crate) unknown: Option<String>,
    /// Known by its name, but not to be read, or twice the same policy: keeps it out, too.
    pub(crate) broken: Option<&'static str>,
    /// Ids of the extensions that are marked critical.
    critical: BTreeSet<String>,
}

impl Extensions {
    /// Reads all; none when one stands twice, or when basicConstraints or keyUsage cannot be read.
    pub(crate) fn read(list: &[Extension]) -> Option<Self> {
        let mut all = Self::default();
        let mut seen = BTreeSet::new();
        for extension in list {
            let id = extension.extn_id.to_string();
            if !seen.insert(id.clone()) {
                return None;
            }
            let bytes = extension.extn_value.as_bytes();
            match id.as_str() {
                id::BASIC_CONSTRAINTS => all.basic = Some(BasicConstraints::from_der(bytes).ok()?),
                id::KEY_USAGE => all.usage = Some(KeyUsage::from_der(bytes).ok()?),
                _ => match all
                    .take(&id, bytes, extension.critical)
                    .filter(|_| !(extension.critical && never_critical(&id)))
                {
                    Some(Err(what)) => all.broken = all.broken.or(Some(what)),
                    None if extension.critical => all.unknown = all.unknown.or_else(|| Some(id.clone())),
                    Some(Ok(())) | None => {}
                },
            }
            if extension.critical {
                all.critical.insert(id);
            }
        }
        Some(all)
    }

    /// Whether that extension is there and marked critical.
    pub(crate) fn is_critical(&self, id: &str) -> bool {
        self.critical.contains(id)
    }

    /// Takes one of the others; none when it is not known.
    fn take(&mut self, id: &str, bytes: &[u8], critical: bool) -> Option<Result<(), &'static str>> {
        Some(match id {
            id::SUBJECT_KEY => SubjectKeyIdentifier::from_der(bytes)
                .map(|key| self.subject_key = Some(key.0.as_bytes().to_vec()))
                .map_err(|_| "subjectKeyIdentifier"),
            id::AUTHORITY_KEY => AuthorityKeyIdentifier::from_der(bytes)
                .map(|key| self.authority_key = Some(key))
                .map_err(|_| "authorityKeyIdentifier"),
            id::SUBJECT_ALT_NAME => SubjectAltName::from_der(bytes)
                .ok()
                .filter(|names| !names.0.is_empty())
                .map(|names| self.names = Some(names.0))
                .ok_or("subjectAltName"),
            id::NAME_CONSTRAINTS => NameConstraints::from_der(bytes)
                .map(|constraints| self.constraints = Some(constraints))
                .map_err(|_| "nameConstraints"),
            id::CRL_POINTS => CrlDistributionPoints::from_der(bytes)
                .map(|points| self.points = Some(points.0))
                .map_err(|_| "cRLDistributionPoints"),
            id::POLICIES => self.take_policies(bytes, critical).ok_or("certificatePolicies"),
            id::POLICY_MAPPINGS => PolicyMappings::from_der(bytes)
                .map(|list| {
                    let pairs =
                        list.0.iter().map(|one| (one.issuer_domain_policy, one.subject_domain_policy));
                    self.mappings = Some(pairs.collect());
                })
                .map_err(|_| "policyMappings"),
            id::POLICY_CONSTRAINTS => PolicyConstraints::from_der(bytes)
                .map(|limits| {
                    self.explicit_policy = limits.require_explicit_policy;
                    self.inhibit_mapping = limits.inhibit_policy_mapping;
                })
                .map_err(|_| "policyConstraints"),
            id::INHIBIT_ANY => {
                u32::from_der(bytes).map(|skip| self.inhibit_any = Some(skip)).map_err(|_| "inhibitAnyPolicy")
            }
            id::PURPOSES => ExtendedKeyUsage::from_der(bytes)
                .ok()
                .filter(|purposes| !purposes.0.is_empty())
                .map(|purposes| self.purposes = Some(purposes.0))
                .ok_or("extKeyUsage"),
            // Narrows nothing, and is not relied on.
            id::ISSUER_ALT_NAME => Ok(()),
            id::AUTHORITY_ACCESS => {
                AuthorityInfoAccessSyntax::from_der(bytes).map(|_| ()).map_err(|_| "authorityInfoAccess")
            }
            _ => return None,
        })
    }

    /// RFC 5280 4.2.1.4: a policy stands there once. Identifiers with arcs over 32 bits (2.25.…) are beyond
    /// the reader: no policy is valid then, which matters only where one is required.
    fn take_policies(&mut self, bytes: &[u8], critical: bool) -> Option<()> {
        let list = match CertificatePolicies::from_der(bytes) {
            Ok(list) => list,
            Err(_) if !critical => {
                self.policies = Some(BTreeSet::new());
                return Some(());
            }
            Err(_) => return None,
        };
        let policies: BTreeSet<_> = list.0.iter().map(|one| one.policy_identifier).collect();
        if policies.len() != list.0.len() || policies.is_empty() {
            return None;
        }
        self.policies = Some(policies);
        Some(())
    }
}

/// RFC 5280 4.2.1.1, 4.2.1.2, 4.2.2.1: not understood when they are marked critical.
fn never_critical(id: &str) -> bool {
    matches!(id, id::AUTHORITY_KEY | id::SUBJECT_KEY | id::AUTHORITY_ACCESS)
}
