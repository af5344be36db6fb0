//! `origin path`: a path judged from files alone. The certificates were made for this test with openssl.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const ROOT: &str = "-----BEGIN CERTIFICATE-----
MIIBnjCCAUOgAwIBAgIBATAKBggqhkjOPQQDAjApMQswCQYDVQQGEwJYQjEaMBgG
A1UEAwwRUm9vdCBvZiBCb3Jhc3RyaWEwIBcNMjYxMTI1MDQwMjM4WhgPMjA4MTA4
MjgwNDAyMzhaMCkxCzAJBgNVBAYTAlhCMRowGAYDVQQDDBFSb290IG9mIEJvcmFz
dHJpYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHQLFxLI9qMroP03JiZRN0r5
/+IB0bpRRdzPek98+hSTXUcipQG+SoItC3ov4rZfllUU6rAJCd6couuwPf7Ay/aj
WjBYMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBSj
NAjSclB9KixSTZrPu2U3cEtGwTAWBgNVHSAEDzANMAsGCSsGAQQBgf1ZATAKBggq
hkjOPQQDAgNJADBGAiEAqOjrkda3AF4jGcLP18jMNT9u2zLdAqKthE1Jd5Fxe0YC
IQCDETevfSYrHCBrbDQKe7X34F8ovpGYtezs45XczYmVtg==
-----END CERTIFICATE-----";

/// Serial number 8, policy 1.3.6.1.4.1.32473.1.
const LEAF: &str = "-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIBCDAKBggqhkjOPQQDAjApMQswCQYDVQQGEwJYQjEaMBgG
A1UEAwwRUm9vdCBvZiBCb3Jhc3RyaWEwIBcNMjYxMTI1MDQwMjM4WhgPMjA4MTA4
MjgwNDAyMzhaMCkxCzAJBgNVBAYTAlhCMRowGAYDVQQDDBFDaGFtYmVyIG9mIE5v
cnZpazBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABM5KlDymTRDsbbkmErxM8I9u
wn62eErDR04ISBAgwh9qW+MxLHzOxl0kJJK4aFMHWzt64eYCm+LkcV0xewF85Rmj
ajBoMA4GA1UdDwEB/wQEAwIHgDAdBgNVHQ4EFgQUMZ2qf4cptW7EWP0I4M3Z6glG
M+owHwYDVR0jBBgwFoAUozQI0nJQfSosUk2az7tlN3BLRsEwFgYDVR0gBA8wDTAL
BgkrBgEEAYH9WQEwCgYIKoZIzj0EAwIDSAAwRQIgK/9Yf8Zo+Jkiuds0UdKdG3Wh
JCFgL1lEBFofqrhJ910CIQCuYNKO68WUZjErSWDhxncxX5/PitzehGZHZ5+GLXsx
WQ==
-----END CERTIFICATE-----";

const LIST: &str = "-----BEGIN X509 CRL-----
MIHCMGoCAQEwCgYIKoZIzj0EAwIwKTELMAkGA1UEBhMCWEIxGjAYBgNVBAMMEVJv
b3Qgb2YgQm9yYXN0cmlhFw0yNjExMjUwNDAyMzhaGA8yMDgxMDgyODA0MDIzOFqg
DjAMMAoGA1UdFAQDAgEBMAoGCCqGSM49BAMCA0gAMEUCIBMmoqMroyndv3zGzONr
bbj5uaKDq19cfQvBLXhYoRWTAiEAu6pYJdN6ZnUmpCbexfEQOZLgXZWwC7+9hqOF
/+jE1tM=
-----END X509 CRL-----";

/// The next list: the leaf's key was compromised.
const REVOKING: &str = "-----BEGIN X509 CRL-----
MIHoMIGOAgEBMAoGCCqGSM49BAMCMCkxCzAJBgNVBAYTAlhCMRowGAYDVQQDDBFS
b290IG9mIEJvcmFzdHJpYRcNMjYxMTI1MDQwMjM4WhgPMjA4MTA4MjgwNDAyMzha
MCIwIAIBCBcNMjYxMTI1MDQwMjM4WjAMMAoGA1UdFQQDCgEBoA4wDDAKBgNVHRQE
AwIBAjAKBggqhkjOPQQDAgNJADBGAiEAxYi0HucFThmjO6QKfLYQ8J2uMuLTXiqD
Z5p5nAACyWMCIQD4OWyuQOXEoEbguHlCon4qqoxR+Q6j1l85SBIz100QPw==
-----END X509 CRL-----";

fn origin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_origin"))
        .current_dir(folder)
        .arg("path")
        .args(arguments)
        .output()
        .unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = origin(folder, &[arguments, &["--json"]].concat());
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_path_is_judged_from_files_alone() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    for (name, text) in
        [("root.pem", ROOT), ("leaf.pem", LEAF), ("list.pem", LIST), ("revoking.pem", REVOKING)]
    {
        fs::write(at.join(name), text).unwrap();
    }
    let base = ["leaf.pem", "--anchors", "root.pem", "--at", "2027-01-01"];
    let with = |more: &[&str]| json(at, &[&base[..], more].concat());

    let (code, report) = with(&["--crls", "list.pem"]);
    assert_eq!((code, report["valid"].as_bool()), (Some(0), Some(true)));
    assert_eq!(report["policies"], serde_json::json!(["1.3.6.1.4.1.32473.1"]));
    assert!(report["steps"].as_array().unwrap().iter().any(|step| step["rule"] == "revoked"));

    let (code, report) = with(&["--crls", "list.pem", "revoking.pem"]);
    assert_eq!((code, report["refusal"]["rule"].as_str()), (Some(1), Some("revoked")));
    let (code, report) = with(&["--policy", "1.3.6.1.4.1.32473.2", "--explicit-policy"]);
    assert_eq!((code, report["refusal"]["rule"].as_str()), (Some(1), Some("policies")));
    let (code, _) = with(&["--policy", "1.3.6.1.4.1.32473.1", "--explicit-policy", "--strict"]);
    assert_eq!(code, Some(0));
    let (code, report) = json(at, &["leaf.pem", "--anchors", "root.pem", "--at", "2001-01-01"]);
    assert_eq!((code, report["refusal"]["rule"].as_str()), (Some(1), Some("validity")));
    let (code, report) = json(at, &["list.pem", "--anchors", "root.pem"]);
    assert_eq!((code, report["refusal"]["rule"].as_str()), (Some(1), Some("read")));

    let said = origin(at, &base);
    assert_eq!(said.status.code(), Some(0));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(text.contains("6.1.3 (a)(2)") && text.ends_with("The path holds.\n"), "{text}");
    let missing = origin(at, &["nothing.pem", "--anchors", "root.pem"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().starts_with("FILE_NOT_FOUND"));
    assert_eq!(origin(at, &["leaf.pem"]).status.code(), Some(2), "no anchors");
}
