//! Findings from what else the issuer has said: clones, replacements, cancellations.

use certificate::{Finding, Level, Record, Scope, UpdateAction};

/// Another certificate, verified too, that carries the same issuer, type and number.
#[derive(Clone, Debug)]
pub struct Sibling {
    /// Its document id, for the evidence.
    pub document: String,
    /// Its content.
    pub record: Record,
}

/// Another verified document with the same issuer, type and number, and other content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its document id, for the evidence.
    pub document: String,
    /// The fields that differ.
    pub differs: String,
}

/// A verified word of the issuer that ends a certificate.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// Replaced or cancelled.
    pub action: UpdateAction,
    /// The successor's number, for a replacement.
    pub successor: Option<String>,
    /// With effect from, as written; empty if not said.
    pub date: String,
    /// The issuer's reason; empty if none.
    pub reason: String,
    /// The message that says so.
    pub document: String,
}

/// NUMBER_CLONED, REPLACED and CANCELLED. Only verified documents are handed in: an altered copy
/// can never turn the genuine one red.
pub fn history(record: &Record, siblings: &[Sibling], withdrawals: &[Withdrawal]) -> Vec<Finding> {
    let twins: Vec<Twin> = siblings
        .iter()
        .filter(|sibling| is_clone(record, &sibling.record))
        .map(|sibling| Twin {
            document: sibling.document.clone(),
            differs: differing(record, &sibling.record).join(", "),
        })
        .collect();
    said(record.number.as_deref().unwrap_or_default(), &twins, withdrawals)
}

/// As [`history`], for a document of any kind whose twins were found by comparing.
pub fn said(number: &str, twins: &[Twin], withdrawals: &[Withdrawal]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for twin in twins {
        findings.push(
            Finding::new("NUMBER_CLONED", Level::Red, Scope::Document)
                .value("number", number)
                .evidence("other_document", &twin.document)
                .evidence("differs", &twin.differs),
        );
    }
    for word in withdrawals {
        let id = match word.action {
            UpdateAction::Cancel => "CANCELLED",
            UpdateAction::Replace => "REPLACED",
        };
        findings.push(
            Finding::new(id, Level::Red, Scope::Document)
                .value("successor", word.successor.as_deref().unwrap_or_default())
                .value("time", &word.date)
                .value("reason", &word.reason)
                .evidence("message", &word.document),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::new("NUMBER_UNIQUE", Level::Clear, Scope::Document));
        findings.push(Finding::new("NOT_WITHDRAWN", Level::Clear, Scope::Document));
    }
    findings
}

/// Other content under one number is a clone, unless either is marked a duplicate or a certified copy.
fn is_clone(a: &Record, b: &Record) -> bool {
    let copy = |record: &Record| record.marks.duplicate || record.marks.certified_copy;
    !copy(a) && !copy(b) && a != b
}

fn differing(a: &Record, b: &Record) -> Vec<&'static str> {
    let mut fields = Vec::new();
    let pairs = [
        ("exporter", a.exporter == b.exporter),
        ("consignee", a.consignee == b.consignee),
        ("importer", a.importer == b.importer),
        ("issued", a.issued == b.issued),
        ("items", a.items == b.items),
        ("invoices", a.invoices == b.invoices),
    ];
    for (field, same) in pairs {
        if !same {
            fields.push(field);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;

    fn record(exporter: &str) -> Record {
        let mut record = Record { number: Some("X-1".into()), ..Record::default() };
        record.exporter.name = Some(exporter.into());
        record
    }

    fn sibling(record: Record) -> Sibling {
        Sibling { document: "d2".into(), record }
    }

    #[test]
    fn other_content_under_one_number_is_a_clone() {
        let findings = history(&record("A"), &[sibling(record("B"))], &[]);
        assert_eq!(
            (findings[0].id.as_str(), findings[0].level),
            ("NUMBER_CLONED", Level::Red),
            "both are red"
        );
        assert_eq!(findings[0].evidence[1].value, "exporter", "and it says what differs");
    }

    #[test]
    fn the_same_content_again_or_a_marked_duplicate_is_none() {
        let clear = |findings: Vec<Finding>| findings.iter().all(|finding| finding.level == Level::Clear);
        assert!(clear(history(&record("A"), &[sibling(record("A"))], &[])), "the same content twice");
        let mut duplicate = record("B");
        duplicate.marks.duplicate = true;
        assert!(clear(history(&record("A"), &[sibling(duplicate)], &[])), "a duplicate that says so");
    }

    #[test]
    fn a_withdrawn_certificate_is_red_and_names_its_successor() {
        let word = Withdrawal {
            action: UpdateAction::Replace,
            successor: Some("X-2".into()),
            date: "2026-11-20".into(),
            reason: String::new(),
            document: "d3".into(),
        };
        let findings = history(&record("A"), &[], &[word]);
        assert_eq!(findings[0].id, "REPLACED", "the table's word");
        assert_eq!(findings[0].values["successor"], "X-2", "with its successor");
    }
}
