//! The JSON Schema of a link's `pack.toml`.

use crate::{
    json_schema::{flag, list, names, one_of, said, table, text, texts, whole},
    json_schema_pack::{head, legal_text},
    link_file::{ALLOWANCES, FAMILIES, INTERFACES, MOST_A_PAGE, ROLES, STATES},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(crate) fn link() -> Value {
    let path = || json!({ "type": "string", "pattern": "^/" });
    let named = |what: &str| {
        said(list(json!({ "type": "string", "pattern": "^[a-z][a-z0-9._-]*@[A-Za-z0-9._+-]+$" })), what)
    };
    let mut keys = head("link");
    keys.extend([
        ("schemes", true, named("Schemes it joins: \"id@version\".")),
        (
            "formats",
            true,
            named("Formats it joins: \"id@version\"; only these are accepted from this partner."),
        ),
        (
            "partner",
            true,
            table(vec![
                ("country", true, said(text(), "ISO 3166-1 alpha-2.")),
                ("name", true, text()),
                ("administration", true, text()),
            ]),
        ),
        (
            "business_case",
            true,
            said(
                table(vec![
                    ("name", true, said(text(), "What the block is called.")),
                    ("purpose", true, said(text(), "What it is for.")),
                    ("benefit", true, said(text(), "What both sides gain.")),
                    (
                        "legal_basis",
                        true,
                        legal_text("The agreement first; then rkc (6.7, 7.1, 7.2) and tfa (12)."),
                    ),
                    (
                        "confidentiality",
                        true,
                        said(
                            text(),
                            "Who may see the data, for what they may be used, how long they are kept.",
                        ),
                    ),
                ]),
                "GNC: business case.",
            ),
        ),
        (
            "process",
            true,
            said(
                table(vec![
                    ("business_rules", true, said(texts(), "What both sides hold to, a sentence each.")),
                    ("trigger", true, said(text(), "What starts an exchange.")),
                    ("entities", true, said(texts(), "Who takes part.")),
                    ("data_cluster", true, said(texts(), "Kinds of document exchanged.")),
                ]),
                "GNC: process.",
            ),
        ),
        (
            "interoperability",
            true,
            said(
                table(vec![
                    ("service_interface", true, said(text(), "What is offered, and taken in return.")),
                    ("communication", true, said(text(), "By which protocol, and how it is secured.")),
                    ("architecture", true, said(text(), "Who holds what.")),
                ]),
                "GNC: interoperability.",
            ),
        ),
        (
            "interface",
            true,
            table(vec![
                ("kind", true, one_of(&INTERFACES.iter().map(|known| known.0).collect::<Vec<_>>())),
                ("paths", true, names(path())),
                ("page_size", true, json!({ "type": "integer", "minimum": 1, "maximum": MOST_A_PAGE })),
            ]),
        ),
        ("signature", true, said(signature(), "How its documents are signed.")),
        ("update_signature", false, said(signature(), "How its notices are signed, where that differs.")),
        ("directory_signature", true, said(signature(), "How its list of signers is signed.")),
        (
            "number",
            false,
            table(vec![(
                "parts",
                true,
                list(table(vec![("name", true, text()), ("length", true, whole(1)), ("is", false, text())])),
            )]),
        ),
        ("receipts", true, table(vec![("path", true, path()), ("states", true, list(one_of(STATES)))])),
        (
            "trust",
            true,
            table(vec![
                ("directory", true, path()),
                ("delta", false, path()),
                ("crls", false, list(path())),
                (
                    "first_root",
                    true,
                    said(json!({ "const": "connection" }), "Anchors come with the connection file."),
                ),
            ]),
        ),
    ]);
    table(keys)
}

fn signature() -> Value {
    let algorithms: BTreeSet<&str> = FAMILIES.iter().flat_map(|family| family.1.iter().copied()).collect();
    let algorithms: Vec<&str> = algorithms.into_iter().collect();
    let algorithm = json!({ "anyOf": [one_of(&algorithms), text()] });
    table(vec![
        ("family", true, one_of(&FAMILIES.iter().map(|known| known.0).collect::<Vec<_>>())),
        ("algorithms", true, list(algorithm)),
        ("min_rsa_bits", false, whole(0)),
        (
            "signatures",
            true,
            list(table(vec![
                ("role", true, one_of(ROLES)),
                (
                    "covers",
                    true,
                    said(text(), "XML: path of the element it must cover; empty for the whole."),
                ),
                ("claimed_time", false, text()),
                ("listed", true, said(flag(), "Whether the signer must stand on the partner's list.")),
            ])),
        ),
        ("revocation_max_age_hours", true, whole(0)),
        ("list_max_age_hours", true, whole(0)),
        ("uses_crl", true, flag()),
        (
            "sunsets",
            false,
            said(
                names(json!({ "type": "string", "format": "date" })),
                "Last days of algorithms: what they sign counts only where it is known to exist by then.",
            ),
        ),
        ("allows", false, list(one_of(ALLOWANCES))),
    ])
}
