//! Findings, verdicts and ages in the officer's language.

use crate::text::{Language, fill};
use crate::view::{EvidenceView, FindingView, LightView, VerdictView};
use certificate::{Finding, Level, Light, Scope};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use verify::{Coverage, Indication, ProvenBy, Verdict};

/// A count for a view; what is larger than it holds is the largest that it holds.
pub(crate) fn small(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

/// The light's name, as message keys and faces use it.
pub(crate) fn light_key(light: Light) -> &'static str {
    match light {
        Light::Green => "green",
        Light::Amber => "amber",
        Light::Red => "red",
    }
}

/// A serde name, for enums that serialise as text.
pub(crate) fn wire<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// RFC 3339, whole seconds, UTC.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

pub(crate) fn instant_or_none(at: Option<DateTime<Utc>>) -> String {
    at.map(instant).unwrap_or_default()
}

/// A time for sentences: `24 Nov 2026 09:42 UTC`; Western digits and month names by the language's message file.
pub(crate) fn spoken(language: Language, at: DateTime<Utc>) -> String {
    let month = language.word(&format!("month.{}", at.format("%-m")));
    format!("{} {month} {}", at.format("%-d"), at.format("%Y %H:%M UTC"))
}

/// A length of time for sentences: `11 h 32 min`, `3 d 4 h`.
pub(crate) fn age(language: Language, length: Duration) -> String {
    let minutes = length.num_minutes().max(0);
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let part = |count: i64, unit: &str| format!("{count} {}", language.word(&format!("unit.{unit}")));
    match (days, hours) {
        (0, 0) => part(rest, "minute"),
        (0, _) => format!("{} {}", part(hours, "hour"), part(rest, "minute")),
        _ => format!("{} {}", part(days, "day"), part(hours, "hour")),
    }
}

/// One finding.
pub(crate) fn finding(language: Language, finding: &Finding) -> FindingView {
    let values = spoken_values(language, &finding.values);
    let part = |part: &str| {
        language.find(&format!("finding.{}.{part}", finding.id)).map(|message| fill(message, &values))
    };
    let own = finding.sentences.get(language.tag()).or_else(|| finding.sentences.get("en"));
    let own = own.map(|sentence| fill(sentence, &values));
    FindingView {
        id: finding.id.clone(),
        shape: match finding.level {
            Level::Red => "red",
            Level::Amber => "amber",
            Level::NotEvaluable | Level::NotEvaluableAmber => "not-evaluable",
            Level::Note => "note",
            Level::Clear => "clear",
        }
        .to_owned(),
        light: LightView::from(finding.level.light()),
        item: match finding.scope {
            Scope::Item(item) => Some(item),
            Scope::Document | Scope::Presentation => None,
        },
        title: own.clone().or_else(|| part("title")).unwrap_or_else(|| finding.id.clone()),
        text: if own.is_some() { String::new() } else { part("text").unwrap_or_default() },
        resolve: part("resolve").unwrap_or_default(),
        evidence: finding
            .evidence
            .iter()
            .map(|evidence| EvidenceView {
                label: language
                    .find(&format!("evidence.{}", evidence.name))
                    .or_else(|| language.find(&format!("field.{}", evidence.name)))
                    .unwrap_or(&evidence.name)
                    .to_owned(),
                value: spoken_value(language, &evidence.name, &evidence.value),
            })
            .collect(),
        reference: finding
            .reference
            .as_ref()
            .map(|reference| format!("{}, {}", reference.text, reference.article))
            .unwrap_or_default(),
    }
}

/// Values for sentences: field paths become labels, instants become spoken times, units become usual words.
fn spoken_values(language: Language, values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let hs = values.get("field").is_some_and(|field| field == "items.hs");
    values
        .iter()
        .map(|(name, value)| {
            let spoken = match name.as_str() {
                "certificate_value" | "declaration_value" if hs && !value.contains('.') => {
                    crate::fields::hs(value)
                }
                _ => spoken_value(language, name, value),
            };
            (name.clone(), spoken)
        })
        .collect()
}

/// One value as people read it: labels for fields, spoken times, grouped quantities.
pub(crate) fn spoken_value(language: Language, name: &str, value: &str) -> String {
    match name {
        "field" | "missing" => field(language, value),
        "declared" | "left" | "over" | "certified" | "used" => {
            value.parse().map_or_else(|_| value.to_owned(), crate::fields::number)
        }
        "unit" | "declared_unit" | "certified_unit" => crate::declare::unit_word(value).to_owned(),
        _ => match DateTime::parse_from_rfc3339(value) {
            Ok(at) => spoken(language, at.to_utc()),
            Err(_) => value.to_owned(),
        },
    }
}

/// The label of a canonical field path, indexes aside: `items[0].hs` is `items.hs`.
pub(crate) fn field(language: Language, path: &str) -> String {
    path.split(", ")
        .map(|path| {
            let mut plain = String::new();
            let mut inside = false;
            for c in path.chars() {
                match c {
                    '[' => inside = true,
                    ']' => inside = false,
                    c if !inside => plain.push(c),
                    _ => {}
                }
            }
            let label = language.find(&format!("field.{plain}")).unwrap_or(path).to_owned();
            match path.split_once('[').and_then(|(_, rest)| rest.split_once(']')) {
                Some((index, _)) => {
                    index.parse::<usize>().map_or(label.clone(), |at| format!("{label} ({})", at + 1))
                }
                None => label,
            }
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// Findings that are not clear, worst first, and those that are.
pub(crate) fn findings(language: Language, all: &[Finding]) -> (Vec<FindingView>, Vec<FindingView>) {
    let mut open: Vec<&Finding> = all.iter().filter(|finding| finding.level != Level::Clear).collect();
    open.sort_by_key(|finding| std::cmp::Reverse(weight(finding)));
    let clear = all.iter().filter(|finding| finding.level == Level::Clear);
    let said_twice = |one: &Finding| all.iter().filter(|other| other.id == one.id).count() > 1;
    (
        open.into_iter()
            .map(|one| {
                let mut view = finding(language, one);
                // Two signatures with one fault: each line says whose it is.
                if let Some(role) = one.values.get("role").filter(|_| said_twice(one)) {
                    view.title = format!("{} ({})", view.title, language.word(&format!("signature.{role}")));
                }
                view
            })
            .collect(),
        clear.map(|one| finding(language, one)).collect(),
    )
}

/// How much a finding decides: light first, then certain before not evaluable, then the document before its items.
pub(crate) fn weight(finding: &Finding) -> (Light, u8, u8) {
    let certain = match finding.level {
        Level::Red | Level::Amber => 2,
        Level::NotEvaluableAmber | Level::NotEvaluable => 1,
        Level::Note | Level::Clear => 0,
    };
    let scope = match finding.scope {
        Scope::Document => 2,
        Scope::Presentation => 1,
        Scope::Item(_) => 0,
    };
    (finding.level.light(), certain, scope)
}

/// The leading sentence and the one after it.
pub(crate) fn answer(language: Language, light: Light, all: &[Finding]) -> (String, String) {
    let worst = all
        .iter()
        .filter(|finding| finding.level.light() == light && light != Light::Green)
        // Of equals the first leads, as in the list of findings.
        .rev()
        .max_by_key(|finding| weight(finding));
    if let Some(worst) = worst {
        let view = finding(language, worst);
        (view.title, view.text)
    } else {
        let mut key = light_key(light).to_owned();
        if light == Light::Green && all.iter().any(|finding| finding.id == "KIND_WITHOUT_RULES") {
            // No agreement was asked, so the answer speaks of none.
            "kind.green".clone_into(&mut key);
        }
        (language.word(&format!("answer.{key}.title")), language.word(&format!("answer.{key}.text")))
    }
}

/// The verdict with its four facts.
pub(crate) fn verdict(language: Language, verdict: Option<&Verdict>, profile: String) -> VerdictView {
    let Some(verdict) = verdict else {
        return VerdictView {
            indication: String::new(),
            sub_indication: String::new(),
            sentence: language.word("verdict.none"),
            at: String::new(),
            signer: String::new(),
            office: String::new(),
            since: String::new(),
            proven_time: String::new(),
            proven_by: language.word("by.nothing"),
            revocation_as_of: String::new(),
            stale_after: String::new(),
            list_as_of: String::new(),
            coverage: language.word("coverage.none"),
            profile,
        };
    };
    let indication = wire(&verdict.indication);
    let sub = verdict.sub_indication.as_ref().map(wire).unwrap_or_default();
    let sentence = match (verdict.indication, sub.as_str()) {
        (Indication::TotalPassed, _) | (_, "") => language.word(&format!("verdict.{indication}")),
        (_, sub) => language.word(&format!("sub.{sub}")),
    };
    let signer = verdict.signer.clone().unwrap_or_default();
    VerdictView {
        indication,
        sub_indication: sub,
        sentence,
        at: instant(verdict.at),
        signer: signer.name.unwrap_or_default(),
        office: signer.office.unwrap_or_default(),
        since: instant_or_none(signer.since),
        proven_time: instant_or_none(verdict.proven_time.at),
        proven_by: language.word(match verdict.proven_time.by {
            ProvenBy::Timestamp => "by.timestamp",
            ProvenBy::Receipt => "by.receipt",
            ProvenBy::SignerClaim => "by.signer-claim",
            ProvenBy::Nothing => "by.nothing",
        }),
        revocation_as_of: instant_or_none(verdict.revocation_as_of),
        stale_after: instant_or_none(verdict.stale_after),
        list_as_of: instant_or_none(verdict.list_as_of),
        coverage: language.word(match verdict.coverage {
            Coverage::Whole => "coverage.whole",
            Coverage::Refused => "coverage.refused",
        }),
        profile,
    }
}
