//! Utility blocks: what is known about a partner, an agreement or a message format, as data.
//!
//! A *pack* is a folder under one of the library's roots: a scheme, a format or a link. [`Library::load`] reads
//! and checks them all; what is wrong is said with file, line, column and what to write instead, and a pack with
//! a mistake is left out whole. A [`Message`] maps both ways: [`Message::read`] makes the canonical value of a
//! document, [`Message::write`] makes a document of a canonical value, reads it back and compares, or refuses.

pub mod author;
mod error;
mod extends;
mod form;
mod form_file;
mod gather;
mod join;
mod json_schema;
mod json_schema_link;
mod json_schema_message;
mod json_schema_pack;
mod judge;
mod kind;
mod kind_file;
mod library;
mod link;
mod link_file;
mod link_gnc;
mod load;
mod mapping;
mod message;
mod message_file;
mod pack;
mod package;
mod reading;
mod recogniser;
mod schema;
mod scheme;
mod scheme_file;
mod seal;
mod shipped;
mod source;
mod zip_read;
mod zip_write;

pub use error::{PackProblem, ReadingError, WriteError};
pub use form::{FormRow, FormStack, GoodsColumn, GoodsTable, PaperBox, PaperForm, PaperLine};
pub use json_schema::{SchemaFor, json_schema};
pub use kind::KindInfo;
pub use library::{Library, Loaded, Recognised};
pub use link::{
    BusinessCase, Interface, Link, NumberPart, NumberRule, Partner, Process, Receipts, ServiceInterface,
    SignatureProfile, SignatureRule, Trust,
};
pub use mapping::shape::CarriedField;
pub use message::{Format, Message};
pub use pack::{Effective, PackHead, PackKind, PackName, compare_versions};
pub use package::{PackFiles, SampleFiles};
pub use reading::{Problem, Reading, Source, Told, ToldSource, ToldUnused, Unused};
pub use scheme::{
    Deadline, DecisionKind, LegalText, Mandatory, RefusalReason, RuleInfo, Scheme, SchemeFacts, Sentences,
};
pub use seal::Seal;
pub use shipped::shipped;
