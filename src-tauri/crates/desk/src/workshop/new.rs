//! The first draft of packs: a format from a sample or a schema, an agreement to fill in, a link that joins them.

use super::templates::{self, Names};
use crate::error::Error;
use block::author::{self, Mapped, Proposal};
use block::{Library, PackFiles};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is to be made.
#[derive(Clone, Debug)]
pub struct NewPack {
    /// `block` (the three of them), `format`, `scheme` or `link`.
    pub kind: String,
    /// Id of the pack; of a block, of its link: its format is `ID-messages`, its scheme `ID-scheme`.
    pub id: String,
    /// For training only.
    pub training: bool,
    /// A sample message or a schema, by its file's name.
    pub sample: Option<(String, Vec<u8>)>,
    /// Who and what it is about.
    pub parties: Parties,
}

/// Who and what a block is about.
#[derive(Clone, Debug)]
pub struct Parties {
    /// The partner's country, alpha-2.
    pub country: String,
    /// The partner's name.
    pub partner: String,
    /// Name of the agreement.
    pub agreement: String,
    /// Code of the agreement, as certificates carry it.
    pub code: String,
}

impl Default for Parties {
    fn default() -> Self {
        Self {
            country: "XB".to_owned(),
            partner: "Partner".to_owned(),
            agreement: "Agreement on Preferential Trade".to_owned(),
            code: "FA".to_owned(),
        }
    }
}

/// What was made.
#[derive(Debug, Serialize)]
pub struct Made {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it.
    pub files: Vec<String>,
    /// What a sample gave.
    pub proposal: Option<Proposal>,
}

/// Makes the packs in `folder/ID`. Errors: PACK_EXISTS, PACK_KIND, PACK_ID, SAMPLE_UNREADABLE, SAMPLE_UNKNOWN, FILE_NOT_USABLE.
pub fn make(folder: &Path, new: &NewPack) -> Result<Made, Error> {
    let fine = !new.id.is_empty()
        && new.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
        && new.id.starts_with(|c: char| c.is_ascii_lowercase());
    if !fine {
        return Err(Error::new("PACK_ID").detail("an id is small letters, digits and hyphens: norland-coo"));
    }
    let folder = folder.join(&new.id);
    if folder.exists() {
        return Err(Error::new("PACK_EXISTS").detail(folder.display()));
    }
    let proposal = match &new.sample {
        Some((_, bytes)) => {
            Some(author::propose(bytes).map_err(|error| Error::new(error.code()).detail(error))?)
        }
        None => None,
    };
    let names = Names::of(new, proposal.as_ref());
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut put = |path: String, text: String| {
        files.insert(path, text.into_bytes());
    };
    match new.kind.as_str() {
        "format" => {
            for (file, text) in templates::format(&names, proposal.as_ref()) {
                put(file, text);
            }
        }
        "scheme" => {
            put("pack.toml".to_owned(), templates::scheme(&names, &carried(&names, proposal.as_ref())));
        }
        "link" => put("pack.toml".to_owned(), templates::link(&names, None)),
        "block" => {
            for (file, text) in templates::format(&names, proposal.as_ref()) {
                put(format!("{}/{file}", names.format), text);
            }
            let mapped = carried(&names, proposal.as_ref());
            put(format!("{}/pack.toml", names.scheme), templates::scheme(&names, &mapped));
            put(
                format!("{}/pack.toml", names.link),
                templates::link(&names, claimed(&mapped, proposal.as_ref())),
            );
        }
        other => {
            return Err(
                Error::new("PACK_KIND").detail(format!("{other}: write block, format, scheme or link"))
            );
        }
    }
    if let Some((name, bytes)) =
        new.sample.as_ref().filter(|_| proposal.as_ref().is_some_and(|made| !made.from_schema))
    {
        let under = match new.kind.as_str() {
            "format" => "samples".to_owned(),
            "block" => format!("{}/samples", names.format),
            _ => String::new(),
        };
        if !under.is_empty() {
            files.insert(format!("{under}/{}", sample_name(name, proposal.as_ref())), bytes.clone());
        }
    }
    for (file, bytes) in &files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(Made { folder, files: files.into_keys().collect(), proposal })
}

/// A name that a sample may have: its stem in small letters, the ending of its syntax.
fn sample_name(name: &str, proposal: Option<&Proposal>) -> String {
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{}.{}", if stem.is_empty() { "sample" } else { &stem }, templates::ending(proposal))
}

/// What the format's certificate carries, and where.
fn carried(names: &Names, proposal: Option<&Proposal>) -> Vec<Mapped> {
    let files = templates::format(names, proposal);
    let files = files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let Ok(pack) = PackFiles::of_files(&names.format, files) else { return Vec::new() };
    let loaded = Library::of(&[pack], true);
    loaded
        .library
        .messages()
        .iter()
        .filter(|message| message.kind == "certificate")
        .flat_map(author::places)
        .collect()
}

/// The place of the time of signing, as a link's profile names it: by local names from the root. Only where it is spelt in a way that the
/// verifier reads.
fn claimed(mapped: &[Mapped], proposal: Option<&Proposal>) -> Option<String> {
    let text = &proposal?.text;
    let iso = !text.lines().any(|line| line.starts_with("date = ") && !line.contains("\"YYYY-MM-DD"));
    let place = mapped
        .iter()
        .find(|mapped| mapped.field == "issued.date")
        .filter(|_| iso)?
        .place
        .strip_prefix('/')?;
    let plain = !place.contains(['[', '@', ' ']);
    let local = |step: &str| step.rsplit_once(':').map_or(step, |(_, local)| local).to_owned();
    plain.then(|| place.split('/').map(local).collect::<Vec<_>>().join("/"))
}
