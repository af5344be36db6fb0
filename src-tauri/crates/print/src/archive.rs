//! The pass that makes a written document fit to be kept: PDF/A-3 (ISO 19005-3) metadata, colour, the
//! message inside, and the reading structure (ISO 32000-1 14.7, 14.8).

use crate::PrintError;
use crate::drawing::Drawing;
use crate::pdf::Written;
use crate::{Attachment, icc, xmp};
use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};
use sha2::{Digest, Sha256};

/// What the file says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub title: &'a str,
    /// BCP 47.
    pub language: &'a str,
    pub rtl: bool,
    /// Dates of the file; without one it carries none and depends on its content alone.
    pub created: Option<DateTime<Utc>>,
    pub attachment: Option<&'a Attachment>,
}

/// Finishes the document and gives its bytes.
pub(crate) fn finish(written: Written, drawing: &Drawing, about: &About<'_>) -> Result<Vec<u8>, PrintError> {
    let Written { mut document, contents, marked } = written;
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let structure = structure(&mut document, drawing, &contents, &marked, &pages);
    for (number, page) in (0_i64..).zip(&pages) {
        if let Ok(page) = document.get_dictionary_mut(*page) {
            page.set("StructParents", number);
            page.set("Tabs", name("S"));
            page.remove(b"Annots");
        }
    }
    let intent = output_intent(&mut document);
    let metadata = Stream::new(
        dictionary([("Type", name("Metadata")), ("Subtype", name("XML"))]),
        xmp::packet(about).into_bytes(),
    )
    .with_compression(false);
    let metadata = document.add_object(metadata);
    let attached = about.attachment.map(|file| attach(&mut document, file, about));
    let info = info(about);
    let info = document.add_object(info);
    let outline = outline(&mut document, drawing, &pages);

    let root = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(failed)?;
    let catalog = document.get_dictionary_mut(root).map_err(failed)?;
    catalog.set("Lang", text(about.language));
    catalog.set("MarkInfo", dictionary([("Marked", Object::Boolean(true))]));
    catalog.set("StructTreeRoot", structure);
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![intent]);
    let direction = if about.rtl { "R2L" } else { "L2R" };
    catalog.set(
        "ViewerPreferences",
        dictionary([("DisplayDocTitle", Object::Boolean(true)), ("Direction", name(direction))]),
    );
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", name("UseOutlines"));
    }
    if let (Some(file), Some(attachment)) = (attached, about.attachment) {
        let names = vec![text(&attachment.name), Object::Reference(file)];
        let embedded = dictionary([("Names", Object::Array(names))]);
        catalog.set("Names", dictionary([("EmbeddedFiles", Object::Dictionary(embedded))]));
        catalog.set("AF", vec![Object::Reference(file)]);
    }

    document.trailer.set("Info", info);
    let id = identity(&document, about);
    document.trailer.set("ID", vec![id.clone(), id]);
    "1.7".clone_into(&mut document.version);
    document.prune_objects();
    document.renumber_objects();
    document.compress();
    let mut bytes = Vec::new();
    document.save_modern(&mut bytes).map_err(|error| PrintError::Writer(error.to_string()))?;
    Ok(bytes)
}

fn failed(error: lopdf::Error) -> PrintError {
    PrintError::Writer(error.to_string())
}

fn name(text: &str) -> Object {
    Object::Name(text.as_bytes().to_vec())
}

/// A text string: UTF-16 with its mark unless it is plain ASCII (ISO 32000-1 7.9.2.2).
fn text(words: &str) -> Object {
    if words.is_ascii() {
        return Object::String(words.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(words.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    entries.into_iter().collect()
}

/// The structure tree, from the tags in their order and the contents that were written for them.
fn structure(
    document: &mut Document,
    drawing: &Drawing,
    contents: &[Vec<(usize, i64)>],
    marked: &[i64],
    pages: &[ObjectId],
) -> Object {
    let tags = &drawing.tags.0;
    let root = document.new_object_id();
    let top = document.new_object_id();
    let ids: Vec<ObjectId> = tags.iter().map(|_| document.new_object_id()).collect();
    // What stands nowhere on the pages (an empty cell is kept: it holds its column).
    let mut children: Vec<Vec<Object>> = vec![Vec::new(); tags.len()];
    let mut first = Vec::new();
    for (tag, &id) in tags.iter().zip(&ids) {
        match tag.parent.and_then(|parent| children.get_mut(parent)) {
            Some(list) => list.push(Object::Reference(id)),
            None => first.push(Object::Reference(id)),
        }
    }
    let mut parents: Vec<Vec<Object>> =
        marked.iter().map(|&count| vec![Object::Null; usize::try_from(count).unwrap_or_default()]).collect();
    for (((tag, &id), mut kids), contents) in tags.iter().zip(&ids).zip(children).zip(contents) {
        for &(page, number) in contents {
            let Some(&page_id) = pages.get(page) else { continue };
            kids.push(Object::Dictionary(dictionary([
                ("Type", name("MCR")),
                ("Pg", Object::Reference(page_id)),
                ("MCID", Object::Integer(number)),
            ])));
            let slot = usize::try_from(number).ok().and_then(|at| parents.get_mut(page)?.get_mut(at));
            if let Some(slot) = slot {
                *slot = Object::Reference(id);
            }
        }
        let parent = tag.parent.and_then(|parent| ids.get(parent)).copied().unwrap_or(top);
        let mut element = dictionary([
            ("Type", name("StructElem")),
            ("S", name(tag.role)),
            ("P", Object::Reference(parent)),
            ("K", Object::Array(kids)),
        ]);
        if tag.role == "TH" {
            let scope = dictionary([("O", name("Table")), ("Scope", name("Column"))]);
            element.set("A", scope);
        }
        document.set_object(id, element);
    }
    let tree: Vec<Object> = (0_i64..)
        .zip(parents)
        .flat_map(|(page, list)| [Object::Integer(page), Object::Array(list)])
        .collect();
    let next = i64::try_from(pages.len()).unwrap_or_default();
    document.set_object(
        top,
        dictionary([
            ("Type", name("StructElem")),
            ("S", name("Document")),
            ("P", Object::Reference(root)),
            ("K", Object::Array(first)),
        ]),
    );
    let tree = document.add_object(dictionary([("Nums", Object::Array(tree))]));
    document.set_object(
        root,
        dictionary([
            ("Type", name("StructTreeRoot")),
            ("K", Object::Array(vec![Object::Reference(top)])),
            ("ParentTree", Object::Reference(tree)),
            ("ParentTreeNextKey", Object::Integer(next)),
        ]),
    );
    Object::Reference(root)
}

/// The headings as the reader's list of contents (ISO 32000-1 12.3.3), flat levels joined to a tree.
fn outline(document: &mut Document, drawing: &Drawing, pages: &[ObjectId]) -> Option<Object> {
    let headings = &drawing.headings;
    if headings.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| document.new_object_id()).collect();
    // The heading that holds each: the nearest earlier one of a smaller level.
    let mut open: Vec<(u8, ObjectId)> = Vec::new();
    let mut parents = Vec::with_capacity(headings.len());
    for (heading, &id) in headings.iter().zip(&ids) {
        while open.last().is_some_and(|(level, _)| *level >= heading.level) {
            open.pop();
        }
        parents.push(open.last().map_or(root, |(_, id)| *id));
        open.push((heading.level, id));
    }
    let children = |of: ObjectId| -> Vec<ObjectId> {
        parents.iter().zip(&ids).filter(|(parent, _)| **parent == of).map(|(_, id)| *id).collect()
    };
    for ((heading, &id), &parent) in headings.iter().zip(&ids).zip(&parents) {
        let Some(&page) = pages.get(heading.page) else { continue };
        let top = (crate::drawing::PAGE_HEIGHT - heading.y + 6.0).round();
        let place = vec![Object::Reference(page), name("XYZ"), Object::Null, Object::Real(top), Object::Null];
        let mut entry = dictionary([
            ("Title", text(&xmp::plain(&heading.words))),
            ("Parent", Object::Reference(parent)),
            ("Dest", Object::Array(place)),
        ]);
        let beside = children(parent);
        let at = beside.iter().position(|other| *other == id).unwrap_or_default();
        if let Some(&before) = at.checked_sub(1).and_then(|before| beside.get(before)) {
            entry.set("Prev", before);
        }
        if let Some(&after) = beside.get(at + 1) {
            entry.set("Next", after);
        }
        let below = children(id);
        if let (Some(&first), Some(&last)) = (below.first(), below.last()) {
            entry.set("First", first);
            entry.set("Last", last);
            // Negative: closed when the file is opened.
            entry.set("Count", -i64::try_from(below.len()).unwrap_or_default());
        }
        document.set_object(id, entry);
    }
    let top = children(root);
    let mut list = dictionary([("Type", name("Outlines"))]);
    if let (Some(&first), Some(&last)) = (top.first(), top.last()) {
        list.set("First", first);
        list.set("Last", last);
        list.set("Count", i64::try_from(top.len()).unwrap_or_default());
    }
    document.set_object(root, list);
    Some(Object::Reference(root))
}

/// What the colours of the page mean: sRGB.
fn output_intent(document: &mut Document) -> Object {
    let profile = Stream::new(dictionary([("N", Object::Integer(3))]), icc::srgb());
    let profile = document.add_object(profile);
    Object::Dictionary(dictionary([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", text("sRGB")),
        ("Info", text("sRGB IEC 61966-2-1")),
        ("DestOutputProfile", Object::Reference(profile)),
    ]))
}

/// Puts the message into the file, as the source of the page (ISO 19005-3, annex E).
fn attach(document: &mut Document, file: &Attachment, about: &About<'_>) -> ObjectId {
    let size = i64::try_from(file.bytes.len()).unwrap_or_default();
    let mut parameters = dictionary([("Size", Object::Integer(size))]);
    if let Some(date) = pdf_date(about) {
        parameters.set("ModDate", date);
    }
    let stream = Stream::new(
        dictionary([
            ("Type", name("EmbeddedFile")),
            ("Subtype", name(&file.mime)),
            ("Params", Object::Dictionary(parameters)),
        ]),
        file.bytes.clone(),
    );
    let stream = document.add_object(stream);
    let embedded = dictionary([("F", Object::Reference(stream)), ("UF", Object::Reference(stream))]);
    document.add_object(dictionary([
        ("Type", name("Filespec")),
        ("F", text(&file.name)),
        ("UF", text(&file.name)),
        ("AFRelationship", name("Source")),
        ("EF", Object::Dictionary(embedded)),
    ]))
}

/// `D:20261124094200+00'00'`.
fn pdf_date(about: &About<'_>) -> Option<Object> {
    Some(text(&about.created?.format("D:%Y%m%d%H%M%S+00'00'").to_string()))
}

fn info(about: &About<'_>) -> Dictionary {
    let mut info = dictionary([
        ("Title", text(&xmp::plain(about.title))),
        ("Creator", text(xmp::CREATOR)),
        ("Producer", text(xmp::CREATOR)),
    ]);
    if let Some(date) = pdf_date(about) {
        info.set("CreationDate", date.clone());
        info.set("ModDate", date);
    }
    info
}

/// The file's identifier, from what it holds: the same page is the same file.
fn identity(document: &Document, about: &About<'_>) -> Object {
    let mut hash = Sha256::new();
    hash.update(about.created.map_or(0, |at| at.timestamp()).to_be_bytes());
    for object in document.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(stream.content.len().to_be_bytes());
            hash.update(&stream.content);
        }
    }
    let digest: Vec<u8> = hash.finalize().iter().copied().take(16).collect();
    Object::String(digest, StringFormat::Hexadecimal)
}
