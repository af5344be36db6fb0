//! The canonical shapes: which fields a kind of message has, and of what type. They mirror the types of
//! `certificate`; a test keeps the two alike.

/// What a canonical field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Type {
    /// Any text.
    Text,
    /// True or absent.
    Mark,
    /// True, false or absent.
    Flag,
    /// A whole number, a JSON number in the canonical value.
    Whole {
        /// The largest that its type holds.
        most: u64,
    },
    /// A decimal, plain text in the canonical value.
    Decimal,
    /// An HS code, digits only.
    Hs,
    /// A country, alpha-2.
    Country,
    /// A currency, ISO 4217.
    Currency,
    /// `certificate::When`.
    When,
    /// A civil day.
    Day,
    /// An instant in UTC.
    Instant,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// The key of an entry of another group.
    Link {
        /// The group.
        group: &'static str,
        /// Its key field.
        key: &'static str,
    },
    /// Fields.
    Record(&'static [Field]),
    /// A group of fields.
    List(&'static [Field]),
}

impl Type {
    /// Its name in messages to people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Mark | Self::Flag => "flag",
            Self::Whole { .. } => "whole number",
            Self::Decimal => "decimal",
            Self::Hs => "HS code",
            Self::Country => "country",
            Self::Currency => "currency",
            Self::When => "date or time",
            Self::Day => "date",
            Self::Instant => "time",
            Self::Choice(_) => "word of a list",
            Self::Link { .. } => "link",
            Self::Record(_) => "section",
            Self::List(_) => "group",
        }
    }
}

/// One canonical field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Field {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub of: Type,
    /// Whether its record means nothing without it.
    pub required: bool,
}

const fn field(name: &'static str, of: Type) -> Field {
    Field { name, of, required: false }
}

const fn needed(name: &'static str, of: Type) -> Field {
    Field { name, of, required: true }
}

use Type::{
    Choice, Country, Currency, Day, Decimal, Flag, Hs, Instant, Link, List, Mark, Record, Text, When, Whole,
};

/// A `u32` of the certificate.
const COUNT: Type = Whole { most: u32::MAX as u64 };
/// A `u64` of a list of signers.
const EDITION: Type = Whole { most: u64::MAX };

const SCHEME: &[Field] =
    &[field("code", Text), field("name", Text), field("version", Text), field("preferential", Flag)];
const ISSUED: &[Field] =
    &[field("date", When), field("place", Text), field("place_code", Text), field("name", Text)];
const VALIDITY: &[Field] = &[field("from", Day), field("until", Day)];
const PARTY: &[Field] = &[
    field("id", Text),
    field("name", Text),
    field("other_name", Text),
    field("address", Text),
    field("city", Text),
    field("postcode", Text),
    field("country", Country),
    field("confidential", Mark),
];
const TRANSPORT: &[Field] = &[
    field("export_country", Country),
    field("destination", Country),
    field("loading", Text),
    field("loading_code", Text),
    field("unloading", Text),
    field("unloading_code", Text),
    field("mode", Text),
    field("means", Text),
    field("document", Text),
    field("departure", Day),
];
const INVOICE: &[Field] =
    &[field("order", Text), field("number", Text), field("date", Day), field("url", Text)];
const NAME: &[Field] = &[field("lang", Text), field("text", Text)];
const ITEM: &[Field] = &[
    field("number", COUNT),
    field("marks", Text),
    field("packages", COUNT),
    field("package_type", Text),
    field("description", Text),
    field("names", List(NAME)),
    field("hs", Hs),
    field("hs_edition", Text),
    field("criterion", Text),
    field("criterion_percent", Decimal),
    field("origin", Country),
    field("gross_mass", Decimal),
    field("quantity", Decimal),
    field("unit", Text),
    field("value", Decimal),
    field("currency", Currency),
    field("invoice", Link { group: "invoices", key: "number" }),
    field("producer", Text),
    field("declared", When),
];
const BACK_TO_BACK: &[Field] = &[field("number", Text), field("date", Day), field("country", Country)];
const MARKS: &[Field] = &[
    field("retrospective", Mark),
    field("duplicate", Mark),
    field("certified_copy", Mark),
    field("third_party_invoice", Mark),
    field("exhibition", Mark),
    field("cumulation", Mark),
    field("back_to_back", Record(BACK_TO_BACK)),
];
const REPLACES: &[Field] = &[field("number", Text), field("reason", Text)];
const SIGNATURE: &[Field] =
    &[field("role", Text), field("name", Text), field("time", When), field("scope", Text)];
const REMARKS: &[Field] = &[field("general", Text), field("currency", Currency)];
const CERTIFICATE: &[Field] = &[
    field("number", Text),
    field("reference", Text),
    field("function", Text),
    field("kind", Text),
    field("scheme", Record(SCHEME)),
    field("issued", Record(ISSUED)),
    field("validity", Record(VALIDITY)),
    field("issuer", Record(PARTY)),
    field("official", Record(PARTY)),
    field("exporter", Record(PARTY)),
    field("importer", Record(PARTY)),
    field("consignee", Record(PARTY)),
    field("producers", List(PARTY)),
    field("transport", Record(TRANSPORT)),
    field("invoices", List(INVOICE)),
    field("items", List(ITEM)),
    field("declaration", Record(ISSUED)),
    field("marks", Record(MARKS)),
    field("replaces", Record(REPLACES)),
    field("remarks", Record(REMARKS)),
    field("signatures", List(SIGNATURE)),
];
const UPDATE: &[Field] = &[
    needed("number", Text),
    field("kind", Text),
    needed("action", Choice(&["cancel", "replace"])),
    field("successor", Text),
    field("date", When),
    field("reason", Text),
];
const SIGNER: &[Field] = &[
    needed("id", Text),
    field("name", Text),
    field("office", Text),
    needed("key", Text),
    field("method", Text),
    needed("status", Choice(&["active", "pending", "disabled", "revoked"])),
    field("from", Instant),
    field("until", Instant),
    field("expires", Instant),
    field("revoked", Instant),
    field("reason", Text),
];
const DIRECTORY: &[Field] = &[
    needed("sequence", EDITION),
    field("base", EDITION),
    field("issued", Instant),
    field("signers", List(SIGNER)),
];

/// The kinds of message.
pub(crate) const KINDS: &[(&str, &[Field])] =
    &[("certificate", CERTIFICATE), ("update", UPDATE), ("directory", DIRECTORY)];

/// The fields of a kind.
pub(crate) fn of_kind(kind: &str) -> Option<&'static [Field]> {
    KINDS.iter().find(|known| known.0 == kind).map(|known| known.1)
}

/// The field at a path such as `exporter.country` or `items[].hs`.
pub(crate) fn at_path(fields: &'static [Field], path: &str) -> Option<Field> {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    let found = *fields.iter().find(|field| field.name == head.trim_end_matches("[]"))?;
    match (rest, found.of) {
        (None, _) => Some(found),
        (Some(rest), Record(inner)) if !head.ends_with("[]") => at_path(inner, rest),
        (Some(rest), List(inner)) if head.ends_with("[]") => at_path(inner, rest),
        _ => None,
    }
}

/// All leaf paths of a kind, `items[].hs` for those of groups.
pub(crate) fn paths(fields: &[Field]) -> Vec<String> {
    let mut all = Vec::new();
    for field in fields {
        match field.of {
            Record(inner) => all.extend(paths(inner).iter().map(|path| format!("{}.{path}", field.name))),
            List(inner) => all.extend(paths(inner).iter().map(|path| format!("{}[].{path}", field.name))),
            _ => all.push(field.name.to_owned()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    /// A value with every field of the shape.
    fn full(fields: &[Field]) -> Value {
        let value = |field: &Field| match field.of {
            Text | Link { .. } => json!("x"),
            Mark | Flag => json!(true),
            Whole { most } => json!(most),
            Decimal => json!("1.5"),
            Hs => json!("520522"),
            Country => json!("XB"),
            Currency => json!("EUR"),
            When | Day => json!("2026-11-20"),
            Instant => json!("2026-11-20T09:14:00Z"),
            Choice(words) => json!(words[0]),
            Record(inner) => full(inner),
            List(inner) => json!([full(inner)]),
        };
        Value::Object(fields.iter().map(|field| (field.name.to_owned(), value(field))).collect())
    }

    /// The fields that the type itself knows, from its refusal of one that it does not.
    fn known<T: DeserializeOwned>() -> Vec<String> {
        let refusal = serde_json::from_value::<T>(json!({ "?": 1 })).err().unwrap().to_string();
        let mut names: Vec<String> = refusal.split('`').skip(3).step_by(2).map(str::to_owned).collect();
        names.sort();
        names
    }

    fn same<T: DeserializeOwned + serde::Serialize>(fields: &[Field]) {
        let value = full(fields);
        let typed: T = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(typed).unwrap(), value, "the type holds every field of the shape");
        let mut names: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
        names.sort();
        assert_eq!(names, known::<T>(), "and the shape every field of the type");
    }

    #[test]
    fn the_shapes_are_those_of_the_types() {
        same::<certificate::Record>(CERTIFICATE);
        same::<certificate::Scheme>(SCHEME);
        same::<certificate::Issued>(ISSUED);
        same::<certificate::Validity>(VALIDITY);
        same::<certificate::Party>(PARTY);
        same::<certificate::Transport>(TRANSPORT);
        same::<certificate::Invoice>(INVOICE);
        same::<certificate::Item>(ITEM);
        same::<certificate::Text>(NAME);
        same::<certificate::Marks>(MARKS);
        same::<certificate::BackToBack>(BACK_TO_BACK);
        same::<certificate::Successor>(REPLACES);
        same::<certificate::Remarks>(REMARKS);
        same::<certificate::SignatureClaim>(SIGNATURE);
        same::<certificate::Update>(UPDATE);
        same::<certificate::SignerEntry>(SIGNER);
        same::<certificate::Directory>(DIRECTORY);
    }

    #[test]
    fn paths_lead_to_their_fields() {
        for path in paths(CERTIFICATE) {
            assert!(at_path(CERTIFICATE, &path).is_some(), "{path}");
        }
        for wrong in ["items.hs", "exporter[].name", "exporter.nmae", "", "number.x"] {
            assert!(at_path(CERTIFICATE, wrong).is_none(), "{wrong}");
        }
    }
}
