//! Packs joined: what links name, what tells messages apart, and the order of versions.

use crate::{
    Link, PackHead, PackKind, PackName, PackProblem, compare_versions,
    library::Inner,
    link_file::LinkRead,
    link_gnc,
    load::Loader,
    source::{Check, suggest},
};
use std::cmp::Ordering;
use toml::Spanned;

/// A reference from a link to another pack, checked when all are there.
#[derive(Clone, Debug)]
pub(crate) struct PackReference {
    pub name: PackName,
    pub kind: PackKind,
    /// A mistake at the place of the reference, without its words.
    pub at: PackProblem,
}

/// How a link and a pack that it names stand.
enum Joined {
    Stands,
    /// It is here, and what is wrong with it is already said.
    LeftOut,
    Not(PackProblem),
}

impl Loader {
    /// Checks what links name, and keeps those that stand.
    pub(crate) fn join(&mut self) {
        for LinkRead { link, packs, kinds } in std::mem::take(&mut self.links) {
            let mut fine = true;
            for reference in packs {
                match self.joined(&link, &reference) {
                    Joined::Stands => {}
                    Joined::LeftOut => fine = false,
                    Joined::Not(problem) => {
                        self.problems.push(problem);
                        fine = false;
                    }
                }
            }
            // What a pack that was left out would have brought is not said to be missing too.
            let kinds = if fine { kinds } else { Vec::new() };
            for (kind, at) in kinds {
                if !self.inner.kinds.contains_key(&kind) {
                    let known: Vec<&str> = self.inner.kinds.keys().map(String::as_str).collect();
                    let message = link_gnc::unknown_kind(&kind, &known);
                    self.problems.push(PackProblem { message, ..at });
                    fine = false;
                }
            }
            if fine {
                self.inner.links.push(link);
            }
        }
    }

    /// Whether what a link names is here.
    fn joined(&self, link: &Link, reference: &PackReference) -> Joined {
        let (known, what, code): (Vec<&PackHead>, _, _) = match reference.kind {
            PackKind::Scheme => {
                (self.inner.schemes.iter().map(|scheme| &scheme.head).collect(), "scheme", "SCHEME_UNKNOWN")
            }
            _ => (self.inner.formats.iter().map(|format| &format.head).collect(), "format", "FORMAT_UNKNOWN"),
        };
        let id = &reference.name.id;
        let mut of_id = known.iter().filter(|head| head.id == *id);
        let takes = |head: &&&PackHead| reference.name.takes(&head.id, &head.version);
        let message = match (of_id.clone().find(takes), of_id.next()) {
            (Some(head), _) if link.training || !head.training => return Joined::Stands,
            (Some(_), _) => format!("a live link cannot join the training {what} \"{id}\""),
            (None, _) if self.left_out.contains(id) => return Joined::LeftOut,
            (None, Some(head)) => {
                format!("the {what} \"{id}\" is here in version {0}: write \"{id}@{0}\"", head.version)
            }
            (None, None) => {
                let ids: Vec<&str> = known.iter().map(|head| head.id.as_str()).collect();
                format!("no {what} pack \"{id}\"{}", suggest(id, &ids))
            }
        };
        Joined::Not(PackProblem { code: code.to_owned(), message, ..reference.at.clone() })
    }

    /// Two messages with the same marks could never be told apart: both go.
    pub(crate) fn tell_apart(&mut self) {
        let mut twins: Vec<(String, String)> = Vec::new();
        for (at, message) in self.inner.messages.iter().enumerate() {
            for other in self.inner.messages.iter().skip(at + 1) {
                // Versions of one message may look alike: the day of issue tells them apart.
                if message.recogniser == other.recogniser && message.id != other.id {
                    twins.push((message.id.clone(), other.id.clone()));
                }
            }
        }
        for (one, other) in twins {
            self.problems.push(PackProblem {
                code: "AMBIGUOUS".to_owned(),
                file: format!("{other}.toml"),
                line: 1,
                column: 1,
                message: format!(
                    "{one} and {other} are recognised by the same marks: add to `recognise` what tells them apart"
                ),
            });
            self.inner.messages.retain(|message| message.id != one && message.id != other);
            for format in &mut self.inner.formats {
                format.messages.retain(|id| *id != one && *id != other);
            }
        }
    }
}

/// `form-ba@1.0` to a reference.
pub(crate) fn reference(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    kind: PackKind,
) -> Option<PackReference> {
    let Some(name) = PackName::parse(text.get_ref()) else {
        let id = text.get_ref().split('@').next().unwrap_or_default();
        check.say(&text.span(), "VERSION", format!("name the pack by id and version: \"{id}@1.0\""));
        return None;
    };
    let at = check.file.problem(text.span().start, "", "");
    Some(PackReference { name, kind, at })
}

impl Inner {
    /// By id, the newest version first; of several versions of a link only the newest is a partner's.
    pub(crate) fn sort(&mut self) {
        let order = |one: (&str, &str), other: (&str, &str)| -> Ordering {
            one.0.cmp(other.0).then_with(|| compare_versions(other.1, one.1))
        };
        let head =
            |one: &PackHead, other: &PackHead| order((&one.id, &one.version), (&other.id, &other.version));
        self.schemes.sort_by(|one, other| head(&one.head, &other.head));
        self.formats.sort_by(|one, other| head(&one.head, &other.head));
        self.links.sort_by(|one, other| head(&one.head, &other.head));
        self.messages.sort_by(|one, other| order((&one.id, &one.version), (&other.id, &other.version)));
        self.links.dedup_by(|later, kept| later.id == kept.id);
    }
}
