//! Documents of a kind that a pack brought: what the roles of their fields say. Nothing here knows any such kind.

use block::KindInfo;
use certificate::{Finding, Level, Scope};
use chrono::{DateTime, NaiveDate};
use serde_json::Value;
use store::{Index, TermRole};

/// The values at a path of a kind, groups gone through in order: `items[].hs`.
pub fn values<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![value];
    for step in path.split('.') {
        let (name, group) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        found = found
            .into_iter()
            .filter_map(|value| value.get(name))
            .flat_map(|value| match value {
                Value::Array(elements) if group => elements.iter().collect(),
                other => vec![other],
            })
            .collect();
    }
    found
}

fn text(value: &Value, path: &str) -> Option<String> {
    values(value, path).into_iter().find_map(Value::as_str).map(str::to_owned)
}

/// The document's number.
pub fn number(kind: &KindInfo, value: &Value) -> Option<String> {
    text(value, kind.number.as_deref()?).filter(|number| !number.trim().is_empty())
}

/// What lists and search know it by.
pub fn index(kind: &KindInfo, value: &Value) -> Index {
    let of_type = |wanted: &'static str| {
        kind.fields.iter().filter(move |(_, of)| of == wanted).map(|(path, _)| path.as_str())
    };
    let first = |name: &str| {
        let party = kind.parties.iter().find(|party| plain(party) == name)?;
        of_type("text").filter(|path| lies_in(path, party)).find_map(|path| text(value, path))
    };
    let group = kind.group.as_ref().map(|group| format!("{group}[]"));
    let in_group = |path: &str| group.as_ref().is_some_and(|group| lies_in(path, group));
    let mut texts = Vec::new();
    for path in of_type("text").filter(|path| Some(*path) != kind.number.as_deref()) {
        let role = match kind.parties.iter().find(|party| lies_in(path, party)) {
            Some(party) => role(plain(party)),
            None if in_group(path) => TermRole::Goods,
            None => TermRole::Reference,
        };
        texts.extend(
            values(value, path).into_iter().filter_map(Value::as_str).map(|text| (role, text.to_owned())),
        );
    }
    let count = group.as_ref().map_or(0, |group| values(value, group).len());
    Index {
        number: number(kind, value),
        replaces: None,
        issued: kind.issued.as_deref().and_then(|path| text(value, path)).and_then(|text| day(&text)),
        exporter: first("exporter"),
        consignee: first("consignee").or_else(|| first("importer")),
        goods: of_type("text").filter(|path| in_group(path)).find_map(|path| text(value, path)),
        items: (1..=u32::try_from(count).unwrap_or(u32::MAX)).collect(),
        hs: of_type("hs")
            .flat_map(|path| values(value, path))
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        texts,
    }
}

/// Countries that the document's parties say, then those it says elsewhere.
pub fn countries(kind: &KindInfo, value: &Value) -> Vec<String> {
    let fields = || kind.fields.iter().filter(|(_, of)| of == "country").map(|(path, _)| path.as_str());
    let parties = kind.parties.iter().flat_map(|party| fields().filter(move |path| lies_in(path, party)));
    parties
        .chain(fields())
        .flat_map(|path| values(value, path))
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// What is found on a document that no agreement's rules apply to.
pub fn findings(kind: &KindInfo, value: &Value) -> Vec<Finding> {
    let mut findings = vec![Finding::new("KIND_WITHOUT_RULES", Level::Note, Scope::Document)];
    if kind.number.is_some() && number(kind, value).is_none() {
        findings.push(Finding::new("NUMBER_MISSING", Level::NotEvaluableAmber, Scope::Document));
    }
    findings
}

/// Whether a field stands in a section or group, or is it.
pub fn lies_in(path: &str, section: &str) -> bool {
    path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn plain(party: &str) -> &str {
    party.trim_end_matches("[]")
}

/// The party of the search language that has this name.
fn role(party: &str) -> TermRole {
    match party {
        "exporter" => TermRole::Exporter,
        "importer" => TermRole::Importer,
        "consignee" => TermRole::Consignee,
        "producer" | "producers" => TermRole::Producer,
        "issuer" => TermRole::Issuer,
        _ => TermRole::Party,
    }
}

/// The civil day of a date or a time, as it is written: in the zone of who wrote it.
fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)
        .and_then(|day| day.parse().ok())
        .or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|at| at.date_naive()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use serde_json::json;

    fn kind() -> KindInfo {
        let field = |path: &str, of: &str| (path.to_owned(), of.to_owned());
        KindInfo {
            id: "waybill".into(),
            title: std::collections::BTreeMap::new(),
            number: Some("no".into()),
            issued: Some("day".into()),
            parties: vec!["carrier".into(), "exporter".into()],
            group: Some("lines".into()),
            fields: vec![
                field("no", "text"),
                field("day", "date"),
                field("carrier.name", "text"),
                field("carrier.country", "country"),
                field("exporter.name", "text"),
                field("lines[].hs", "hs"),
                field("lines[].what", "text"),
                field("office", "text"),
            ],
            labels: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn roles_make_the_index() {
        let value = json!({"no": "W-1", "day": "2026-11-20", "carrier": {"name": "Alta Lines", "country": "XB"},
            "exporter": {"name": "Orion Mills"}, "office": "North Quay",
            "lines": [{"hs": "520522", "what": "Yarn"}, {"hs": "440711", "what": "Boards"}]});
        let index = index(&kind(), &value);
        assert_eq!(index.number.as_deref(), Some("W-1"));
        assert_eq!(index.issued, NaiveDate::from_ymd_opt(2026, 11, 20));
        assert_eq!((index.exporter.as_deref(), index.consignee.as_deref()), (Some("Orion Mills"), None));
        assert_eq!((index.goods.as_deref(), index.items.as_slice()), (Some("Yarn"), [1, 2].as_slice()));
        assert_eq!(index.hs, ["520522", "440711"]);
        let text = |role: TermRole, text: &str| (role, text.to_owned());
        assert_eq!(
            index.texts,
            [
                text(TermRole::Party, "Alta Lines"),
                text(TermRole::Exporter, "Orion Mills"),
                text(TermRole::Goods, "Yarn"),
                text(TermRole::Goods, "Boards"),
                text(TermRole::Reference, "North Quay"),
            ],
            "each text in its role; the number has an index of its own"
        );
        assert_eq!(countries(&kind(), &value).first().map(String::as_str), Some("XB"));
    }

    #[test]
    fn without_its_number_it_is_not_green() {
        let found = findings(&kind(), &json!({"no": " "}));
        assert_eq!(certificate::finding::light(&found), certificate::Light::Amber);
        let found = findings(&kind(), &json!({"no": "W-1"}));
        assert_eq!(certificate::finding::light(&found), certificate::Light::Green);
    }
}
