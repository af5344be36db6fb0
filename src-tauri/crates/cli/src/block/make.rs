//! `origin block new`: what is not given is asked for, where there is a terminal.

use super::arguments::New;
use crate::act::{done, read};
use crate::{Done, words};
use desk::Error;
use desk::workshop::{self, NewPack, Parties};
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// Makes it.
pub fn run(asked: New) -> Result<Done, Error> {
    let usual = Parties::default();
    let id = answer(asked.id, words::ASK_ID, "").unwrap_or_default();
    let kind = answer(asked.kind, words::ASK_KIND, if asked.from.is_some() { "format" } else { "block" });
    let kind = kind.unwrap_or_default();
    // A format alone names neither an agreement nor a country.
    let whole = kind != "format";
    let ask = |given: Option<String>, question: &str, usual: &str| {
        if whole { answer(given, question, usual) } else { given }.unwrap_or_else(|| usual.to_owned())
    };
    let parties = Parties {
        partner: answer(asked.partner, words::ASK_PARTNER, &usual.partner).unwrap_or(usual.partner),
        country: ask(asked.country, words::ASK_COUNTRY, &usual.country),
        agreement: ask(asked.agreement, words::ASK_AGREEMENT, &usual.agreement),
        code: ask(asked.code, words::ASK_CODE, &usual.code),
    };
    let sample = match &asked.from {
        Some(file) => {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Some((name, read(file)?))
        }
        None => None,
    };
    let made = workshop::make(&asked.folder, &NewPack { kind, id, training: !asked.live, sample, parties })?;
    let mut text = format!("{}: {}\n", words::MADE, made.folder.display());
    for file in &made.files {
        let _ = writeln!(text, "  {file}");
    }
    if let Some(proposal) = &made.proposal {
        let _ = writeln!(
            text,
            "{} {}, {} {}, {} {}",
            proposal.placed.len(),
            words::PLACED,
            proposal.uncertain.len(),
            words::UNCERTAIN,
            proposal.left.len(),
            words::LEFT_OVER
        );
    }
    let _ = writeln!(text, "{}: origin block check {}", words::NEXT, made.folder.display());
    done(&made, text)
}

/// What was given; else what is answered on a terminal; else the usual, where there is one.
fn answer(given: Option<String>, question: &str, usual: &str) -> Option<String> {
    let usually = (!usual.is_empty()).then(|| usual.to_owned());
    if given.is_some() || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return given.or(usually);
    }
    let mut out = std::io::stderr();
    let _ = match &usually {
        Some(usual) => write!(out, "{question} [{usual}]: "),
        None => write!(out, "{question}: "),
    };
    let _ = out.flush();
    let mut line = String::new();
    let _ = std::io::stdin().lock().read_line(&mut line);
    let line = line.trim();
    if line.is_empty() { usually } else { Some(line.to_owned()) }
}
