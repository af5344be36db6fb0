//! `origin block …`: tools for whoever writes packs, and the packs of a folder of data.

mod arguments;
mod folder;
mod folder_show;
mod make;
mod say;
mod tools;

pub use arguments::BlockAct;

use crate::Done;
use crate::arguments::Common;
use desk::Error;
use desk::text::Language;

/// Does it.
pub fn run(act: BlockAct) -> Result<Done, Error> {
    match act {
        BlockAct::New(asked) => make::run(asked),
        BlockAct::Check { pack, with } => tools::check(&pack, &with),
        BlockAct::Map { pack, file, with } => tools::map(&pack, &file, &with),
        BlockAct::Write { pack, file, message, output, with } => {
            tools::write(&pack, &file, message.as_deref(), output.as_deref(), &with)
        }
        BlockAct::Test { pack, count, seed, accept, with } => tools::test(&pack, seed, count, accept, &with),
        BlockAct::Coverage { pack, markdown, with } => tools::coverage(&pack, markdown, &with),
        BlockAct::Diff { a, b, with } => tools::diff(&a, &b, &with),
        BlockAct::Document { pack, output, language, with } => {
            tools::document(&pack, &output, &language, &with)
        }
        BlockAct::Sign { pack, common } => tools::sign(&pack, &common),
        BlockAct::Schema { of } => tools::schema(of),
        BlockAct::Shipped { root } => tools::shipped(&root),
        BlockAct::Folder(act) => folder::run(act),
    }
}

impl BlockAct {
    /// Whether JSON is wanted, and the language of errors.
    pub fn speaks(&self) -> (bool, Language) {
        match self {
            Self::New(new) => (new.json, Language::default()),
            Self::Document { language, with, .. } => (with.json, Language::of(language)),
            Self::Check { with, .. }
            | Self::Map { with, .. }
            | Self::Write { with, .. }
            | Self::Test { with, .. }
            | Self::Coverage { with, .. }
            | Self::Diff { with, .. } => (with.json, Language::default()),
            Self::Folder(act) => spoken(act.common()),
            Self::Sign { common, .. } => spoken(common),
            Self::Schema { .. } | Self::Shipped { .. } => (false, Language::default()),
        }
    }
}

fn spoken(common: &Common) -> (bool, Language) {
    (common.speech.json, common.speech.language.as_deref().map(Language::of).unwrap_or_default())
}
