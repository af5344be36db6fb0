//! The openssl program as another opinion: it makes what we verify, and verifies what we mutate.

use std::path::Path;
use std::process::Command;

/// Whether the program is there; says so when it is not.
pub fn available() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok_and(|out| out.status.success());
    if !there {
        println!("skipped: the openssl program is not installed");
    }
    there
}

/// Runs it in a folder; true when it succeeds.
pub fn run(folder: &Path, arguments: &[&str]) -> bool {
    let out = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    out.status.success()
}

/// The same where it must succeed.
#[track_caller]
pub fn must(folder: &Path, arguments: &[&str]) {
    let out = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(out.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// A certificate as PEM in a file.
pub fn certificate(folder: &Path, name: &str, der: &[u8]) {
    std::fs::write(folder.join("one.der"), der).unwrap();
    must(folder, &["x509", "-inform", "DER", "-in", "one.der", "-out", name]);
}

/// The program's own clock, which it signs with.
pub fn now() -> chrono::DateTime<chrono::Utc> {
    std::time::SystemTime::now().into()
}
