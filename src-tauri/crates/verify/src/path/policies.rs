//! Certificate policies (RFC 5280 6.1, with the graph of RFC 9618 in place of the tree, which hostile
//! mappings can make grow without end).

use const_oid::ObjectIdentifier;
use std::collections::{BTreeMap, BTreeSet};

/// anyPolicy.
pub(super) const ANY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32.0");

type Policies = BTreeSet<ObjectIdentifier>;

/// One policy at one depth.
#[derive(Clone, Debug, Default)]
struct Node {
    /// Policies of the next certificate that satisfy it.
    expected: Policies,
    /// Policies of the depth above that it hangs from.
    parents: Policies,
}

/// The valid policies, by depth; without levels it is NULL.
#[derive(Clone, Debug)]
pub(super) struct Graph(Vec<BTreeMap<ObjectIdentifier, Node>>);

impl Graph {
    /// 6.1.2 (a).
    pub(super) fn new() -> Self {
        Self(vec![BTreeMap::from([(
            ANY,
            Node { expected: Policies::from([ANY]), parents: Policies::new() },
        )])])
    }

    pub(super) fn is_null(&self) -> bool {
        self.0.is_empty()
    }

    /// 6.1.3 (e).
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// 6.1.3 (d): one certificate's policies; `any` says whether its anyPolicy counts.
    pub(super) fn add(&mut self, policies: &Policies, any: bool) {
        let Some(above) = self.0.last() else { return };
        let mut level = BTreeMap::new();
        let named = |policy: ObjectIdentifier, parents| Node { expected: Policies::from([policy]), parents };
        let expecting = |policy| -> Policies {
            above.iter().filter(|(_, node)| node.expected.contains(&policy)).map(|(id, _)| *id).collect()
        };
        for policy in policies.iter().filter(|policy| **policy != ANY) {
            // (1)(i), else (1)(ii).
            let mut parents = expecting(*policy);
            if parents.is_empty() && above.contains_key(&ANY) {
                parents.insert(ANY);
            }
            if !parents.is_empty() {
                level.insert(*policy, named(*policy, parents));
            }
        }
        if any && policies.contains(&ANY) {
            // (2): whatever is expected and was not named.
            let open: Policies = above.values().flat_map(|node| node.expected.iter().copied()).collect();
            for policy in open {
                level.entry(policy).or_insert_with(|| named(policy, expecting(policy)));
            }
        }
        self.0.push(level);
        self.prune();
    }

    /// 6.1.4 (b): mappings of the certificate whose policies were added last.
    pub(super) fn map(&mut self, mappings: &[(ObjectIdentifier, ObjectIdentifier)], allowed: bool) {
        let mut by_issuer: BTreeMap<ObjectIdentifier, Policies> = BTreeMap::new();
        for (from, to) in mappings {
            by_issuer.entry(*from).or_default().insert(*to);
        }
        let Some(level) = self.0.last_mut() else { return };
        let any_parents = level.get(&ANY).map(|node| node.parents.clone());
        for (from, to) in by_issuer {
            if !allowed {
                level.remove(&from);
            } else if let Some(node) = level.get_mut(&from) {
                node.expected = to;
            } else if let Some(parents) = &any_parents {
                level.insert(from, Node { expected: to, parents: parents.clone() });
            }
        }
        self.prune();
    }

    /// Nodes above that nothing hangs from any more go; when none is left at the top, the graph is NULL.
    fn prune(&mut self) {
        for depth in (0..self.0.len().saturating_sub(1)).rev() {
            let held: Policies = match self.0.get(depth + 1) {
                Some(below) => below.values().flat_map(|node| node.parents.iter().copied()).collect(),
                None => return,
            };
            if let Some(level) = self.0.get_mut(depth) {
                level.retain(|policy, _| held.contains(policy));
            }
        }
        if self.0.first().is_none_or(BTreeMap::is_empty) || self.0.last().is_none_or(BTreeMap::is_empty) {
            self.0.clear();
        }
    }

    /// 6.1.5 (g): the policies, in the anchor's own terms, that the user accepts; an empty `wanted` is
    /// any-policy.
    pub(super) fn accepted(&self, wanted: &BTreeSet<String>) -> BTreeSet<String> {
        let mut constrained = Policies::new();
        for level in self.0.iter().skip(1) {
            let own = level.iter().filter(|(id, node)| **id != ANY && node.parents.contains(&ANY));
            constrained.extend(own.map(|(id, _)| *id));
        }
        let any = self.0.last().is_some_and(|level| level.contains_key(&ANY));
        let named: BTreeSet<String> = constrained.iter().map(ToString::to_string).collect();
        let wants_any = wanted.is_empty() || wanted.contains(&ANY.to_string());
        match (wants_any, any) {
            (true, false) => named,
            (true, true) => named.into_iter().chain([ANY.to_string()]).collect(),
            (false, true) => wanted.clone(),
            (false, false) => named.intersection(wanted).cloned().collect(),
        }
    }
}
