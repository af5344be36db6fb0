//! How much of the common dataset a pack maps, and what its scheme asks of it.

use super::places::places;
use crate::{Library, Message, PackKind, Scheme, compare_versions};
use certificate::dataset::ELEMENTS;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What a pack maps of the common dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// `id@version` of the pack.
    pub pack: String,
    /// Ids of the schemes whose needs are told; none where no link joins the format to one.
    pub schemes: Vec<String>,
    /// One row an element of [`ELEMENTS`], in its order.
    pub rows: Vec<CoverageRow>,
    /// Canonical fields that a scheme makes mandatory and no message carries.
    pub missing: Vec<String>,
    /// Canonical fields that are mapped and do not stand in the common dataset.
    pub other: Vec<String>,
}

/// One element of the dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// Canonical field, as [`certificate::dataset::Element::field`].
    pub field: String,
    /// WCO Data Model ids.
    pub wco: Vec<String>,
    /// Name in English.
    pub name: String,
    /// What the scheme says of it.
    pub need: Need,
    /// The messages that carry it, and where.
    pub mapped: Vec<MappedBy>,
}

/// What a scheme says of an element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "need")]
pub enum Need {
    /// It must be there, by this article.
    Mandatory {
        /// Article of the agreement.
        article: String,
    },
    /// It may be there.
    Optional,
    /// The agreement has no such thing.
    NotApplicable,
}

/// A message that carries an element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MappedBy {
    /// Id of the message.
    pub message: String,
    /// Place in it.
    pub place: String,
    /// Whether it is read from there.
    pub reads: bool,
    /// Whether it is written there.
    pub writes: bool,
}

/// The coverage of a pack: of a format, its messages; of a link, all messages of its formats; of a scheme, those of the formats that links
/// join to it. `None` where the library has no such pack.
pub fn coverage(library: &Library, pack: &str) -> Option<Coverage> {
    let (name, messages, schemes) = subject(library, pack)?;
    let mut fields: BTreeMap<String, Vec<MappedBy>> = BTreeMap::new();
    for message in &messages {
        for found in places(message) {
            let field = match message.kind.as_str() {
                "certificate" => found.field,
                "update" => format!("update.{}", found.field),
                _ => continue,
            };
            let by = MappedBy {
                message: message.id.clone(),
                place: found.place,
                reads: true,
                writes: message.writes,
            };
            let all = fields.entry(field).or_default();
            match all.iter_mut().find(|known| known.message == by.message) {
                // A field of a template may stand at several places of one message.
                Some(known) if known.place != by.place => {
                    let _ = write!(known.place, " and {}", by.place);
                }
                Some(_) => {}
                None => all.push(by),
            }
        }
    }
    let rows: Vec<CoverageRow> = ELEMENTS
        .iter()
        .map(|element| CoverageRow {
            field: element.field.to_owned(),
            wco: element.wco.iter().map(|id| (*id).to_owned()).collect(),
            name: element.name.to_owned(),
            need: need(&schemes, element.field),
            mapped: fields.get(element.field).cloned().unwrap_or_default(),
        })
        .collect();
    let missing = missing(&schemes, &fields);
    let known: BTreeSet<&str> = ELEMENTS.iter().map(|element| element.field).collect();
    let other = fields.keys().filter(|field| !known.contains(field.as_str())).cloned().collect();
    let schemes = schemes.iter().map(|scheme| format!("{}@{}", scheme.id, scheme.version)).collect();
    Some(Coverage { pack: name, schemes, rows, missing, other })
}

type Subject<'l> = (String, Vec<&'l Message>, Vec<&'l Scheme>);

fn subject<'l>(library: &'l Library, pack: &str) -> Option<Subject<'l>> {
    let (id, version) = pack.split_once('@').map_or((pack, None), |(id, version)| (id, Some(version)));
    let head = library
        .packs()
        .into_iter()
        .filter(|head| head.id == id && version.is_none_or(|version| head.version == version))
        .max_by(|a, b| compare_versions(&a.version, &b.version))?;
    let name = format!("{}@{}", head.id, head.version);
    let links: Vec<_> = match head.kind {
        PackKind::Link => library.link(id).into_iter().collect(),
        _ => library.links().iter().collect(),
    };
    let scheme_joined = |link: &crate::Link| library.schemes_of(link).iter().any(|scheme| scheme.id == id);
    let messages: Vec<&Message> = match head.kind {
        PackKind::Format => {
            let of = |message: &&Message| message.format == id && message.version == head.version;
            library.messages().iter().filter(of).collect()
        }
        PackKind::Link => {
            library.messages().iter().filter(|m| links.iter().any(|link| link.accepts(m))).collect()
        }
        PackKind::Scheme => {
            let joined: Vec<_> = links.iter().filter(|link| scheme_joined(link)).collect();
            library.messages().iter().filter(|m| joined.iter().any(|link| link.accepts(m))).collect()
        }
    };
    let mut schemes: Vec<&Scheme> = if head.kind == PackKind::Scheme {
        let own = |scheme: &&Scheme| scheme.id == id && scheme.version == head.version;
        library.schemes().iter().filter(own).collect()
    } else {
        let joined = links.iter().filter(|link| messages.iter().any(|message| link.accepts(message)));
        joined.flat_map(|link| library.schemes_of(link)).collect()
    };
    schemes.sort_by(|a, b| (&a.id, &a.version).cmp(&(&b.id, &b.version)));
    schemes.dedup_by(|a, b| a.id == b.id && a.version == b.version);
    Some((name, messages, schemes))
}

/// The strictest word of the schemes on a field. A group that is mandatory is so by its number.
fn need(schemes: &[&Scheme], field: &str) -> Need {
    let asked = |wanted: &str| wanted == field || format!("{wanted}[].number") == field;
    let mandatory =
        schemes.iter().flat_map(|scheme| &scheme.mandatory).find(|mandatory| asked(&mandatory.field));
    if let Some(mandatory) = mandatory {
        return Need::Mandatory { article: mandatory.article.clone() };
    }
    let never = |scheme: &Scheme| scheme.not_applicable.iter().any(|none| none == field);
    if !schemes.is_empty() && schemes.iter().all(|scheme| never(scheme)) {
        Need::NotApplicable
    } else {
        Need::Optional
    }
}

fn missing(schemes: &[&Scheme], fields: &BTreeMap<String, Vec<MappedBy>>) -> Vec<String> {
    let carried = |wanted: &str| {
        fields.contains_key(wanted)
            || fields.keys().any(|field| {
                field
                    .strip_prefix(wanted)
                    .is_some_and(|rest| rest.starts_with("[].") || rest.starts_with('.'))
            })
    };
    let mut all: Vec<String> = Vec::new();
    for mandatory in schemes.iter().flat_map(|scheme| &scheme.mandatory) {
        if !carried(&mandatory.field) && !all.contains(&mandatory.field) {
            all.push(mandatory.field.clone());
        }
    }
    all
}

impl Coverage {
    /// How many elements of the dataset are mapped.
    pub fn mapped(&self) -> usize {
        self.rows.iter().filter(|row| !row.mapped.is_empty()).count()
    }

    /// The report as Markdown: a heading, the sums, the table of the dataset, what is missing, what is beside it.
    pub fn markdown(&self) -> String {
        let mut out = format!("# Coverage of {}\n\n", self.pack);
        let _ = writeln!(
            out,
            "{} of the {} elements of the common dataset are mapped.",
            self.mapped(),
            self.rows.len()
        );
        if !self.schemes.is_empty() {
            let _ = writeln!(out, "Needs are those of {}.", self.schemes.join(", "));
        }
        out.push_str("\n| element | WCO | field | need | where it stands |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            let need = match &row.need {
                Need::Mandatory { article } => format!("mandatory (article {article})"),
                Need::Optional => "optional".to_owned(),
                Need::NotApplicable => "not applicable".to_owned(),
            };
            let whole: Vec<String> = row.mapped.iter().map(|by| by.told(row.mapped.len() > 1)).collect();
            let place = if whole.is_empty() { "–".to_owned() } else { whole.join("<br>") };
            let _ = writeln!(
                out,
                "| {} | {} | `{}` | {need} | {place} |",
                row.name,
                row.wco.join(", "),
                row.field
            );
        }
        list(&mut out, "Mandatory and mapped by no message", &self.missing);
        list(&mut out, "Mapped beside the common dataset", &self.other);
        out
    }
}

impl MappedBy {
    fn told(&self, named: bool) -> String {
        let place = self.place.replace('|', "\\|");
        let only = if self.writes { "" } else { " (read only)" };
        if named { format!("{}: `{place}`{only}", self.message) } else { format!("`{place}`{only}") }
    }
}

fn list(out: &mut String, heading: &str, fields: &[String]) {
    if !fields.is_empty() {
        let _ = write!(out, "\n{heading}:\n\n");
        for field in fields {
            let _ = writeln!(out, "- `{field}`");
        }
    }
}
