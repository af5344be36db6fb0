//! `pages-v1`: `GET {certificates}?page=N&size=S` answers
//! `<Page number="3" size="50" last="true|false"><Message id="…" sha256="hex">BASE64</Message>…</Page>`.
//! Pages are only appended to; the last one may grow.
//!
//! Our cursor is `size/page/known/digest`: the page to ask next, how many of its messages we have, and the
//! digest over their ids and digests. Where a page's beginning is no longer what we know, all of it is handed
//! on again: the inbox knows what it has, and nothing is lost.

use super::{Unreadable, checked_id};
use crate::{Page, RawMessage};
use base64::{Engine, prelude::BASE64_STANDARD};
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};
use sha2::{Digest, Sha256};

struct Place {
    page: u64,
    known: usize,
    digest: String,
}

const FIRST: Place = Place { page: 1, known: 0, digest: String::new() };

/// A cursor that is not ours or speaks of another page size starts over: known messages stay known.
fn place(cursor: Option<&str>, size: u32) -> Place {
    let parse = || {
        let mut parts = cursor?.split('/');
        let same: u32 = parts.next()?.parse().ok()?;
        let page: u64 = parts.next()?.parse().ok()?;
        let known = parts.next()?.parse().ok()?;
        let digest = parts.next()?.to_owned();
        (same == size && page >= 1 && parts.next().is_none()).then_some(Place { page, known, digest })
    };
    parse().unwrap_or(FIRST)
}

/// The query for the page at `cursor`.
pub fn query(cursor: Option<&str>, size: u32) -> Vec<(&'static str, String)> {
    vec![("page", place(cursor, size).page.to_string()), ("size", size.to_string())]
}

struct Raw {
    number: u64,
    size: u32,
    last: bool,
    messages: Vec<(String, String, Vec<u8>)>,
}

/// Reads the answer to [`query`].
pub fn read(bytes: &[u8], cursor: Option<&str>, size: u32) -> Result<Page, Unreadable> {
    let asked = place(cursor, size);
    let raw = parse(bytes, size)?;
    if raw.number != asked.page || raw.size != size {
        return Err(Unreadable::Shape("this is not the page that was asked for"));
    }
    if !raw.last && raw.messages.is_empty() {
        return Err(Unreadable::Shape("a page that is not the last one is empty"));
    }
    let count = raw.messages.len();
    let prefix = |count: usize| {
        let mut digest = Sha256::new();
        for (id, sum, _) in raw.messages.iter().take(count) {
            digest.update(id.as_bytes());
            digest.update([0]);
            digest.update(sum.as_bytes());
        }
        hex::encode(digest.finalize())
    };
    let skip = if asked.known <= count && asked.known > 0 && prefix(asked.known) == asked.digest {
        asked.known
    } else {
        0
    };
    let next = if raw.last {
        format!("{size}/{}/{count}/{}", asked.page, prefix(count))
    } else {
        format!("{size}/{}/0/", asked.page.saturating_add(1))
    };
    let more = !raw.last;
    let messages = raw
        .messages
        .into_iter()
        .skip(skip)
        .map(|(remote_id, _, bytes)| RawMessage { remote_id, bytes, hint: None })
        .collect();
    Ok(Page { messages, next: Some(next), more })
}

const SHAPE: Unreadable = Unreadable::Shape("not a list of the form <Page><Message/></Page>");

fn parse(bytes: &[u8], most: u32) -> Result<Raw, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::Shape("the list is not UTF-8"))?;
    let mut reader = Reader::from_str(text);
    let mut page: Option<Raw> = None;
    let mut open: Option<(String, String, String)> = None; // id, sha256, base64 so far
    let mut closed = false;
    loop {
        match reader.read_event().map_err(|_| SHAPE)? {
            Event::Start(tag) => match (&mut page, tag.name().as_ref()) {
                (None, "Page") => page = Some(head(&tag)?),
                (Some(_), "Message") if open.is_none() && !closed => open = Some(message(&tag)?),
                _ => return Err(SHAPE),
            },
            Event::Empty(tag) => match (&page, tag.name().as_ref()) {
                (None, "Page") => {
                    page = Some(head(&tag)?);
                    closed = true;
                }
                _ => return Err(SHAPE),
            },
            Event::Text(text) => match &mut open {
                Some((_, _, content)) => content.extend(text.chars().filter(|c| !c.is_ascii_whitespace())),
                None if text.chars().all(|c| c.is_ascii_whitespace() || c == '\u{feff}') => {}
                None => return Err(SHAPE),
            },
            Event::End(_) => match (open.take(), &mut page) {
                (Some(found), Some(page)) => {
                    if page.messages.len() >= most as usize {
                        return Err(Unreadable::Shape("a page holds more messages than were asked for"));
                    }
                    let position = page.messages.len() + 1;
                    page.messages.push(checked(found, position)?);
                }
                (None, Some(_)) if !closed => closed = true,
                _ => return Err(SHAPE),
            },
            Event::Decl(_) | Event::Comment(_) => {}
            // CDATA, entities, instructions and document types have no place in this list.
            Event::CData(_) | Event::GeneralRef(_) | Event::PI(_) | Event::DocType(_) => return Err(SHAPE),
            Event::Eof => break,
        }
    }
    page.filter(|_| closed).ok_or(SHAPE)
}

fn attributes<const N: usize>(tag: &BytesStart<'_>, names: [&str; N]) -> Result<[String; N], Unreadable> {
    let mut values = [const { String::new() }; N];
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| SHAPE)?;
        for (name, value) in names.iter().zip(&mut values) {
            if attribute.key.as_ref() == *name {
                *value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| SHAPE)?.into_owned();
            }
        }
    }
    Ok(values)
}

fn head(tag: &BytesStart<'_>) -> Result<Raw, Unreadable> {
    let [number, size, last] = attributes(tag, ["number", "size", "last"])?;
    let last = match last.as_str() {
        "true" => true,
        "false" => false,
        _ => return Err(SHAPE),
    };
    let number = number.parse().map_err(|_| SHAPE)?;
    let size = size.parse().map_err(|_| SHAPE)?;
    Ok(Raw { number, size, last, messages: Vec::new() })
}

fn message(tag: &BytesStart<'_>) -> Result<(String, String, String), Unreadable> {
    let [id, sum] = attributes(tag, ["id", "sha256"])?;
    Ok((checked_id(id)?, sum.to_ascii_lowercase(), String::new()))
}

fn checked(
    (id, sum, base64): (String, String, String),
    position: usize,
) -> Result<(String, String, Vec<u8>), Unreadable> {
    let bytes = BASE64_STANDARD.decode(base64).map_err(|_| Unreadable::Digest(position))?;
    if hex::encode(Sha256::digest(&bytes)) != sum {
        return Err(Unreadable::Digest(position));
    }
    Ok((id, sum, bytes))
}
