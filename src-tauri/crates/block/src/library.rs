//! All packs of an installation.

use crate::{
    Format, KindInfo, Link, Message, PackFiles, PackHead, PackProblem, Reading, Scheme, kind, load,
    message::Outcome, recogniser::Match,
};
use certificate::Record;
use chrono::NaiveDate;
use document::Document;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// All packs that loaded. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Library(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    /// Built-in ones and those of packs, by id.
    pub kinds: BTreeMap<String, KindInfo>,
    pub formats: Vec<Format>,
    pub messages: Vec<Message>,
    pub schemes: Vec<Scheme>,
    pub links: Vec<Link>,
}

impl Default for Inner {
    fn default() -> Self {
        let kinds = kind::built_in().into_iter().map(|kind| (kind.id.clone(), kind)).collect();
        Self { kinds, formats: Vec::new(), messages: Vec::new(), schemes: Vec::new(), links: Vec::new() }
    }
}

/// What loading gave: the good packs, and every mistake in the others.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The packs without a mistake.
    pub library: Library,
    /// The mistakes.
    pub problems: Vec<PackProblem>,
}

/// What a document is.
#[derive(Clone, Debug)]
pub enum Recognised<'l> {
    /// A message that can be read.
    Message(&'l Message),
    /// A known message in a version that no pack knows.
    UnknownVersion {
        /// What it is.
        what: String,
        /// The version it says.
        found: String,
    },
    /// Another kind of document.
    Other {
        /// For example `a bill of lading`.
        what: String,
    },
    /// No document at all, but something about documents.
    NotADocument {
        /// For example `an XML schema`.
        what: String,
    },
    /// Nothing that any pack knows.
    Unknown,
}

impl Library {
    /// Reads every pack folder under the roots (also one level deeper, under `schemes/`, `formats/`, `links/`). A pack for
    /// training is refused where `training` is false. A pack with a mistake is left out whole.
    pub fn load(roots: &[PathBuf], training: bool) -> Loaded {
        load::load(roots, training)
    }

    /// The library of exactly these packs; two versions of one id may stand together. A pack for training is refused where
    /// `training` is false.
    pub fn of(packs: &[PackFiles], training: bool) -> Loaded {
        load::of(packs, training)
    }

    /// The heads of all packs that stand, by kind and id, the newest version first.
    pub fn packs(&self) -> Vec<&PackHead> {
        let schemes = self.0.schemes.iter().map(|scheme| &scheme.head);
        let formats = self.0.formats.iter().map(|format| &format.head);
        schemes.chain(formats).chain(self.0.links.iter().map(|link| &link.head)).collect()
    }

    /// All formats.
    pub fn formats(&self) -> &[Format] {
        &self.0.formats
    }
    /// All messages of all formats.
    pub fn messages(&self) -> &[Message] {
        &self.0.messages
    }
    /// All schemes.
    pub fn schemes(&self) -> &[Scheme] {
        &self.0.schemes
    }
    /// All links.
    pub fn links(&self) -> &[Link] {
        &self.0.links
    }
    /// A link by id.
    pub fn link(&self, id: &str) -> Option<&Link> {
        self.0.links.iter().find(|link| link.id == id)
    }
    /// A scheme by id, in its newest version.
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.0.schemes.iter().find(|scheme| scheme.id == id)
    }
    /// A scheme by id, in the newest version that is in force on a day; without a day, or where none is, the newest.
    pub fn scheme_on(&self, id: &str, day: Option<NaiveDate>) -> Option<&Scheme> {
        let all = || self.0.schemes.iter().filter(|scheme| scheme.id == id);
        let on = day.and_then(|day| all().find(|scheme| scheme.head.effective.covers(day)));
        on.or_else(|| all().next())
    }
    /// The schemes that a link joins, in every version that is here and can stand where the link names one.
    pub fn schemes_of(&self, link: &Link) -> Vec<&Scheme> {
        self.0.schemes.iter().filter(|scheme| link.joins(scheme)).collect()
    }
    /// The formats that a link joins, in every version that is here and can stand where the link names one.
    pub fn formats_of(&self, link: &Link) -> Vec<&Format> {
        let takes = |format: &&Format| {
            link.formats.iter().any(|name| name.takes(&format.head.id, &format.head.version))
        };
        self.0.formats.iter().filter(takes).collect()
    }
    /// The scheme of a certificate among those of its link: of its code, and the newest that is in force on the day of issue.
    pub fn scheme_for(&self, link: &Link, record: &Record) -> Option<&Scheme> {
        newest_in_force(self.schemes_of(link).into_iter(), record)
    }
    /// The same among all schemes, for a certificate that comes by no link.
    pub fn scheme_of(&self, record: &Record) -> Option<&Scheme> {
        newest_in_force(self.0.schemes.iter(), record)
    }
    /// The message to read a document with: the one it was recognised as, or another version of it that nothing in the document
    /// tells from it, where that one is in force on the day of issue.
    pub fn in_force<'l>(&'l self, message: &'l Message, document: &Document) -> &'l Message {
        let twin = |one: &&Message| one.id == message.id && one.recogniser == message.recogniser;
        let twins: Vec<&Message> = self.0.messages.iter().filter(twin).collect();
        if twins.len() < 2 {
            return message;
        }
        let Some(day) = issued(&message.read(document, document.root().id())) else { return message };
        let covers = |one: &&&Message| {
            let format =
                |format: &&Format| format.head.id == one.format && format.head.version == one.version;
            self.0.formats.iter().find(format).is_some_and(|format| format.head.effective.covers(day))
        };
        twins.iter().find(covers).copied().unwrap_or(message)
    }
    /// A format by id, in its newest version.
    pub fn format(&self, id: &str) -> Option<&Format> {
        self.0.formats.iter().find(|format| format.head.id == id)
    }
    /// A kind of document by id: built in, or of a pack.
    pub fn kind(&self, id: &str) -> Option<&KindInfo> {
        self.0.kinds.get(id)
    }
    /// All kinds of document.
    pub fn kinds(&self) -> impl Iterator<Item = &KindInfo> {
        self.0.kinds.values()
    }
    /// A message by id, for example `cod-xb/certificate`, in its newest version.
    pub fn message(&self, id: &str) -> Option<&Message> {
        self.0.messages.iter().find(|message| message.id == id)
    }
    /// Tells what a document is: of all messages whose marks it carries, the one with the most.
    pub fn recognise(&self, document: &Document) -> Recognised<'_> {
        self.recognise_among(document, &|_| true)
    }

    /// The same among some of the messages: those that someone is at work on.
    pub fn recognise_among(&self, document: &Document, among: &dyn Fn(&Message) -> bool) -> Recognised<'_> {
        let mut best: Option<(usize, &Message)> = None;
        let mut version: Option<(&Message, String)> = None;
        for message in self.0.messages.iter().filter(|message| among(message)) {
            match message.recogniser.look(document) {
                Match::No => {}
                Match::Yes(marks) => {
                    if best.is_none_or(|(most, _)| marks > most) {
                        best = Some((marks, message));
                    }
                }
                Match::OtherVersion(found) => version = version.or(Some((message, found))),
            }
        }
        let Some((_, message)) = best else {
            return match version {
                Some((message, found)) => Recognised::UnknownVersion { what: message.is.clone(), found },
                None => Recognised::Unknown,
            };
        };
        match &message.outcome {
            Outcome::Read(_) => Recognised::Message(message),
            Outcome::Other => Recognised::Other { what: message.is.clone() },
            Outcome::NotADocument => Recognised::NotADocument { what: message.is.clone() },
        }
    }

    /// Canonical paths that the scheme makes mandatory and the record lacks, for example `items[1].hs`. Empty for
    /// a scheme that is not here.
    pub fn missing(&self, record: &Record, scheme: &str) -> Vec<String> {
        self.scheme(scheme).map(|scheme| scheme.missing(record)).unwrap_or_default()
    }
}

fn newest_in_force<'l>(schemes: impl Iterator<Item = &'l Scheme>, record: &Record) -> Option<&'l Scheme> {
    let code = record.scheme.code.as_deref().or(record.kind.as_deref())?;
    let day = record.issued.date.as_ref().map(|when| when.date);
    let mut schemes = schemes.filter(|scheme| scheme.code == code);
    schemes.find(|scheme| day.is_none_or(|day| scheme.head.effective.covers(day)))
}

/// The civil day of issue of what was read, in the issuer's own zone.
fn issued(reading: &Reading) -> Option<NaiveDate> {
    let at = |path: &str| reading.value.pointer(path)?.as_str()?.get(..10)?.parse().ok();
    at("/issued/date").or_else(|| at("/issued")).or_else(|| at("/date"))
}
