//! `origin block …` on the packs of a folder of data: added, tried, activated, accepted by name, rolled back; and the quality
//! of what links send.

use super::folder_show as show;
use crate::act::done;
use crate::arguments::Common;
use crate::{Done, opened, secret, words};
use chrono::Utc;
use clap::Subcommand;
use desk::view::{BlocksView, SecondInput};
use desk::{Desk, Error};
use std::path::{Path, PathBuf};

/// Shortest beginning of a hash that is taken for one.
const SHORTEST: usize = 8;

/// What to do with the packs of a folder of data.
#[derive(Subcommand, Debug)]
pub enum FolderAct {
    /// The packs of a folder of data: which are active, on what they stand.
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Take packs in from a folder or zip, and report on them; nothing becomes active.
    Add {
        /// The folder or zip.
        path: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// The report on a pack that was added.
    Report {
        /// Hash, its first 8 or more digits, or id@version.
        pack: String,
        #[command(flatten)]
        common: Common,
    },
    /// Read and judge a file with packs that were added; nothing is kept.
    Try {
        /// The file.
        file: PathBuf,
        /// Hash, its first 8 or more digits, or id@version; several times for several packs.
        #[arg(long, value_name = "PACK")]
        pack: Vec<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Make packs active that were added: those that ship or are signed. An administrator's act.
    Activate {
        /// Hashes, their first 8 or more digits, or id@version.
        #[arg(required = true)]
        packs: Vec<String>,
        /// The second officer who confirms; wanted in a live folder. The passphrase is asked for.
        #[arg(long, value_name = "ID")]
        second: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Make packs active that nobody's seal stands for: accepted by name, which is an event. An administrator's act.
    Accept {
        /// Hashes, their first 8 or more digits, or id@version.
        #[arg(required = true)]
        packs: Vec<String>,
        /// The second officer who confirms; wanted in a live folder. The passphrase is asked for.
        #[arg(long, value_name = "ID")]
        second: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Take the latest activation of a pack back. An administrator's act.
    Rollback {
        /// Id of the pack.
        pack: String,
        /// The second officer who confirms; wanted in a live folder. The passphrase is asked for.
        #[arg(long, value_name = "ID")]
        second: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// The block key that packs are signed with here; or name another installation's.
    Key {
        /// Its 64 hexadecimal digits; `own` for this installation's own again. None: only show it.
        key: Option<String>,
        /// The second officer who confirms; wanted in a live folder. The passphrase is asked for.
        #[arg(long, value_name = "ID")]
        second: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// The quality of what one link or all send, by week and with examples.
    Quality {
        /// Id of the link; all without it.
        link: Option<String>,
        /// Save it as a report for the partner, PDF or HTML by the name's ending.
        #[arg(short, long, value_name = "FILE", requires = "link")]
        output: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
}

impl FolderAct {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List { common }
            | Self::Add { common, .. }
            | Self::Report { common, .. }
            | Self::Try { common, .. }
            | Self::Activate { common, .. }
            | Self::Accept { common, .. }
            | Self::Rollback { common, .. }
            | Self::Key { common, .. }
            | Self::Quality { common, .. } => common,
        }
    }
}

/// Does it.
pub fn run(act: FolderAct) -> Result<Done, Error> {
    let now = Utc::now();
    let desk = opened::open(act.common())?;
    match act {
        FolderAct::List { .. } => {
            let (view, problems) = (desk.blocks(now)?, desk.partners(now)?.pack_problems);
            let whole = problems.is_empty();
            let shown = serde_json::json!({ "blocks": view, "pack_problems": problems });
            Ok(Done { whole, ..done(&shown, show::list(&view, &problems))? })
        }
        FolderAct::Add { path, .. } => {
            let report = desk.add_pack(now, text(&path))?;
            let whole =
                report.problems.is_empty() && report.packs.iter().all(|pack| pack.problems.is_empty());
            Ok(Done { whole, ..done(&report, show::added(&report))? })
        }
        FolderAct::Report { pack, .. } => {
            let hash = named(&desk.blocks(now)?, &pack)?;
            let report = desk.pack_report(now, hash)?;
            Ok(Done { whole: report.problems.is_empty(), ..done(&report, show::report(&report))? })
        }
        FolderAct::Try { file, pack, .. } => {
            let view = desk.blocks(now)?;
            let hashes = pack.iter().map(|pack| named(&view, pack)).collect::<Result<Vec<_>, Error>>()?;
            let trial = desk.try_pack(now, hashes, text(&file))?;
            Ok(Done { whole: trial.message.is_some(), ..done(&trial, show::trial(&trial))? })
        }
        FolderAct::Activate { packs, second, .. } => activate(&desk, &packs, second, false),
        FolderAct::Accept { packs, second, .. } => activate(&desk, &packs, second, true),
        FolderAct::Rollback { pack, second, .. } => {
            let view = desk.roll_back_pack(now, pack, confirmed(second)?)?;
            done(&view, show::activated(&view))
        }
        FolderAct::Key { key, second, .. } => {
            let view = match key {
                None => desk.blocks(now)?,
                Some(key) => {
                    let key = (key != "own").then_some(key);
                    desk.set_block_key(now, key, confirmed(second)?)?
                }
            };
            let shown = serde_json::json!({ "key": view.block_key, "given": view.block_key_given });
            done(&shown, show::key(&view))
        }
        FolderAct::Quality { link: Some(link), output: Some(output), common } => {
            let language = common.speech.language.unwrap_or_else(|| desk.language().tag().to_owned());
            let saved = desk.save_quality(now, link, language, text(&output))?;
            done(&saved, crate::show::saved(&saved))
        }
        FolderAct::Quality { link, .. } => {
            let view = desk.quality(now, link)?;
            done(&view, show::quality(&view))
        }
    }
}

fn activate(desk: &Desk, packs: &[String], second: Option<String>, by_name: bool) -> Result<Done, Error> {
    let now = Utc::now();
    let view = desk.blocks(now)?;
    let hashes = packs.iter().map(|pack| named(&view, pack)).collect::<Result<Vec<_>, Error>>()?;
    let accept = if by_name { hashes.clone() } else { Vec::new() };
    let view = desk.activate_packs(now, hashes, accept, confirmed(second)?)?;
    done(&view, show::activated(&view))
}

/// The second person, with the passphrase that is asked for.
fn confirmed(second: Option<String>) -> Result<Option<SecondInput>, Error> {
    let Some(officer) = second else { return Ok(None) };
    let passphrase = secret::passphrase(words::SECOND_PASSPHRASE, words::ASK_SECOND)
        .ok_or_else(|| Error::new("SECOND_PERSON_NEEDED"))?;
    Ok(Some(SecondInput { officer, passphrase }))
}

/// The hash of the pack that a hash, its beginning, or `id@version` means; of several of one name, the newest that waits.
/// Error: PACK_NOT_HERE.
fn named(view: &BlocksView, pack: &str) -> Result<String, Error> {
    let by_hash = |hash: &str| pack.len() >= SHORTEST && hash.starts_with(&pack.to_ascii_lowercase());
    let is =
        |row: &&desk::view::PackView| by_hash(&row.hash) || format!("{}@{}", row.pack, row.version) == pack;
    let waiting = view.packs.iter().filter(is).find(|row| !row.active);
    let found = waiting.or_else(|| view.packs.iter().find(is));
    found.map(|row| row.hash.clone()).ok_or_else(|| Error::new("PACK_NOT_HERE").detail(pack))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
