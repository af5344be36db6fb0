//! The programs xmlsec1 and openssl as judges of what is signed here. A test says so where they are absent.

#![allow(clippy::unwrap_used)] // a test stops at the first surprise

use std::{fs, path::Path, process::Command};

/// Whether a program is there; says that the test is skipped where it is not.
pub(crate) fn there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok()
        || Command::new(program).arg("version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

/// Whether a program ends well, and what it said.
pub(crate) fn run(program: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).output().unwrap();
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

/// Writes a DER certificate as PEM and gives its path.
pub(crate) fn pem(folder: &Path, name: &str, der: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, crate::serve::pem(der)).unwrap();
    path.display().to_string()
}

/// Whether xmlsec1 accepts the signature that is a child of `parent`, trusting `root` alone, at a time.
pub(crate) fn xmlsec(folder: &Path, document: &[u8], root: &[u8], parent: &str, at: &str) -> (bool, String) {
    let file = folder.join("signed.xml");
    fs::write(&file, document).unwrap();
    let root = pem(folder, "root.pem", root);
    let node = format!("//*[local-name()='{parent}']/*[local-name()='Signature']");
    run(
        "xmlsec1",
        &[
            "--verify",
            "--trusted-pem",
            &root,
            "--verification-time",
            at,
            "--id-attr:id",
            "COD",
            "--id-attr:id",
            "CODEH",
            "--node-xpath",
            &node,
            &file.display().to_string(),
        ],
    )
}
