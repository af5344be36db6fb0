//! GNC: interoperability. Service interface, communication, architecture; signatures, receipts, trust, numbers.

use super::words::Words;
use block::{Link, SignatureProfile};
use print::{Part, Section};

/// The sections of the interoperability of a link.
pub(super) fn interoperability(words: Words, link: &Link) -> Vec<Section> {
    let written = &link.interoperability;
    let mut sections = vec![
        Section::new(1, words.word("interoperability"), Vec::new()),
        Section::new(2, words.word("service_interface"), service_interface(words, link)),
        Section::new(2, words.word("communication"), vec![Part::Text(words.own(&written.communication))]),
        Section::new(2, words.word("architecture"), vec![Part::Text(words.own(&written.architecture))]),
        Section::new(
            2,
            words.word("signature_profile"),
            vec![Part::Text(words.word("signature_profile.text"))],
        ),
    ];
    sections.push(Section::new(3, words.word("signature.certificate"), signature(words, &link.signature)));
    if let Some(profile) = &link.update_signature {
        sections.push(Section::new(3, words.word("signature.update"), signature(words, profile)));
    }
    sections.push(Section::new(
        3,
        words.word("signature.directory"),
        signature(words, &link.directory_signature),
    ));
    sections.push(Section::new(2, words.word("receipts"), receipts(words, link)));
    sections.push(Section::new(2, words.word("trust"), trust(words, link)));
    sections.extend(number(words, link));
    sections
}

fn service_interface(words: Words, link: &Link) -> Vec<Part> {
    let interface = &link.interface;
    let facts = vec![
        (
            words.word("interface"),
            format!("{}\n{}", words.own(&interface.kind), words.known("interface", &interface.kind)),
        ),
        (words.word("page_size"), interface.page_size.to_string()),
    ];
    let row = |(purpose, path): (&String, &String)| vec![words.known("path", purpose), words.own(path)];
    let paths = interface.paths.iter().map(row).collect();
    vec![
        Part::Text(words.own(&link.interoperability.service_interface)),
        Part::Facts(facts),
        words.table(&["what_for", "path"], &[5, 7], paths),
    ]
}

fn signature(words: Words, profile: &SignatureProfile) -> Vec<Part> {
    let algorithms: Vec<&str> = profile.algorithms.iter().map(String::as_str).collect();
    let hours = |hours: u32| words.say("hours", &[("count", hours.to_string())]);
    let facts = vec![
        (words.word("family"), words.known("family", &profile.family)),
        (words.word("algorithms"), words.own(&algorithms.join(", "))),
        (words.word("rsa"), words.say("bits", &[("count", profile.min_rsa_bits.to_string())])),
        (words.word("list_age"), hours(profile.list_max_age_hours)),
        (
            words.word("revocation"),
            words.say(
                if profile.uses_crl { "revocation.crl" } else { "revocation.list" },
                &[("count", profile.revocation_max_age_hours.to_string())],
            ),
        ),
    ];
    let rows = profile.signatures.iter().map(|rule| {
        let covers = if rule.covers.is_empty() { words.word("covers_all") } else { words.own(&rule.covers) };
        vec![
            words.known("role", &rule.role),
            covers,
            rule.claimed_time.as_deref().map_or_else(|| "–".to_owned(), |place| words.own(place)),
            words.word(if rule.listed { "yes" } else { "no" }),
        ]
    });
    let table = words.table(&["signer", "covers", "claimed_time", "listed"], &[3, 6, 6, 3], rows.collect());
    vec![Part::Facts(facts), table]
}

fn receipts(words: Words, link: &Link) -> Vec<Part> {
    let rows = link.receipts.states.iter().map(|state| {
        let name = words.0.find(&format!("receipt.{state}")).map_or_else(|| words.own(state), str::to_owned);
        vec![name, words.known("receipt", state)]
    });
    vec![
        Part::Text(words.say("receipts.text", &[("path", words.own(&link.receipts.path))])),
        words.table(&["state", "meaning"], &[3, 12], rows.collect()),
    ]
}

fn trust(words: Words, link: &Link) -> Vec<Part> {
    let trust = &link.trust;
    let mut facts = vec![
        (words.word("first_root"), words.known("first_root", &trust.first_root)),
        (words.word("directory"), words.own(&trust.directory)),
    ];
    facts.extend(trust.delta.as_deref().map(|delta| (words.word("delta"), words.own(delta))));
    if !trust.crls.is_empty() {
        facts.push((words.word("crls"), words.own(&trust.crls.join("\n"))));
    }
    vec![Part::Text(words.word("trust.text")), Part::Facts(facts)]
}

/// How certificate numbers are built, where the link says so.
fn number(words: Words, link: &Link) -> Option<Section> {
    let rule = link.number.as_ref()?;
    let rows = rule.parts.iter().map(|part| {
        vec![
            words.known("part", &part.name),
            part.length.to_string(),
            part.is.as_deref().map_or_else(|| "–".to_owned(), |is| words.own(is)),
        ]
    });
    let table = words.table(&["part", "characters", "always"], &[6, 3, 6], rows.collect());
    let total: usize = rule.parts.iter().map(|part| part.length).sum();
    let text = Part::Text(words.say("number.text", &[("count", total.to_string())]));
    Some(Section::new(2, words.word("number"), vec![text, table]))
}
