//! What each act does: one call to the desk, and its view as text and JSON.

use crate::arguments::{Act, Common, Decide, LogAct, Present};
use crate::{Done, block, opened, path, secret, setup, show, words};
use chrono::{DateTime, Utc};
use desk::view::{AnswerView, DeclarationInput, ItemDecision};
use desk::{Connection, Error, Second};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Does it.
pub fn run(act: Act) -> Result<Done, Error> {
    let now = Utc::now();
    match act {
        Act::Setup(asked) => setup::run(asked, now),
        Act::Block { act } => block::run(*act),
        Act::Path(asked) => path::run(*asked, now),
        Act::Connect { file, second, common } => connect(&common, &file, second, now),
        Act::Sync { link, common } => {
            let report = opened::open(&common)?.sync_now(link.as_deref(), now)?;
            let whole = report.links.iter().all(|link| link.error.is_none());
            Ok(Done { whole, ..done(&report, show::sync(&report))? })
        }
        Act::Import { files, common } => {
            let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
            let rows = opened::open(&common)?.import(&paths, now)?;
            let whole = rows.iter().all(|row| row.outcome != "unreadable");
            Ok(Done { whole, ..done(&rows, show::imported(&rows))? })
        }
        Act::Search { query, order, after, limit, common } => {
            let view = opened::open(&common)?.search(now, query, order, after, limit)?;
            done(&view, show::search(&view))
        }
        Act::Show { id, presentation, full, common } => {
            let desk = opened::open(&common)?;
            if let (None, false) = (&presentation, full)
                && let Some(view) = opened::by_number(&desk, &id, now)?
            {
                if view.only_read.is_empty() {
                    return done(&view, show::answer(&view));
                }
                let view = desk.certificate(now, view.head.document)?;
                return done(&view, show::certificate(&view));
            }
            let document = opened::document(&desk, &id, now)?;
            if full {
                let view = desk.certificate(now, document)?;
                return done(&view, show::certificate(&view));
            }
            let view = desk.answer(now, document, presentation)?;
            if !view.only_read.is_empty() {
                let view = desk.certificate(now, view.head.document)?;
                return done(&view, show::certificate(&view));
            }
            done(&view, show::answer(&view))
        }
        Act::Verify { file, common } => {
            let desk = opened::open(&common)?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let row = desk.verify_bytes(&read(&file)?, &name, now)?;
            done(&row, show::imported(std::slice::from_ref(&row)))
        }
        Act::Present(asked) => present(asked, now),
        Act::Decide(asked) => decide(asked, now),
        Act::Flag { id, reason, note, presentation, common } => {
            let desk = opened::open(&common)?;
            let document = opened::document(&desk, &id, now)?;
            let flag = desk.flag(now, document, reason, note, presentation)?;
            done(&flag, show::flag(&flag))
        }
        Act::Print { id, output, presentation, common } => {
            let desk = opened::open(&common)?;
            let document = opened::document(&desk, &id, now)?;
            let language = common.speech.language.unwrap_or_else(|| desk.language().tag().to_owned());
            let path = output.to_string_lossy().into_owned();
            let saved = desk.save_print(now, document, language, presentation, path)?;
            done(&saved, show::saved(&saved))
        }
        Act::Status { common } => {
            let status = show::Status::of(&opened::open(&common)?, now)?;
            done(&status, show::status(&status))
        }
        Act::Log { act: LogAct::Check { common } } => {
            let check = opened::open(&common)?.check_log(now)?;
            Ok(Done { whole: check.holds, ..done(&check, show::log(&check))? })
        }
    }
}

pub(crate) fn done(view: &impl Serialize, text: String) -> Result<Done, Error> {
    let json = serde_json::to_string_pretty(view).map_err(|error| Error::new("INTERNAL").detail(error))?;
    Ok(Done { text, json, whole: true })
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    /// As the import takes.
    const MOST_BYTES: u64 = 16 * 1024 * 1024;
    if std::fs::metadata(path)?.len() > MOST_BYTES {
        return Err(Error::new("FILE_TOO_LARGE"));
    }
    Ok(std::fs::read(path)?)
}

fn connect(common: &Common, file: &Path, second: Option<String>, now: DateTime<Utc>) -> Result<Done, Error> {
    let desk = opened::open(common)?;
    let connections: Vec<Connection> = serde_json::from_slice(&read(file)?)
        .map_err(|error| Error::new("CONNECTION_FILE_NOT_READ").detail(error))?;
    let second = match second {
        Some(officer) => {
            let passphrase = secret::passphrase(words::SECOND_PASSPHRASE, words::ASK_SECOND)
                .ok_or_else(|| Error::new("SECOND_PERSON_NEEDED"))?;
            Some(Second { officer, passphrase })
        }
        None => None,
    };
    let new = desk.connect(&connections, second.as_ref(), now)?;
    let links: Vec<&str> = connections.iter().map(|connection| connection.link.as_str()).collect();
    let text = if new == 0 {
        format!("{}\n", words::ALREADY_CONNECTED)
    } else {
        format!("{new} {}: {}\n", words::CONNECTED, links.join(", "))
    };
    done(&serde_json::json!({ "connected": new, "links": links }), text)
}

fn present(asked: Present, now: DateTime<Utc>) -> Result<Done, Error> {
    let desk = opened::open(&asked.common)?;
    let answer = match (&asked.declaration, asked.number) {
        (Some(file), _) => {
            let declaration = desk::declare::read(&read(file)?)?;
            let named = asked.id.or_else(|| declaration.certificate.clone()).ok_or_else(|| {
                Error::new("DECLARATION_NOT_READ")
                    .detail("it names no certificate")
                    .value("columns", "certificate")
            })?;
            let document = opened::document(&desk, &named, now)?;
            let presentation = desk.present_declaration(now, &document, &declaration)?;
            desk.answer(now, document, Some(presentation))?
        }
        (None, number) => {
            let document = opened::document(&desk, asked.id.as_deref().unwrap_or_default(), now)?;
            let declaration = DeclarationInput {
                number: number.unwrap_or_default(),
                date: asked.date,
                importer: asked.importer,
                items: asked.item,
            };
            desk.present(now, document, declaration)?
        }
    };
    done(&answer, show::answer(&answer))
}

fn decide(asked: Decide, now: DateTime<Utc>) -> Result<Done, Error> {
    let desk = opened::open(&asked.common)?;
    let answer = opened::presentation(&desk, &asked.presentation, now)?;
    let decisions = decisions(&asked, &answer);
    let presentation = presentation_id(&answer)?;
    let ledger = asked.ledger.unwrap_or(answer.ledger);
    let answer = desk.decide(now, presentation, ledger, decisions)?;
    done(&answer, show::answer(&answer))
}

fn presentation_id(answer: &AnswerView) -> Result<String, Error> {
    let presentation = answer.presentation.as_ref().ok_or_else(|| Error::new("PRESENTATION_NOT_FOUND"))?;
    Ok(presentation.id.clone())
}

fn decisions(asked: &Decide, answer: &AnswerView) -> Vec<ItemDecision> {
    let items = match asked.all {
        Some(_) => answer.items.iter().filter(|item| item.presented).map(|item| item.number).collect(),
        None => asked.item.clone(),
    };
    let decision = asked.all.as_ref().or(asked.decision.as_ref()).cloned().unwrap_or_default();
    items
        .into_iter()
        .map(|item| ItemDecision {
            item,
            decision: decision.clone(),
            quantity: asked.quantity.clone(),
            reasons: asked.reason.clone(),
        })
        .collect()
}
