//! RFC 5280 section 6.1 as numbered steps over one prospective path. Everything that can refuse is a step
//! with a rule of its own; nothing is refused elsewhere but in the search.

use super::duties;
use super::names;
use super::policies::{ANY, Graph};
use super::report::{Duties, PathOptions, PathRefusal, PathRule, PathStep};
use super::subject;
use crate::keys::PublicKey;
use crate::revocation::{self, Knowing};
use crate::x509::Certificate;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{KeyUsage, NameConstraints};

/// What came of one prospective path.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) steps: Vec<PathStep>,
    pub(super) refusal: Option<PathRefusal>,
    pub(super) policies: BTreeSet<String>,
    pub(super) revocation_as_of: Option<DateTime<Utc>>,
}

/// The state variables of 6.1.2.
struct State<'a> {
    options: &'a PathOptions,
    /// Constraints of the authorities above; the intersection of what they permit and the union of what
    /// they exclude is what all of them say.
    constraints: Vec<&'a NameConstraints>,
    graph: Graph,
    explicit_policy: usize,
    policy_mapping: usize,
    inhibit_any: usize,
    max_path_length: usize,
    /// RFC 5280's number of the certificate that is looked at.
    index: usize,
    outcome: Outcome,
}

/// Runs the process over a path, leaf first, anchor last. Signatures were verified by the search.
pub(super) fn run(path: &[&Certificate], options: &PathOptions, knowing: Option<&Knowing<'_>>) -> Outcome {
    let length = path.len().saturating_sub(1);
    let start = |inhibited| if inhibited { 0 } else { length + 1 };
    let mut state = State {
        options,
        constraints: Vec::new(),
        graph: Graph::new(),
        explicit_policy: start(options.explicit_policy),
        policy_mapping: start(options.inhibit_mapping),
        inhibit_any: start(options.inhibit_any),
        max_path_length: length.min(options.max_intermediates),
        index: 0,
        outcome: Outcome::default(),
    };
    // A failed step has put its refusal into the outcome.
    let _ = state.all(path, knowing);
    state.outcome
}

/// A step failed.
struct Failed;

type Passed = Result<(), Failed>;

impl<'a> State<'a> {
    fn all(&mut self, path: &[&'a Certificate], knowing: Option<&Knowing<'_>>) -> Passed {
        let Some((anchor, below)) = path.split_last() else {
            return self.step(PathRule::NoIssuer, Some("there is no certificate".to_owned()));
        };
        self.anchor(anchor, below.is_empty())?;
        let mut issuer = *anchor;
        for (depth, certificate) in below.iter().enumerate().rev() {
            self.index += 1;
            self.basic(certificate, issuer, depth > 0, knowing)?;
            if depth > 0 {
                self.prepare(certificate)?;
            } else {
                self.wrap_up(certificate)?;
            }
            issuer = certificate;
        }
        let leaf = path.first().unwrap_or(anchor);
        self.leaf(leaf, path)
    }

    /// Notes a step; a fault refuses the path.
    fn step(&mut self, rule: PathRule, fault: Option<String>) -> Passed {
        self.outcome.steps.push(PathStep {
            number: self.outcome.steps.len() + 1,
            certificate: self.index,
            rule,
            clause: rule.clause(),
            passed: fault.is_none(),
            detail: fault.clone(),
        });
        match fault {
            None => Ok(()),
            Some(why) => {
                self.outcome.refusal = Some(PathRefusal { rule, why });
                Err(Failed)
            }
        }
    }

    fn hold(&mut self, rule: PathRule, holds: bool, why: &str) -> Passed {
        self.step(rule, (!holds).then(|| why.to_owned()))
    }

    fn judged(&mut self, rule: PathRule, result: Result<(), (PathRule, String)>) -> Passed {
        match result {
            Ok(()) => self.step(rule, None),
            Err((rule, why)) => self.step(rule, Some(why)),
        }
    }

    /// The anchor. RFC 5280 takes only its name and key; here it is held to what it says of itself, too
    /// (RFC 5937). One that is itself the leaf is trusted as it is.
    fn anchor(&mut self, anchor: &'a Certificate, alone: bool) -> Passed {
        self.readable(anchor)?;
        self.validity(anchor)?;
        if alone {
            return self.duties(anchor, None, false);
        }
        self.authority(anchor)?;
        self.critical(anchor)?;
        self.purpose(anchor)?;
        self.narrow(anchor);
        let longest = anchor.extensions.basic.as_ref().and_then(|basic| basic.path_len_constraint);
        self.max_path_length = self.max_path_length.min(longest.map_or(usize::MAX, usize::from));
        self.duties(anchor, None, true)
    }

    fn readable(&mut self, certificate: &Certificate) -> Passed {
        let broken = certificate.extensions.broken;
        self.step(PathRule::Read, broken.map(|what| format!("its {what} cannot be read")))
    }

    /// 6.1.3.
    fn basic(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        authority: bool,
        knowing: Option<&Knowing<'_>>,
    ) -> Passed {
        self.readable(certificate)?;
        self.algorithm(certificate, issuer)?;
        self.validity(certificate)?;
        if let Some(knowing) = knowing {
            match revocation::standing(certificate, issuer, knowing) {
                Ok(as_of) => {
                    let known = self.outcome.revocation_as_of.into_iter().chain([as_of]).min();
                    self.outcome.revocation_as_of = known;
                    self.step(PathRule::RevocationKnown, None)?;
                    self.step(PathRule::Revoked, None)?;
                }
                Err((rule, why)) => self.step(rule, Some(why))?,
            }
        }
        self.hold(
            PathRule::NameChaining,
            certificate.issuer_name == issuer.subject_name,
            "its issuer is not the subject above it",
        )?;
        // (b), (c): an authority's certificate for itself is exempt.
        let exempt = authority && certificate.self_issued();
        let above = if exempt { &[][..] } else { self.constraints.as_slice() };
        self.judged(PathRule::PermittedNames, names::check(certificate, above))?;
        // (d), (e), (f).
        match &certificate.extensions.policies {
            Some(policies) => {
                let any = self.inhibit_any > 0 || (authority && certificate.self_issued());
                self.graph.add(policies, any);
            }
            None => self.graph.clear(),
        }
        self.hold(
            PathRule::Policies,
            self.explicit_policy > 0 || !self.graph.is_null(),
            "a policy is required, and none is valid here",
        )?;
        self.purpose(certificate)?;
        self.duties(certificate, Some(issuer), authority)
    }

    fn algorithm(&mut self, certificate: &Certificate, issuer: &Certificate) -> Passed {
        let least = self.options.min_rsa_bits;
        let short = |key: &PublicKey| key.rsa_bits().is_some_and(|bits| bits < least);
        let fault = if !certificate.algorithm_known() {
            Some("it is signed with an algorithm that is not accepted")
        } else if issuer.key.is_none() || (least > 0 && certificate.key.is_none()) {
            Some("a key of a kind that is not accepted")
        } else if issuer.key.iter().chain(&certificate.key).any(short) {
            Some("an RSA key that is too short")
        } else {
            None
        };
        self.step(PathRule::Algorithm, fault.map(str::to_owned))
    }

    fn validity(&mut self, certificate: &Certificate) -> Passed {
        let Some(at) = self.options.at else { return Ok(()) };
        // To the second: notAfter includes its own (4.1.2.5).
        let at = at.timestamp();
        let fault = if at < certificate.not_before.timestamp() {
            Some("it was not valid yet")
        } else if at > certificate.not_after.timestamp() {
            Some("it was no longer valid")
        } else {
            None
        };
        self.step(PathRule::Validity, fault.map(str::to_owned))
    }

    /// 6.1.4, for every certificate that issues the next.
    fn prepare(&mut self, certificate: &'a Certificate) -> Passed {
        let extensions = &certificate.extensions;
        if let Some(mappings) = &extensions.mappings {
            // (a), (b).
            let any = mappings.iter().any(|(from, to)| *from == ANY || *to == ANY);
            self.hold(PathRule::PolicyMapping, !any, "anyPolicy is mapped")?;
            self.graph.map(mappings, self.policy_mapping > 0);
        }
        // (h).
        if !certificate.self_issued() {
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
            self.inhibit_any = self.inhibit_any.saturating_sub(1);
        }
        // (g), (i), (j).
        self.narrow(certificate);
        // (k), (n).
        self.authority(certificate)?;
        // (l), (m).
        if !certificate.self_issued() {
            self.hold(PathRule::PathLength, self.max_path_length > 0, "the path is longer than is allowed")?;
            self.max_path_length -= 1;
        }
        if let Some(longest) = extensions.basic.as_ref().and_then(|basic| basic.path_len_constraint) {
            self.max_path_length = self.max_path_length.min(usize::from(longest));
        }
        // (o).
        self.critical(certificate)
    }

    /// 6.1.4 (g), (i), (j).
    fn narrow(&mut self, certificate: &'a Certificate) {
        let extensions = &certificate.extensions;
        self.constraints.extend(&extensions.constraints);
        let to =
            |skip: Option<u32>| skip.map_or(usize::MAX, |skip| usize::try_from(skip).unwrap_or(usize::MAX));
        self.explicit_policy = self.explicit_policy.min(to(extensions.explicit_policy));
        self.policy_mapping = self.policy_mapping.min(to(extensions.inhibit_mapping));
        self.inhibit_any = self.inhibit_any.min(to(extensions.inhibit_any));
    }

    /// 6.1.4 (k), (n).
    fn authority(&mut self, certificate: &Certificate) -> Passed {
        let authority = certificate.version == Version::V3 && certificate.is_authority();
        self.hold(PathRule::BasicConstraints, authority, "its issuer is no authority")?;
        let may = certificate.extensions.usage.as_ref().is_none_or(KeyUsage::key_cert_sign);
        self.hold(PathRule::KeyUsage, may, "its issuer may not sign certificates")
    }

    /// 6.1.4 (o), 6.1.5 (f).
    fn critical(&mut self, certificate: &Certificate) -> Passed {
        let unknown = certificate.extensions.unknown.as_ref();
        self.step(
            PathRule::CriticalExtension,
            unknown.map(|id| format!("a critical extension that is not understood: {id}")),
        )
    }

    fn purpose(&mut self, certificate: &Certificate) -> Passed {
        let (wanted, named) = (&self.options.purposes, &certificate.extensions.purposes);
        let Some(named) = named.as_ref().filter(|_| !wanted.is_empty()) else { return Ok(()) };
        let fits =
            named.iter().map(ToString::to_string).any(|one| one == ANY_PURPOSE || wanted.contains(&one));
        self.hold(PathRule::Purpose, fits, "it is for other purposes")
    }

    fn duties(&mut self, certificate: &Certificate, issuer: Option<&Certificate>, authority: bool) -> Passed {
        if self.options.duties == Duties::Validator {
            return Ok(());
        }
        let fault = duties::of_issuer(certificate, issuer, authority, self.options.duties);
        self.step(PathRule::IssuerDuty, fault.map(str::to_owned))?;
        if self.options.duties == Duties::Server {
            let fault = duties::of_server(certificate, issuer, authority);
            self.step(PathRule::ServerDuty, fault.map(str::to_owned))?;
        }
        Ok(())
    }

    /// 6.1.5.
    fn wrap_up(&mut self, certificate: &Certificate) -> Passed {
        // (a), (b).
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if certificate.extensions.explicit_policy == Some(0) {
            self.explicit_policy = 0;
        }
        // (f).
        self.critical(certificate)?;
        // (g).
        self.outcome.policies = self.graph.accepted(&self.options.policies);
        self.hold(
            PathRule::Policies,
            self.explicit_policy > 0 || !self.outcome.policies.is_empty(),
            "a policy is required, and none of the acceptable ones is valid",
        )
    }

    /// What the caller asks of the leaf.
    fn leaf(&mut self, leaf: &Certificate, path: &[&Certificate]) -> Passed {
        if self.options.signer {
            self.hold(PathRule::SignerUsage, leaf.may_sign(), "its keyUsage does not allow signatures")?;
        }
        if path.len() == 1 {
            self.purpose(leaf)?;
        }
        match &self.options.subject {
            Some(subject) => {
                let named = subject::is_for(leaf, subject);
                self.hold(PathRule::Subject, named, "it is for somebody else")
            }
            None => Ok(()),
        }
    }
}

/// anyExtendedKeyUsage.
const ANY_PURPOSE: &str = "2.5.29.37.0";
