//! The cases of the collections of signed XML, with what their authors expect.

use super::kit::at;
use super::{corpus, files};
use chrono::{DateTime, Utc};
use std::path::Path;

/// What the authors of a collection expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Valid,
    Invalid,
    /// Their tests do not say, or only with something at hand that is not in the collection.
    Undecided,
}

/// One case.
pub struct Case {
    pub name: String,
    pub bytes: Vec<u8>,
    pub expected: Expected,
    /// None: the certificates in the document.
    pub anchors: Option<Vec<Vec<u8>>>,
    pub intermediates: Vec<Vec<u8>>,
    pub crls: Vec<Vec<u8>>,
    pub now: Option<DateTime<Utc>>,
}

fn plain(path: &Path, folder: &Path, expected: Expected) -> Case {
    Case {
        name: path.strip_prefix(folder).unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(path).unwrap(),
        expected,
        anchors: None,
        intermediates: Vec::new(),
        crls: Vec::new(),
        now: None,
    }
}

/// xmlsec1: each line of its list, with the certificates, lists and time that its arguments name. Lines whose
/// file is not in the collection are left out.
pub fn xmlsec1() -> Vec<Case> {
    let Some(folder) = corpus("xmlsec1") else { return Vec::new() };
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut all = Vec::new();
    for line in list.as_array().unwrap().iter().filter(|line| line["present"] == true) {
        let fails = line["expected"] == "fail";
        let file = folder.join(line["file"].as_str().unwrap());
        let mut case = plain(&file, &folder, if fails { Expected::Invalid } else { Expected::Valid });
        let der = |name: &str| {
            let name = name.replace("$cert_format", "der").replace("$topfolder/", "");
            let places = [folder.join("tests").join(&name), file.parent().unwrap().join(&name)];
            places.iter().find_map(|place| std::fs::read(place).ok()).unwrap_or_else(|| panic!("{name}"))
        };
        let mut words = line["verify_args"].as_str().unwrap().split_whitespace();
        let mut trusted = Vec::new();
        while let Some(word) = words.next() {
            match word {
                "--trusted-$cert_format" => trusted.push(der(words.next().unwrap())),
                "--untrusted-$cert_format" => case.intermediates.push(der(words.next().unwrap())),
                "--crl-$cert_format" => case.crls.push(der(words.next().unwrap())),
                "--verification-gmt-time" => {
                    let time = words.next().unwrap().replace('+', "T");
                    case.now = Some(at(&format!("{time}Z")));
                }
                _ => {}
            }
        }
        // What has to fail fails for its arguments too: they alone are trusted then, at a time of today.
        if fails || !trusted.is_empty() {
            case.anchors = Some(trusted);
        }
        if fails && case.now.is_none() {
            case.now = Some(at("2026-06-01T00:00:00Z"));
        }
        all.push(case);
    }
    all
}

/// Santuario: by the names of files. Templates are not signed yet.
pub fn santuario() -> Vec<Case> {
    let Some(folder) = corpus("santuario") else { return Vec::new() };
    let bad = ["nvalid", "bad-", "attack", "negative", "template"];
    files(&folder, "xml")
        .iter()
        .filter(|path| contains(&std::fs::read(path).unwrap(), b"SignedInfo"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let invalid = bad.iter().any(|part| name.contains(part));
            plain(path, &folder, if invalid { Expected::Invalid } else { Expected::Valid })
        })
        .collect()
}

/// EU DSS: what its tests expect of the level B-B. What stands in its folder of wrapping attacks is an attack,
/// also where its tests only look that the attack is seen.
pub fn dss_xades() -> Vec<Case> {
    let Some(folder) = corpus("dss-xades") else { return Vec::new() };
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut all = Vec::new();
    for test in list.as_array().unwrap() {
        let file = folder.join(test["located"][0].as_str().unwrap());
        if !file.exists() {
            println!("not in the collection: {}", file.display());
            continue;
        }
        let attack = file.to_string_lossy().contains("/xsw/") || file.to_string_lossy().contains("-altered-");
        let expected = match test["blevel_expected"].as_str().unwrap() {
            _ if attack => Expected::Invalid,
            "DEFAULT_TRUE" => Expected::Valid,
            "FALSE" => Expected::Invalid,
            _ => Expected::Undecided,
        };
        let mut case = plain(&file, &folder, expected);
        case.name = format!("{} {}", test["test"].as_str().unwrap(), case.name);
        all.push(case);
    }
    all
}

/// The two collections of wrapping attacks, by the names of files.
pub fn named(collection: &str) -> Vec<Case> {
    let Some(folder) = corpus(collection) else { return Vec::new() };
    let bad = [
        "invalid",
        "wrapp",
        "multiple_signed",
        "digest_comment",
        // Not signed at all.
        "nosignature",
        "unsigned",
        "doc.xml",
    ];
    files(&folder, "xml")
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let invalid = bad.iter().any(|part| name.contains(part));
            // Their own tests take comments or white space out first.
            let undecided = name.contains("withcomments") || name.contains("store");
            let expected = if undecided { Expected::Undecided } else { Expected::Valid };
            plain(path, &folder, if invalid { Expected::Invalid } else { expected })
        })
        .collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
