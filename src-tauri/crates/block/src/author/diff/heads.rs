//! Differences of `pack.toml`: rules, mandatory fields, deadlines, decisions of a scheme; partner, interface, signature profile of a link.

use super::{Difference, named};
use crate::PackFiles;
use std::collections::BTreeMap;
use toml::Value;

/// The key by which an entry of a list is known.
const KEYS: &[&str] = &["id", "field", "code", "role", "name"];

/// Differences between the two files.
pub(super) fn differences(a: &PackFiles, b: &PackFiles) -> Vec<Difference> {
    let (old, new) = (flat(a), flat(b));
    let mut all: Vec<Difference> = Vec::new();
    let mut push = |difference: Difference| {
        // A whole entry is told once.
        if !all.iter().any(|known| known.what == difference.what && known.words == difference.words) {
            all.push(difference);
        }
    };
    for (path, was) in old.iter().filter(|(path, _)| !new.contains_key(*path)) {
        push(removed(path, was, &new));
    }
    for (path, is) in &new {
        match old.get(path) {
            None => push(added(path, is, &old, &new)),
            Some(was) if was != is => push(changed(path, was, is)),
            Some(_) => {}
        }
    }
    all
}

/// Every value by its path, as text; entries of lists by their key.
fn flat(pack: &PackFiles) -> BTreeMap<String, String> {
    let table: toml::Table = pack.text("pack.toml").and_then(|text| text.parse().ok()).unwrap_or_default();
    let mut all = BTreeMap::new();
    values("", &Value::Table(table), &mut all);
    all
}

fn values(path: &str, value: &Value, all: &mut BTreeMap<String, String>) {
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                values(&inner(name), value, all);
            }
        }
        Value::Array(list) if list.iter().any(Value::is_table) => {
            for (at, value) in list.iter().enumerate() {
                let key = KEYS
                    .iter()
                    .find_map(|key| value.get(*key)?.as_str())
                    .map_or_else(|| at.to_string(), str::to_owned);
                values(&inner(&format!("{{{key}}}")), value, all);
            }
        }
        Value::Array(list) => {
            for value in list {
                let text = text(value);
                all.insert(inner(&format!("{{{text}}}")), text);
            }
        }
        other => {
            all.insert(path.to_owned(), text(other));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `mandatory.{items[].hs}.article` to the list, the key, and what is left.
fn entry(path: &str) -> Option<(&str, &str, &str)> {
    let (list, rest) = path.split_once(".{")?;
    let (key, rest) = rest.split_once('}')?;
    Some((list, key, rest.trim_start_matches('.')))
}

fn there(path: &str, of: &BTreeMap<String, String>) -> bool {
    let Some((list, key, _)) = entry(path) else { return false };
    let prefix = format!("{list}.{{{key}}}");
    of.keys().any(|known| known.starts_with(&prefix))
}

fn added(path: &str, is: &str, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Difference {
    let Some((list, key, rest)) = entry(path).filter(|_| !there(path, old)) else {
        return Difference::new(
            "added",
            path,
            format!("{} is {}: it was not said before.", what(path), told(is)),
        );
    };
    let of = |name: &str| new.get(&format!("{list}.{{{key}}}.{name}")).cloned().unwrap_or_default();
    let words = match list {
        "mandatory" => format!(
            "{} becomes mandatory (article {}): the partner would have to fill it in always.",
            named(key),
            of("article")
        ),
        "not_applicable" => format!("{} is said to be not applicable.", named(key)),
        "rules" => format!("A new rule {key} (article {}): {}", of("article"), of("sentences.en")),
        "deadlines" => format!(
            "A new deadline: {} {} from {} (article {}).",
            of("count"),
            of("calendar"),
            of("trigger"),
            of("article")
        ),
        "decisions" => format!("A new decision: {} (article {}).", of("label.en"), of("article")),
        "refusal_reasons" => format!("A new reason for refusal: {}.", of("label.en")),
        "legal_basis" | "business_case.legal_basis" => format!("A new legal text: {}.", of("text")),
        "schemes" | "formats" => format!("The link takes {key} as well."),
        "receipts.states" => {
            format!("The receipt \"{key}\" is sent as well: the partner would have to take it.")
        }
        _ if list.ends_with("algorithms") => {
            format!("The algorithm {key} is taken as well ({}).", profile(list))
        }
        _ if list.ends_with("signatures") => {
            format!(
                "A signature as {key} is wanted over {}: the partner would have to sign it ({}).",
                told(&of("covers")),
                profile(list)
            )
        }
        _ if rest.is_empty() => format!("{}: {key} is added.", what(list)),
        _ => format!("{}: an entry {key} is added.", what(list)),
    };
    Difference::new("added", format!("{list}.{key}"), words)
}

fn removed(path: &str, was: &str, new: &BTreeMap<String, String>) -> Difference {
    let Some((list, key, _)) = entry(path).filter(|_| !there(path, new)) else {
        return Difference::new(
            "removed",
            path,
            format!("{} is no longer said; it was {}.", what(path), told(was)),
        );
    };
    let words = match list {
        "mandatory" => format!("{} is no longer mandatory.", named(key)),
        "not_applicable" => format!("{} is no longer said to be not applicable.", named(key)),
        "rules" => format!("The rule {key} falls away."),
        "deadlines" => format!("The deadline {key} falls away."),
        "decisions" => format!("The decision {key} falls away."),
        "refusal_reasons" => format!("The reason for refusal {key} falls away."),
        "schemes" | "formats" => format!("The link takes {key} no longer: the partner could not send it."),
        "receipts.states" => format!("The receipt \"{key}\" is no longer sent."),
        _ if list.ends_with("algorithms") => {
            format!(
                "The algorithm {key} is no longer taken: the partner would have to sign with another ({}).",
                profile(list)
            )
        }
        _ if list.ends_with("signatures") => {
            format!("No signature as {key} is wanted any more ({}).", profile(list))
        }
        _ => format!("{}: {key} falls away.", what(list)),
    };
    Difference::new("removed", format!("{list}.{key}"), words)
}

fn changed(path: &str, was: &str, is: &str) -> Difference {
    let (is_told, was_told) = (told(is), told(was));
    let words = match entry(path) {
        Some(("rules", id, "when")) => {
            format!("The rule {id} asks for something else: {is_told}, not {was_told}.")
        }
        Some(("deadlines", id, "count")) => format!("The deadline {id} is {is}, not {was}."),
        Some(("mandatory", field, "article")) => {
            format!("{} is mandatory by article {is}, not {was}.", named(field))
        }
        Some((list, key, rest)) if list.ends_with("signatures") => {
            format!(
                "The signature as {key}: {} is {is_told}, not {was_told} ({}).",
                what(rest),
                profile(list)
            )
        }
        Some((list, key, rest)) => {
            format!("{}, {key}: {} is {is_told}, not {was_told}.", what(list), what(rest))
        }
        None => format!("{} is {is_told}, not {was_told}.", what(path)),
    };
    Difference::new("changed", path.replace(['{', '}'], ""), words)
}

fn told(value: &str) -> String {
    match value {
        "" => "the whole message".to_owned(),
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        _ if value.bytes().all(|b| b.is_ascii_digit()) => value.to_owned(),
        _ => format!("\"{value}\""),
    }
}

fn profile(list: &str) -> &'static str {
    match list.split('.').next().unwrap_or_default() {
        "update_signature" => "signature of notices",
        "directory_signature" => "signature of the list of signers",
        _ => "signature of certificates",
    }
}

/// A key in words.
fn what(path: &str) -> String {
    let known = [
        ("version", "The pack's version"),
        ("title", "The title"),
        ("effective.from", "The first day in force"),
        ("effective.until", "The last day in force"),
        ("validity.months", "The months of validity"),
        ("validity.lateness", "The light of a late presentation"),
        ("validity.article", "The article of the validity"),
        ("retrospective.days", "The days after departure from which a late certificate needs its mark"),
        ("code", "The code of the agreement"),
        ("form", "The name of the form"),
        ("name", "The name of the agreement"),
        ("minor", "Differences that are only noted"),
        ("interface.kind", "The kind of the service interface"),
        ("interface.page_size", "The messages of a page"),
        ("receipts.path", "The path of receipts"),
        ("trust.directory", "The path of the list of signers"),
        ("trust.delta", "The path of changes to the list of signers"),
        ("number.parts", "The certificate number"),
        ("covers", "the part that it covers"),
        ("claimed_time", "the place of the time of signing"),
        ("listed", "whether its signer stands on the list"),
        ("article", "the article"),
    ];
    if let Some((_, words)) = known.iter().find(|(key, _)| *key == path) {
        return (*words).to_owned();
    }
    if let Some(purpose) = path.strip_prefix("interface.paths.") {
        return format!("The path of {purpose}");
    }
    for (end, words) in [
        ("min_rsa_bits", "the smallest RSA key, in bits"),
        ("revocation_max_age_hours", "the hours after which revocation is stale"),
        ("list_max_age_hours", "the hours after which the list of signers is stale"),
        ("uses_crl", "whether revocation comes by CRL"),
        ("family", "the family of signatures"),
        ("allows", "the forms of signatures beyond the plain one"),
    ] {
        if path.ends_with(end) {
            return format!("In the {}, {words}", profile(path));
        }
    }
    format!("`{}`", path.replace(['{', '}'], ""))
}
