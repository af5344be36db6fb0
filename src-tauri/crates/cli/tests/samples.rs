//! Real files of others: each ends with a truthful answer, none is green, none is lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::Origin;
use tempfile::TempDir;

/// Beside the repository; `None` where it is not at hand.
fn samples() -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/samples"));
    if folder.is_dir() {
        return Some(folder.to_owned());
    }
    println!("skipped: no samples at {}", folder.display());
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

fn has(list: &Value, word: &str) -> bool {
    list.as_array().unwrap().iter().any(|one| one.as_str() == Some(word))
}

#[test]
fn every_file_ends_with_a_truthful_answer() {
    let Some(samples) = samples() else { return };
    let folder = TempDir::new().unwrap();
    let desk = folder.path().join("desk");
    let origin = Origin::at(&desk);
    origin.set_up();
    let files = files(&samples);
    let paths: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let rows = origin.json(&[&["import"], &paths[..]].concat());
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), files.len(), "none is lost");
    let row = |part: &str| -> Value {
        let at =
            files.iter().position(|path| path.ends_with(part)).unwrap_or_else(|| panic!("no sample {part}"));
        rows[at].clone()
    };
    let claim = |part: &str, finding: &str| -> Value {
        let row = row(part);
        assert_eq!((&row["outcome"], &row["light"]), (&"claim".into(), &"amber".into()), "{part}: {row}");
        assert!(has(&row["findings"], finding), "{part} has {finding}: {row}");
        assert!(has(&row["findings"], "PARTNER_NOT_ONBOARDED"), "{part}: nobody's keys are arranged");
        row
    };

    for row in rows {
        assert_ne!(row["light"], "green", "nothing of it can be proven here: {row}");
        let outcome = row["outcome"].as_str().unwrap();
        assert!(["claim", "other", "not-a-document", "quarantine"].contains(&outcome), "what it is: {row}");
        for sentence in ["title", "text"] {
            let said = row[sentence].as_str().unwrap();
            assert!(said.len() > 10 && !said.contains('{'), "an answer in words: {row}");
        }
    }

    // ALADI's own example: exporter's part only, no signature, no number, a byte order mark.
    let aladi = claim("aladi-cod/A14-FormA18-unsigned.xml", "SIGNATURE_ABSENT");
    assert!(has(&aladi["missing"], "Certificate number"), "what is missing is named: {aladi}");
    assert_eq!(aladi["number"], "", "and no number is made up");

    // UN/CEFACT examples: unsigned.
    for file in ["CertificateOfOrigin.sampleFull.json", "CertificateOfOrigin.sampleMinimal.json"] {
        let row = claim(&format!("edi3-coo/{file}"), "SIGNATURE_ABSENT");
        assert_eq!((&row["number"], &row["verdict"]), (&"WBC208897".into(), &"".into()), "{file} is read");
    }

    // OpenAttestation: the hashes hold, the register that would name the issuer is on a network.
    for file in ["edi3-coo/OA-Sample-full.json", "tradetrust/coo-selective-disclosure.json"] {
        let row = claim(file, "ISSUER_NOT_PROVABLE_OFFLINE");
        assert_eq!(row["verdict"], "INDETERMINATE", "{file}: its signer is not known");
        let answer = origin.json(&["show", row["document"].as_str().unwrap()]);
        let clear: Vec<&Value> = answer["clear"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert!(clear.contains(&&Value::from("INTEGRITY_HOLDS")), "{file}: integrity holds: {clear:?}");
        assert_eq!(answer["head"]["nature"], "claim", "{file} stays a claim");
    }

    for (part, what) in [
        ("tradetrust/v2_tr_er_ECDSA_Signed.json", "bill of lading"),
        ("tradetrust/v2_tr_er_attachment_bbs2023_signed.json", "bill of lading"),
        ("tradetrust/dns-did-signed.json", "driving licence"),
        ("tradetrust/did-verified.json", "non-manipulation"),
        ("tradetrust/dns-did-verified.json", "non-manipulation"),
        ("tradetrust/coo-form-schema.json", "form"),
        ("openattestation/coo-1.0-schema.json", "schema"),
        ("edi3-coo/CertificateOfOrigin.schema.json", "schema"),
        ("aladi-cod/cod_ver_1.8.2.xsd", "XML schema"),
    ] {
        let row = row(part);
        let outcome = if what.contains("schema") || what == "form" { "not-a-document" } else { "other" };
        assert_eq!(row["outcome"], outcome, "{part}: {row}");
        let title = row["title"].as_str().unwrap();
        assert!(title.starts_with("Not a certificate of origin") && title.contains(what), "{part}: {title}");
    }

    // Kept, and the same again adds nothing.
    let status = origin.json(&["status"]);
    let claims = rows.iter().filter(|row| row["outcome"] == "claim").count();
    assert_eq!(status["status"]["documents"].as_u64().unwrap(), claims as u64, "every claim is on the desk");
    let events = origin.json(&["log", "check"])["events"].clone();
    origin.json(&[&["import"], &paths[..]].concat());
    let again = origin.json(&["status"]);
    for count in ["documents", "quarantined"] {
        assert_eq!(again["status"][count], status["status"][count], "no {count} are added");
    }
    assert_eq!(origin.json(&["log", "check"])["events"], events, "and no event");
}
