//! A scheme's rules run over a certificate. The engine is `rules`; here are the facts handed to it, and the
//! findings made of its answers.

use crate::{
    Scheme, SchemeFacts,
    schema::{self, Type},
    scheme::{Rule, RuleScope},
};
use certificate::{Finding, Level, Record, Scope};
use chrono::{Months, NaiveDate};
use rules::Answer;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The facts that a scheme's rules may read: the certificate, the day, and what the scheme itself derives.
pub(crate) fn fact_types(item: bool, presented: bool) -> Vec<(String, rules::Type)> {
    let fields = schema::of_kind("certificate").unwrap_or_default();
    let mut all = Vec::new();
    for path in schema::paths(fields) {
        let Some(field) = schema::at_path(fields, &path) else { continue };
        let of = match field.of {
            Type::Mark | Type::Flag => rules::Type::Bool,
            Type::Whole { .. } | Type::Decimal => rules::Type::Number,
            Type::When | Type::Day | Type::Instant => rules::Type::Date,
            _ => rules::Type::Text,
        };
        if item && let Some(rest) = path.strip_prefix("items[].") {
            all.push((format!("item.{rest}"), of.clone()));
        }
        all.push((format!("cert.{path}"), of));
    }
    all.push(("valid_until".to_owned(), rules::Type::Date));
    let day = if presented { "presented" } else { "today" };
    all.push((day.to_owned(), rules::Type::Date));
    all
}

/// The certificate as facts: what is absent is absent, but a mark that is not there is a mark that is off.
fn facts(record: &Record) -> Map<String, Value> {
    let mut cert = match serde_json::to_value(record) {
        Ok(Value::Object(cert)) => cert,
        _ => Map::new(),
    };
    let marks = cert.entry("marks").or_insert_with(|| json!({}));
    let fields = schema::of_kind("certificate").unwrap_or_default();
    if let (Value::Object(marks), Some(Type::Record(known))) =
        (marks, schema::at_path(fields, "marks").map(|field| field.of))
    {
        for mark in known.iter().filter(|field| field.of == Type::Mark) {
            marks.entry(mark.name).or_insert(Value::Bool(false));
        }
    }
    cert
}

impl Scheme {
    /// The last day on which the certificate can be presented: the scheme's months after issue, or the day the
    /// certificate states where that is earlier. `None` where it says neither.
    pub fn valid_until(&self, record: &Record) -> Option<NaiveDate> {
        let issued = record.issued.date.map(|when| when.date);
        let by_rule = issued.and_then(|day| day.checked_add_months(Months::new(self.validity_months)));
        match (by_rule, record.validity.until) {
            (Some(rule), Some(stated)) => Some(rule.min(stated)),
            (rule, stated) => rule.or(stated),
        }
    }

    /// Findings of the document's own rules: retrospective issue without its mark, mandatory fields, …
    pub fn judge(&self, record: &Record, facts: &SchemeFacts) -> Vec<Finding> {
        let mut findings = self.mandatory_findings(record);
        findings.extend(self.run(record, ("today", facts.today), &[RuleScope::Document, RuleScope::Item]));
        findings
    }

    /// Findings of presenting the certificate on a day: end of validity, …
    pub fn judge_presentation(&self, record: &Record, on: NaiveDate) -> Vec<Finding> {
        self.run(record, ("presented", on), &[RuleScope::Presentation])
    }

    /// Canonical paths of mandatory fields that the record lacks, for example `items[1].hs`.
    pub fn missing(&self, record: &Record) -> Vec<String> {
        self.lacking(record).into_iter().map(|(path, _)| path).collect()
    }

    fn lacking(&self, record: &Record) -> Vec<(String, &crate::Mandatory)> {
        let value = serde_json::to_value(record).unwrap_or_default();
        let mut all = Vec::new();
        for wanted in &self.mandatory {
            let mut missing = Vec::new();
            lacks(&value, &wanted.field, "", &mut missing);
            all.extend(missing.into_iter().map(|path| (path, wanted)));
        }
        all
    }

    fn mandatory_findings(&self, record: &Record) -> Vec<Finding> {
        let found = self.lacking(record).into_iter().map(|(path, wanted)| {
            let scope = item_of(&path, record).map_or(Scope::Document, Scope::Item);
            Finding::new("MANDATORY_MISSING", Level::Amber, scope)
                .value("field", &path)
                .reference(&self.name, &wanted.article)
        });
        found.collect()
    }

    fn run(&self, record: &Record, day: (&str, NaiveDate), scopes: &[RuleScope]) -> Vec<Finding> {
        let cert = Value::Object(facts(record));
        let mut facts = Map::new();
        facts.insert(day.0.to_owned(), json!(day.1.to_string()));
        if let Some(until) = self.valid_until(record) {
            facts.insert("valid_until".to_owned(), json!(until.to_string()));
        }
        facts.insert("cert".to_owned(), cert);
        let mut facts = Value::Object(facts);
        let mut findings = Vec::new();
        for rule in self.programs.iter().filter(|rule| scopes.contains(&rule.scope)) {
            match rule.scope {
                RuleScope::Document => findings.extend(self.one(rule, &facts, Scope::Document)),
                RuleScope::Presentation => findings.extend(self.one(rule, &facts, Scope::Presentation)),
                RuleScope::Item => {
                    for (at, item) in record.items.iter().enumerate() {
                        let scope = Scope::Item(item.number.unwrap_or_else(|| number_of(at)));
                        let own = facts.pointer(&format!("/cert/items/{at}")).cloned();
                        if let Value::Object(facts) = &mut facts {
                            facts.insert("item".to_owned(), own.unwrap_or_default());
                        }
                        findings.extend(self.one(rule, &facts, scope));
                    }
                }
            }
        }
        findings
    }

    fn one(&self, rule: &Rule, facts: &Value, scope: Scope) -> Option<Finding> {
        let explained = rule.program.explain(facts);
        let (level, missing) = match explained.answer {
            Answer::False => return None,
            Answer::True => (rule.level, Vec::new()),
            Answer::NotEvaluable { missing } => (rule.not_evaluable, missing),
        };
        let mut finding = Finding::new(&rule.info.id, level, scope).reference(&self.name, &rule.info.article);
        finding.sentences.clone_from(&rule.info.sentences);
        for (path, value) in explained.read {
            finding = finding.evidence(&path, value);
        }
        if let Some(until) = facts.get("valid_until").and_then(Value::as_str) {
            finding = finding.value("valid_until", until);
        }
        if !missing.is_empty() {
            finding = finding.value("missing", missing.join(", "));
        }
        Some(finding)
    }
}

/// Collects the paths where a value lacks what a path of the scheme asks for.
fn lacks(value: &Value, wanted: &str, at: &str, missing: &mut Vec<String>) {
    let join = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    let (head, rest) = wanted.split_once('.').map_or((wanted, None), |(head, rest)| (head, Some(rest)));
    let name = head.trim_end_matches("[]");
    let path = join(name);
    let found = value.get(name).filter(|found| !found.is_null() && found.as_str() != Some(""));
    match (found, rest) {
        (None, _) if head.ends_with("[]") && rest.is_some() => {} // no entries: `items` itself is asked for elsewhere
        (None, None) => missing.push(path),
        (None, Some(rest)) => missing.push(format!("{path}.{rest}")),
        (Some(Value::Array(list)), Some(rest)) => {
            for (number, entry) in list.iter().enumerate() {
                lacks(entry, rest, &format!("{path}[{number}]"), missing);
            }
        }
        (Some(found), Some(rest)) => lacks(found, rest, &path, missing),
        (Some(_), None) => {}
    }
}

fn number_of(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// The item that a path such as `items[1].hs` belongs to, by the number it has on the certificate.
fn item_of(path: &str, record: &Record) -> Option<u32> {
    let at: usize = path.strip_prefix("items[")?.split_once(']')?.0.parse().ok()?;
    Some(record.items.get(at)?.number.unwrap_or_else(|| number_of(at)))
}

/// The least that a rule's findings need: nothing else of a scheme.
pub(crate) fn schema_for(scope: RuleScope) -> Result<rules::Schema, rules::SchemaError> {
    let types = fact_types(scope == RuleScope::Item, scope == RuleScope::Presentation);
    let fields: Vec<(&str, rules::Type)> = types
        .iter()
        .map(|(path, of)| (path.as_str(), of.clone()))
        .collect::<BTreeMap<_, _>>()
        .into_iter()
        .collect();
    rules::Schema::of(&fields)
}
