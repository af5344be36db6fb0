//! Kinds of document. The certificate, the update and the directory are built in; any other is data: a format
//! pack says in `kind.toml` which fields it has and what they are called, and nothing else needs to know of it.

use crate::{
    Sentences,
    schema::{self, Field, Type},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock, PoisonError},
};

/// What is known of a kind of document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindInfo {
    /// Id, as messages name it: `certificate`, `export-declaration`.
    pub id: String,
    /// What people call it, by language.
    pub title: Sentences,
    /// The field with its number.
    pub number: Option<String>,
    /// The field with the day or time of issue.
    pub issued: Option<String>,
    /// Sections, groups (`producers[]`) or fields that name firms and persons.
    pub parties: Vec<String>,
    /// The group with its goods.
    pub group: Option<String>,
    /// Its leaf fields, in the order of its file, with their types: `items[].hs`, `hs`.
    pub fields: Vec<(String, String)>,
    /// What fields, sections and groups are called, by path. Empty for the built-in kinds, whose words are the program's.
    pub labels: BTreeMap<String, Sentences>,
}

/// The types that `kind.toml` knows.
pub(crate) const TYPES: &[&str] =
    &["text", "whole", "decimal", "hs", "country", "currency", "date", "day", "time", "flag"];

/// The type of a word of [`TYPES`].
pub(crate) fn type_of(word: &str) -> Option<Type> {
    Some(match word {
        "text" => Type::Text,
        "whole" => Type::Whole { most: i64::MAX as u64 },
        "decimal" => Type::Decimal,
        "hs" => Type::Hs,
        "country" => Type::Country,
        "currency" => Type::Currency,
        "date" => Type::When,
        "day" => Type::Day,
        "time" => Type::Instant,
        "flag" => Type::Flag,
        _ => return None,
    })
}

fn word_of(of: Type) -> &'static str {
    match of {
        Type::Mark | Type::Flag => "flag",
        Type::Whole { .. } => "whole",
        Type::Decimal => "decimal",
        Type::Hs => "hs",
        Type::Country => "country",
        Type::Currency => "currency",
        Type::When => "date",
        Type::Day => "day",
        Type::Instant => "time",
        Type::Text | Type::Choice(_) | Type::Link { .. } | Type::Record(_) | Type::List(_) => "text",
    }
}

/// The kinds that need no pack.
pub(crate) fn built_in() -> Vec<KindInfo> {
    schema::KINDS.iter().map(|(id, fields)| of_fields(id, fields)).collect()
}

fn of_fields(id: &str, fields: &'static [Field]) -> KindInfo {
    let certificate = id == "certificate";
    let parties = ["issuer", "exporter", "producers[]", "consignee", "importer"];
    KindInfo {
        id: id.to_owned(),
        title: titles(id),
        number: (id != "directory").then(|| "number".to_owned()),
        issued: match id {
            "certificate" => Some("issued.date".to_owned()),
            "update" => Some("date".to_owned()),
            _ => Some("issued".to_owned()),
        },
        parties: if certificate { parties.map(str::to_owned).to_vec() } else { Vec::new() },
        group: certificate.then(|| "items".to_owned()),
        fields: schema::paths(fields)
            .into_iter()
            .map(|path| {
                let of = schema::at_path(fields, &path).map_or("text", |field| word_of(field.of));
                (path, of.to_owned())
            })
            .collect(),
        labels: BTreeMap::new(),
    }
}

fn titles(id: &str) -> Sentences {
    let all: [(&str, &str); 4] = match id {
        "certificate" => [
            ("en", "Certificate of origin"),
            ("fr", "Certificat d’origine"),
            ("es", "Certificado de origen"),
            ("ar", "شهادة منشأ"),
        ],
        "update" => [
            ("en", "Notice about a certificate"),
            ("fr", "Avis relatif à un certificat"),
            ("es", "Aviso sobre un certificado"),
            ("ar", "إشعار بشأن شهادة"),
        ],
        _ => [
            ("en", "List of signers"),
            ("fr", "Liste des signataires"),
            ("es", "Lista de firmantes"),
            ("ar", "قائمة الموقّعين"),
        ],
    };
    all.into_iter().map(|(language, title)| (language.to_owned(), title.to_owned())).collect()
}

/// A tree of fields in the making.
#[derive(Default)]
struct Branch {
    of: Option<Type>,
    list: bool,
    inner: Vec<(String, Branch)>,
}

/// Shapes by what they are made of.
type Shapes = BTreeMap<Vec<(String, String)>, &'static [Field]>;

/// The shape that paths and types make, for as long as the process lives. One shape is kept once however often its
/// pack is loaded: shapes are what compiled mappings refer to, and they come only with packs that are tried.
pub(crate) fn shape(fields: &[(String, String)]) -> &'static [Field] {
    static KNOWN: OnceLock<Mutex<Shapes>> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shape) = known.get(fields) {
        return shape;
    }
    let mut root = Branch::default();
    for (path, word) in fields {
        let mut at = &mut root;
        for step in path.split('.') {
            let (name, list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
            let found = at.inner.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                at.inner.push((name.to_owned(), Branch::default()));
                at.inner.len() - 1
            });
            let Some((_, branch)) = at.inner.get_mut(found) else { break };
            branch.list |= list;
            at = branch;
        }
        at.of = type_of(word);
    }
    let shape = fields_of(root.inner);
    known.insert(fields.to_vec(), shape);
    shape
}

fn fields_of(branches: Vec<(String, Branch)>) -> &'static [Field] {
    let fields: Vec<Field> = branches
        .into_iter()
        .map(|(name, branch)| {
            let of = match (branch.of, branch.list) {
                (Some(of), _) => of,
                (None, true) => Type::List(fields_of(branch.inner)),
                (None, false) => Type::Record(fields_of(branch.inner)),
            };
            Field { name: name.leak(), of, required: false }
        })
        .collect();
    fields.leak()
}
