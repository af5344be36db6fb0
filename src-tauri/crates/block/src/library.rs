//! All packs of an installation.

use crate::{Format, Link, Message, PackProblem, Scheme, load, message::Outcome, recogniser::Match};
use certificate::Record;
use document::Document;
use std::{path::PathBuf, sync::Arc};

/// All packs that loaded. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Library(pub(crate) Arc<Inner>);

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub formats: Vec<Format>,
    pub messages: Vec<Message>,
    pub schemes: Vec<Scheme>,
    pub links: Vec<Link>,
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
    /// A scheme by id.
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.0.schemes.iter().find(|scheme| scheme.id == id)
    }
    /// A format by id.
    pub fn format(&self, id: &str) -> Option<&Format> {
        self.0.formats.iter().find(|format| format.head.id == id)
    }
    /// A message by id, for example `cod-xb/certificate`.
    pub fn message(&self, id: &str) -> Option<&Message> {
        self.0.messages.iter().find(|message| message.id == id)
    }
    /// Tells what a document is: of all messages whose marks it carries, the one with the most.
    pub fn recognise(&self, document: &Document) -> Recognised<'_> {
        let mut best: Option<(usize, &Message)> = None;
        let mut version: Option<(&Message, String)> = None;
        for message in &self.0.messages {
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
