//! Opening a desk, and finding what an id means.

use crate::arguments::Common;
use crate::{secret, words};
use chrono::{DateTime, Utc};
use desk::assets::Assets;
use desk::text::Language;
use desk::view::{AnswerView, AskView};
use desk::{Desk, Error, Open};

/// Shortest beginning of an id that is taken for one.
const SHORTEST: usize = 8;

/// Opens the folder. The passphrase is asked for only where the key is kept under one.
pub fn open(common: &Common) -> Result<Desk, Error> {
    let mut with = Open {
        folder: common.folder.clone(),
        officer: common.officer.clone(),
        role: common.role,
        passphrase: std::env::var(words::PASSPHRASE).ok(),
        assets: Assets::find(),
    };
    let opened = match Desk::open(&with) {
        Err(error) if error.code == "PASSPHRASE_NEEDED" => {
            with.passphrase = secret::passphrase(words::PASSPHRASE, words::ASK_PASSPHRASE);
            Desk::open(&with)
        }
        opened => opened,
    }?;
    if let Some(tag) = &common.speech.language {
        opened.speak(Language::of(tag));
    }
    Ok(opened)
}

/// The document id that an id, its beginning, or a number means. Errors: NOT_FOUND, SEVERAL_DOCUMENTS.
pub fn document(desk: &Desk, id: &str, now: DateTime<Utc>) -> Result<String, Error> {
    let id = id.trim();
    let hex = (SHORTEST..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_hexdigit());
    if hex {
        let prefix = id.to_ascii_lowercase();
        match desk.document_like(&prefix)?.as_slice() {
            [] => {}
            [one] => return Ok(one.clone()),
            several => return Err(Error::new("SEVERAL_DOCUMENTS").detail(several.join(", "))),
        }
    }
    match desk.ask(now, id.to_owned())? {
        AskView::Answer { answer } => Ok(answer.head.document),
        AskView::Choices { choices } => {
            let ids: Vec<&str> = choices.iter().map(|choice| choice.head.document.as_str()).collect();
            Err(Error::new("SEVERAL_DOCUMENTS").detail(ids.join(", ")))
        }
        AskView::Absent { .. } | AskView::Search { .. } | AskView::Imported { .. } => {
            Err(Error::new("NOT_FOUND").detail(id))
        }
    }
}

/// The answer that a number leads to, with the presentation of it that waits; none where it leads to no single one.
pub fn by_number(desk: &Desk, number: &str, now: DateTime<Utc>) -> Result<Option<AnswerView>, Error> {
    match desk.ask(now, number.trim().to_owned())? {
        AskView::Answer { answer } => Ok(Some(*answer)),
        _ => Ok(None),
    }
}

/// The answer for a presentation: by its whole id, or by the beginning of the id of one that waits.
/// Error: PRESENTATION_NOT_FOUND.
pub fn presentation(desk: &Desk, id: &str, now: DateTime<Utc>) -> Result<AnswerView, Error> {
    let id = id.trim().to_ascii_lowercase();
    if id.len() == 64 {
        return desk.answer_for(now, id);
    }
    let waiting = desk.home(now)?.waiting;
    let mut like =
        waiting.into_iter().filter(|row| id.len() >= SHORTEST && row.presentation.starts_with(&id));
    match (like.next(), like.next()) {
        (Some(row), None) => desk.answer_for(now, row.presentation),
        _ => Err(Error::new("PRESENTATION_NOT_FOUND").detail(id)),
    }
}
