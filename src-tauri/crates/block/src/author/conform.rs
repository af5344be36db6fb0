//! The conformance of a pack: its samples give what they should, and every message reads back what it writes.

use super::carry::Bounds;
use super::invent::{Making, Style};
use crate::{Library, Message, PackFiles, PackKind, Reading, Recognised};
use document::{Document, Limits};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Most differences that are told of one sample.
const MOST_TOLD: usize = 20;

/// What the tests of a pack found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conformance {
    /// `id@version` of the pack.
    pub pack: String,
    /// One a sample.
    pub samples: Vec<SampleResult>,
    /// One a message that can be written.
    pub laws: Vec<LawResult>,
    /// Whether all of it is as it should be.
    pub ok: bool,
}

/// What became of one sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SampleResult {
    /// The sample's file, relative to the pack.
    pub file: String,
    /// The message it was recognised as.
    pub message: Option<String>,
    /// In what it is not as expected, in words; empty where all is.
    pub differences: Vec<String>,
    /// What was found: what an expectation would say.
    pub found: Option<Expected>,
}

/// What `samples/NAME.expected.json` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Id of the message: `cod-xb/certificate`.
    pub message: String,
    /// The canonical value.
    pub value: Value,
    /// Places that the mapping does not use.
    #[serde(default)]
    pub unused: Vec<String>,
    /// Ids of findings that say something (what is clear, and what may stay open, does not); none: not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<String>>,
    /// `green`, `amber`, `red`; none: not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
}

/// Whether `read(write(c)) = c` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawResult {
    /// Id of the message.
    pub message: String,
    /// Values that were written and read back.
    pub tried: u32,
    /// The first that was not the same.
    pub broke: Option<Broken>,
    /// Fields that the pack maps but cannot write: for no value that was tried.
    pub never: Vec<Never>,
}

/// Where the law broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The seed of the value: the same seed breaks again.
    pub seed: u64,
    /// Canonical path; empty for the whole.
    pub field: String,
    /// What happened.
    pub reason: String,
}

/// A field that was never written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Never {
    /// Canonical path.
    pub field: String,
    /// Why not.
    pub reason: String,
}

/// Opens samples and judges them. A room below cannot verify: who can hands this in.
pub trait Judge {
    /// The document inside the bytes: of a signed message, what its envelope holds. Error: why it cannot be read.
    fn open(&self, bytes: &[u8]) -> Result<Document, String>;
    /// Ids of the findings that say something, and the light; `None` where there is nothing to judge by.
    fn judge(&self, bytes: &[u8], message: &Message, reading: &Reading) -> Option<(Vec<String>, String)>;
}

/// Opens documents that stand in no envelope, and judges nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Judge for Plain {
    fn open(&self, bytes: &[u8]) -> Result<Document, String> {
        Document::read(bytes, &Limits::default()).map_err(|error| error.to_string())
    }

    fn judge(&self, _: &[u8], _: &Message, _: &Reading) -> Option<(Vec<String>, String)> {
        None
    }
}

/// Runs the pack's samples and tries the law with `count` invented values on each of its messages. The library holds the pack and what it needs.
/// `None` where the library has no such pack.
pub fn conform(
    pack: &PackFiles,
    library: &Library,
    judge: &dyn Judge,
    seed: u64,
    count: u32,
) -> Option<Conformance> {
    let head = pack.head().ok()?;
    library.packs().into_iter().find(|known| known.id == head.id && known.version == head.version)?;
    let of = |message: &&Message| match head.kind {
        PackKind::Format => message.format == head.id && message.version == head.version,
        PackKind::Link => library.links().iter().any(|link| link.id == head.id && link.accepts(message)),
        PackKind::Scheme => false,
    };
    let samples: Vec<SampleResult> = pack
        .samples()
        .iter()
        .map(|sample| {
            let own = |message: &Message| of(&message);
            run(library, judge, &own, &sample.input_file, sample.input, sample.expected)
        })
        .collect();
    let written = library.messages().iter().filter(of).filter(|message| message.writes);
    let laws: Vec<LawResult> =
        written.filter(|_| count > 0).map(|message| law(message, library, seed, count)).collect();
    let ok = samples.iter().all(|sample| sample.differences.is_empty())
        && laws.iter().all(|law| law.broke.is_none() && law.never.is_empty());
    Some(Conformance { pack: format!("{}@{}", head.id, head.version), samples, laws, ok })
}

fn run(
    library: &Library,
    judge: &dyn Judge,
    own: &dyn Fn(&Message) -> bool,
    file: &str,
    input: &[u8],
    expected: Option<&[u8]>,
) -> SampleResult {
    let mut result =
        SampleResult { file: file.to_owned(), message: None, differences: Vec::new(), found: None };
    let document = match judge.open(input) {
        Ok(document) => document,
        Err(reason) => {
            result.differences.push(format!("it cannot be read: {reason}"));
            return result;
        }
    };
    let recognised = match library.recognise_among(&document, own) {
        Recognised::Unknown => library.recognise(&document),
        recognised => recognised,
    };
    let message = match recognised {
        Recognised::Message(message) => message,
        other => {
            result.differences.push(unknown(&other));
            return result;
        }
    };
    let reading = message.read(&document, document.root().id());
    let judged = judge.judge(input, message, &reading);
    let (findings, light) = judged.map_or((None, None), |(findings, light)| (Some(findings), Some(light)));
    let mut found = Expected {
        message: message.id.clone(),
        value: reading.value.clone(),
        unused: reading.told().unused.into_iter().map(|unused| unused.path).collect(),
        findings,
        light,
    };
    found.unused.sort();
    result.message = Some(message.id.clone());
    match expected.map(serde_json::from_slice::<Expected>) {
        None => result
            .differences
            .push("nothing is expected of it: write its .expected.json, or accept what is read".to_owned()),
        Some(Err(error)) => result.differences.push(format!("its .expected.json cannot be read: {error}")),
        Some(Ok(expected)) => compare(&expected, &found, &mut result.differences),
    }
    result.found = Some(found);
    result
}

/// What a document is instead of a message.
pub fn unknown(recognised: &Recognised<'_>) -> String {
    match recognised {
        Recognised::Message(message) => format!("it is {}", message.is),
        Recognised::UnknownVersion { what, found } => {
            format!("it is {what} in a version that no pack knows: {found}")
        }
        Recognised::Other { what } => format!("it is {what}: known by name, not read"),
        Recognised::NotADocument { what } => format!("it is {what}, no document"),
        Recognised::Unknown => {
            "no pack knows what it is: look at `recognise` and `at` of the message file".to_owned()
        }
    }
}

fn compare(expected: &Expected, found: &Expected, differences: &mut Vec<String>) {
    if expected.message != found.message {
        differences.push(format!("it is {}, expected {}", found.message, expected.message));
    }
    let (mut want, mut have) = (BTreeMap::new(), BTreeMap::new());
    leaves(&expected.value, "", &mut want);
    leaves(&found.value, "", &mut have);
    for (path, value) in &want {
        match have.get(path) {
            None => differences.push(format!("{path} is absent, expected {value}")),
            Some(other) if other != value => differences.push(format!("{path} is {other}, expected {value}")),
            Some(_) => {}
        }
    }
    for (path, value) in have.iter().filter(|(path, _)| !want.contains_key(*path)) {
        differences.push(format!("{path} is {value}, expected nothing there"));
    }
    let mut unused = expected.unused.clone();
    unused.sort();
    for place in found.unused.iter().filter(|place| !unused.contains(place)) {
        differences.push(format!("{place} is used by no line"));
    }
    for place in unused.iter().filter(|place| !found.unused.contains(place)) {
        differences.push(format!("{place} is used now, and expected not to be"));
    }
    if let (Some(want), Some(have)) = (&expected.findings, &found.findings) {
        for id in have.iter().filter(|id| !want.contains(id)) {
            differences.push(format!("the finding {id} was not expected"));
        }
        for id in want.iter().filter(|id| !have.contains(id)) {
            differences.push(format!("the finding {id} is missing"));
        }
    }
    if let (Some(want), Some(have)) = (&expected.light, &found.light)
        && want != have
    {
        differences.push(format!("the light is {have}, expected {want}"));
    }
    let more = differences.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        differences.truncate(MOST_TOLD);
        differences.push(format!("and {more} more"));
    }
}

fn leaves(value: &Value, path: &str, all: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leaves(value, &inner, all);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                leaves(value, &format!("{path}[{at}]"), all);
            }
        }
        other => {
            all.insert(path.to_owned(), other.to_string());
        }
    }
}

/// Tries `read(write(c)) = c` with invented values.
pub fn law(message: &Message, library: &Library, seed: u64, count: u32) -> LawResult {
    let mut bounds = Bounds::default();
    let mut result = LawResult { message: message.id.clone(), tried: 0, broke: None, never: Vec::new() };
    for at in 0..count {
        let seed = seed.wrapping_add(u64::from(at));
        // One of eight is as a partner would write it; the others are as wild as the types allow.
        let style = if at % 8 == 0 { Style::Plausible } else { Style::Wild };
        let value = Making::new(message, library, seed, style).value();
        if let Err(broken) = once(message, library, &mut bounds, value) {
            result.broke = Some(Broken { seed, ..broken });
            break;
        }
        result.tried += 1;
    }
    result.never = bounds
        .never
        .into_iter()
        .map(|(field, error)| Never { field, reason: format!("{} {}", error.code(), error.reason) })
        .collect();
    result
}

fn once(message: &Message, library: &Library, bounds: &mut Bounds, value: Value) -> Result<(), Broken> {
    let broken = |field: &str, reason: String| Broken { seed: 0, field: field.to_owned(), reason };
    let carried = bounds
        .carry(message, value)
        .map_err(|error| broken(&error.field, format!("{} {}", error.code(), error.reason)))?;
    let document = Document::read(&carried.bytes, &Limits::default())
        .map_err(|error| broken("", format!("what is written cannot be read: {error}")))?;
    let reading = message.read(&document, document.root().id());
    let (mut want, mut have) = (BTreeMap::new(), BTreeMap::new());
    leaves(&carried.value, "", &mut want);
    leaves(&reading.value, "", &mut have);
    // What is off and what is absent are one.
    want.retain(|_, value| value != "false" && value != "null" && value != "\"\"");
    have.retain(|_, value| value != "false");
    if let Some((path, _)) = want.iter().find(|(path, value)| have.get(*path) != Some(value)) {
        return Err(broken(path, "is read back as another value".to_owned()));
    }
    if let Some((path, _)) = have.iter().find(|(path, _)| !want.contains_key(*path)) {
        return Err(broken(path, "is read back, and was not written".to_owned()));
    }
    let told = reading.told();
    if let Some(unused) = told.unused.first() {
        return Err(broken("", format!("{} is written and not read", unused.path)));
    }
    if let Some(problem) = reading.problems.iter().find(|problem| problem.serious) {
        return Err(broken(&problem.field, format!("is read back with the problem {}", problem.code)));
    }
    match library.recognise(&document) {
        Recognised::Message(found) if found.id == message.id && found.version == message.version => Ok(()),
        Recognised::Message(found) => Err(broken("", format!("what is written is taken for {}", found.id))),
        other => Err(broken("", format!("what is written is not recognised: {}", unknown(&other)))),
    }
}
