//! Runs the program itself.
#![allow(dead_code)] // each test file uses its own part

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// The program with a folder and an officer.
pub struct Origin<'f> {
    pub folder: &'f Path,
    pub environment: Vec<(&'static str, &'static str)>,
}

/// What it said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Of a run that must be done.
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "done: {}{}", self.out, self.err);
        self.out
    }

    /// Of a run that must not be done: code, sentence and what to do stand on standard error, nothing on standard output.
    pub fn not_done(self, code: &str) -> String {
        assert_eq!(self.code, 1, "not done: {}{}", self.out, self.err);
        assert!(self.err.starts_with(&format!("{code}: ")), "the code comes first: {}", self.err);
        assert!(self.err.trim().lines().count() >= 2, "then the sentence, then what to do: {}", self.err);
        assert!(self.out.is_empty(), "and nothing else: {}", self.out);
        self.err
    }
}

impl<'f> Origin<'f> {
    pub fn at(folder: &'f Path) -> Self {
        Self { folder, environment: Vec::new() }
    }

    /// Runs an act as officer terzan of the folder.
    pub fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_origin"));
        command.args(arguments).env("ORIGIN_FOLDER", self.folder).env("ORIGIN_OFFICER", "terzan");
        command.env_remove("ORIGIN_PASSPHRASE").env_remove("ORIGIN_SECOND_PASSPHRASE");
        command.envs(self.environment.iter().copied()).stdin(std::process::Stdio::null());
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
    }

    /// As [`Self::run`], done, with the view.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let out = self.run(&[arguments, &["--json"]].concat()).done();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// A training folder with one officer of every role.
    pub fn set_up(&self) {
        let officer = "terzan=A. Terzan:border-officer+verifier+administrator";
        self.run(&["setup", "--training", "--post", "Kesra-Pass", "--officer", officer]).done();
    }
}
