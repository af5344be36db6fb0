//! The workshop of whoever writes packs: no folder of data, no store. Packs come from folders and zips; what they name is looked for beside
//! them, in more folders that are named, and among those that ship.

mod bench;
mod judging;
mod new;
mod seal;
mod templates;

pub use bench::{Bench, CheckReport, CheckedPack};
pub use new::{Made, NewPack, Parties, make};
pub use seal::Sealed;

use crate::error::Error;
use crate::text::Language;
use crate::view::SavedView;
use block::author;
pub use block::author::{Conformance, Coverage, Difference, Need};
use block::{Message, PackFiles, PackKind, Recognised, SchemaFor};
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a file becomes in a pack.
#[derive(Debug, Serialize)]
pub struct MapReport {
    /// Id of the message.
    pub message: String,
    /// What it is, for people.
    pub what: String,
    /// Kind of the document.
    pub kind: String,
    /// Whether a signature's envelope was opened.
    pub signed: bool,
    /// The canonical value.
    pub value: Value,
    /// Where each field came from.
    pub sources: Vec<block::ToldSource>,
    /// Places that no line uses.
    pub unused: Vec<block::ToldUnused>,
    /// What could not be understood.
    pub problems: Vec<block::Problem>,
}

/// The differences of one pack.
#[derive(Debug, Serialize)]
pub struct DiffReport {
    /// `id@version` on the one side.
    pub from: String,
    /// `id@version` on the other.
    pub to: String,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Maps a file by the pack's messages. Errors: FILE_NOT_FOUND, FILE_TOO_LARGE, MESSAGE_NOT_READ, MESSAGE_NOT_KNOWN.
pub fn map(bench: &Bench, bytes: &[u8]) -> Result<MapReport, Error> {
    let opened = judging::open(bytes)?;
    let message = match bench.recognise(&opened.document) {
        Recognised::Message(message) => message,
        other => return Err(Error::new("MESSAGE_NOT_KNOWN").detail(author::unknown(&other))),
    };
    let reading = message.read(&opened.document, opened.document.root().id());
    let told = reading.told();
    Ok(MapReport {
        message: message.id.clone(),
        what: message.is.clone(),
        kind: message.kind.clone(),
        signed: judging::is_signed(&opened),
        value: reading.value,
        sources: told.sources,
        unused: told.unused,
        problems: reading.problems,
    })
}

/// Writes a canonical value by one of the pack's messages; by the only one that writes the kind where none is named. A value wrapped as `map` prints
/// it, or as an expectation, is taken too. Errors: VALUE_NOT_READ, MESSAGE_NOT_KNOWN, MESSAGE_NOT_WRITTEN.
pub fn write(bench: &Bench, value: &[u8], message: Option<&str>) -> Result<Vec<u8>, Error> {
    let read: Value =
        serde_json::from_slice(value).map_err(|error| Error::new("VALUE_NOT_READ").detail(error))?;
    let wrapped =
        read.get("value").is_some_and(Value::is_object) && read.get("message").is_some_and(Value::is_string);
    let named = message
        .map(str::to_owned)
        .or_else(|| wrapped.then(|| read.get("message")?.as_str().map(str::to_owned))?);
    let value = if wrapped { read.get("value").cloned().unwrap_or_default() } else { read };
    let own: Vec<_> = bench.messages().into_iter().filter(|message| message.writes).collect();
    let wanted = |message: &&&Message| match &named {
        Some(id) => message.id == *id || message.id.ends_with(&format!("/{id}")),
        None => message.kind == "certificate",
    };
    let mut found: Vec<&&Message> = own.iter().filter(wanted).collect();
    if found.is_empty() && named.is_none() {
        found = own.iter().collect();
    }
    let [message] = found.as_slice() else {
        let known: Vec<&str> = own.iter().map(|message| message.id.as_str()).collect();
        return Err(
            Error::new("MESSAGE_NOT_KNOWN").detail(format!("name one with --message: {}", known.join(", ")))
        );
    };
    message.write(&value).map_err(|error| {
        Error::new("MESSAGE_NOT_WRITTEN").detail(format!("{}: {} {error}", message.id, error.code()))
    })
}

/// Tests each of the packs: samples, and the law with `count` invented values on each message. Schemes have neither.
pub fn test(bench: &Bench, seed: u64, count: u32) -> Vec<Conformance> {
    bench
        .own()
        .iter()
        .filter_map(|pack| {
            let judge = judging::Bench::of(bench, pack);
            // A link's messages are tried with their formats, where these are here too.
            let link = pack.head().is_ok_and(|head| head.kind == PackKind::Link);
            let count = if link && bench.has_formats() { 0 } else { count };
            author::conform(pack, bench.library(), &judge, seed, count)
        })
        .collect()
}

/// Writes down what was found as what is expected, for samples of packs in folders that have no expectation yet; how many.
/// Error: FILE_NOT_USABLE.
pub fn accept(bench: &Bench, reports: &[Conformance]) -> Result<u32, Error> {
    let mut count = 0;
    for (pack, report) in bench
        .own()
        .iter()
        .filter_map(|pack| Some((pack, reports.iter().find(|report| report.pack == pack.name())?)))
    {
        for sample in &report.samples {
            let stem = sample.file.rsplit_once('.').map_or(sample.file.as_str(), |(stem, _)| stem);
            let (Some(found), Some(folder)) = (&sample.found, bench.folder(pack)) else { continue };
            let file = format!("{stem}.expected.json");
            if pack.files.contains_key(&file) {
                continue;
            }
            let text =
                serde_json::to_string_pretty(found).map_err(|error| Error::new("INTERNAL").detail(error))?;
            std::fs::write(folder.join(file), format!("{text}\n"))?;
            count += 1;
        }
    }
    Ok(count)
}

/// Coverage of each of the packs.
pub fn coverage(bench: &Bench) -> Vec<Coverage> {
    bench.own().iter().filter_map(|pack| author::coverage(bench.library(), &pack.name())).collect()
}

/// What differs from one set of packs to another: packs of one id are compared, and single packs whatever their ids.
pub fn diff(a: &Bench, b: &Bench) -> Vec<DiffReport> {
    let id = |pack: &PackFiles| pack.head().map(|head| head.id).unwrap_or_default();
    let one = |old: &PackFiles, new: &PackFiles| DiffReport {
        from: old.name(),
        to: new.name(),
        differences: author::diff_among(old, new, &[a.all(), b.all()].concat()),
    };
    if let ([old], [new]) = (a.own(), b.own()) {
        return vec![one(old, new)];
    }
    let mut all = Vec::new();
    for new in b.own() {
        match a.own().iter().find(|old| id(old) == id(new)) {
            Some(old) => all.push(one(old, new)),
            None => all.push(DiffReport {
                from: String::new(),
                to: new.name(),
                differences: vec![Difference {
                    kind: "added".into(),
                    what: id(new),
                    words: "The whole pack is new.".into(),
                }],
            }),
        }
    }
    // One pack is a draft of that pack, not of the whole.
    let whole = b.own().len() > 1;
    for old in a.own().iter().filter(|_| whole).filter(|old| !b.own().iter().any(|new| id(new) == id(old))) {
        all.push(DiffReport {
            from: old.name(),
            to: String::new(),
            differences: vec![Difference {
                kind: "removed".into(),
                what: id(old),
                words: "The whole pack falls away.".into(),
            }],
        });
    }
    all
}

/// Writes the arrangement's document: of the link where there is one among the packs, else of the first. Errors: PACK_NOT_HERE, those of print.
pub fn document(bench: &Bench, language: Language, output: &Path) -> Result<SavedView, Error> {
    let is_link = |pack: &&PackFiles| pack.head().is_ok_and(|head| head.kind == PackKind::Link);
    let pack = bench
        .own()
        .iter()
        .find(is_link)
        .or_else(|| bench.own().first())
        .ok_or_else(|| Error::new("NO_PACK"))?;
    let paper = crate::papers::arrangement(bench.library(), &pack.name(), language)
        .ok_or_else(|| Error::new("NO_PACK").detail("the pack has mistakes: origin block check"))?;
    let fonts = print::Fonts::load(&crate::assets::Assets::find().fonts)?;
    crate::papers::write(&fonts, &paper, output)
}

/// The JSON Schema of a kind of file: `pack`, `message` or `kind`.
pub fn schema(of: &str) -> Option<Value> {
    let of = match of {
        "pack" => SchemaFor::Pack,
        "message" => SchemaFor::Message,
        "kind" => SchemaFor::Kind,
        _ => return None,
    };
    Some(block::json_schema(of))
}

/// The text of the list of packs that ship: `"id@version" = "hash"`. Error: PACK_NOT_HERE.
pub fn shipped(root: &Path) -> Result<String, Error> {
    let (packs, problems) = PackFiles::open_all(root);
    if let Some(problem) = problems.first() {
        return Err(Error::new("NO_PACK").detail(problem));
    }
    block::shipped(&packs).map_err(|problems| {
        Error::new("NO_PACK").detail(problems.first().map(ToString::to_string).unwrap_or_default())
    })
}

/// The folders of packs of a bench: more folders that are named, and those that ship.
fn roots(blocks: &[PathBuf]) -> Vec<PathBuf> {
    blocks.iter().cloned().chain(crate::assets::Assets::find().blocks).collect()
}
