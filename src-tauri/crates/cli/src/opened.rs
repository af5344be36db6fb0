//! Opening a desk, and finding what an id means.

use crate::arguments::Common;
use crate::{secret, words};
use chrono::{DateTime, Utc};
use desk::assets::Assets;
use desk::text::Language;
use desk::view::{AnswerView, AskView};
use desk::{Desk, Error, Open};

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
    let hex = id.len() >= 8 && id.len() <= 64 && id.chars().all(|c| c.is_ascii_hexdigit());
    if hex {
        let prefix = id.to_ascii_lowercase();
        match desk.document_like(&prefix)?.as_slice() {
            [] if id.len() == 64 => return Err(Error::new("NOT_FOUND").detail(id)),
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

/// The answer for a presentation, by its id or by the beginning of one that waits. Error: PRESENTATION_NOT_FOUND.
pub fn presentation(desk: &Desk, id: &str, now: DateTime<Utc>) -> Result<AnswerView, Error> {
    let id = id.trim().to_ascii_lowercase();
    if id.len() < 8 {
        return Err(Error::new("PRESENTATION_NOT_FOUND").detail(id));
    }
    let waiting = desk.home(now)?.waiting;
    let mut like = waiting.iter().map(|row| &row.presentation).filter(|known| known.starts_with(&id));
    let full = match (like.next(), like.next()) {
        (Some(one), None) => one.clone(),
        _ => id,
    };
    desk.answer_for(now, full)
}
