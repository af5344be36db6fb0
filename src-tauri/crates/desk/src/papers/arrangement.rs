//! The document of an arrangement, from packs alone, under the headings of the GNC template.

use super::words::Words;
use super::{interoperability, process};
use crate::text::Language;
use block::{Library, Link, Message, PackHead, Scheme};
use print::{Paper, Part, Section};

/// What a paper speaks of: a link with all that it names, or one pack.
pub(super) struct Subject<'l> {
    pub head: &'l PackHead,
    pub link: Option<&'l Link>,
    pub schemes: Vec<&'l Scheme>,
    pub messages: Vec<&'l Message>,
    /// The pack itself and what it names.
    pub packs: Vec<&'l PackHead>,
}

impl<'l> Subject<'l> {
    fn of(library: &'l Library, pack: &str) -> Option<Self> {
        let (id, version) = pack.split_once('@').map_or((pack, None), |(id, version)| (id, Some(version)));
        let fits = |head: &PackHead| head.id == id && version.is_none_or(|version| head.version == version);
        if let Some(link) = library.links().iter().find(|link| fits(&link.head)) {
            let schemes = library.schemes_of(link);
            let formats = library.formats_of(link);
            let mut packs = vec![&link.head];
            packs.extend(schemes.iter().map(|scheme| &scheme.head));
            packs.extend(formats.iter().map(|format| &format.head));
            let messages = messages(library, &formats);
            return Some(Self { head: &link.head, link: Some(link), schemes, messages, packs });
        }
        if let Some(scheme) = library.schemes().iter().find(|scheme| fits(&scheme.head)) {
            let (head, packs) = (&scheme.head, vec![&scheme.head]);
            return Some(Self { head, link: None, schemes: vec![scheme], messages: Vec::new(), packs });
        }
        let format = library.formats().iter().find(|format| fits(&format.head))?;
        let messages = messages(library, &[format]);
        let (head, packs) = (&format.head, vec![&format.head]);
        Some(Self { head, link: None, schemes: Vec::new(), messages, packs })
    }
}

/// The messages of formats that can be read.
fn messages<'l>(library: &'l Library, formats: &[&block::Format]) -> Vec<&'l Message> {
    let of = |message: &&Message| {
        let format = formats.iter().any(|f| f.head.id == message.format && f.head.version == message.version);
        format && !message.kind.is_empty()
    };
    library.messages().iter().filter(of).collect()
}

/// The document that two administrations put on the table: of a link with what it names, or of one scheme or format. `pack` is an id or
/// `id@version`. `None` where the library has no such pack. The same packs give the same paper.
pub fn arrangement(library: &Library, pack: &str, language: Language) -> Option<Paper> {
    let words = Words(language);
    let subject = Subject::of(library, pack)?;
    let mut sections = business_case(words, &subject);
    sections.extend(process::process(words, library, &subject));
    if let Some(link) = subject.link {
        sections.extend(interoperability::interoperability(words, link));
    }
    sections.extend(versions(words, &subject));
    if let Some(link) = subject.link {
        sections.extend(agreed(words, link));
    }
    number(&mut sections);
    let head = subject.head;
    let mut subtitle = vec![words.word(&format!("subject.{}", kind_key(&subject)))];
    subtitle.extend(subject.link.map(|link| words.own(&link.partner.administration)));
    subtitle.push(format!("{} · {}", words.pack(head), words.effective(&head.effective)));
    if language != Language::En {
        subtitle.push(words.word("own_words"));
    }
    Some(Paper {
        title: words.own(subject.link.map_or(head.title.as_str(), |link| link.business_case.name.as_str())),
        language: language.tag().to_owned(),
        subtitle,
        notice: Some(words.word(if head.training { "notice.training" } else { "notice.draft" })),
        sections,
        contents: Some(words.word("contents")),
        foot: format!("{} · SHA-256 {}", words.pack(head), words.own(&head.hash)),
        page_words: language.word("print.page"),
        created: None,
    })
}

fn kind_key(subject: &Subject<'_>) -> &'static str {
    match (subject.link, subject.schemes.is_empty()) {
        (Some(_), _) => "link",
        (None, false) => "scheme",
        (None, true) => "format",
    }
}

/// GNC: business case.
fn business_case(words: Words, subject: &Subject<'_>) -> Vec<Section> {
    let text = |level: u8, key: &str, text: &str| {
        Section::new(level, words.word(key), vec![Part::Text(words.own(text))])
    };
    let mut sections = vec![Section::new(1, words.word("business_case"), Vec::new())];
    if let Some(link) = subject.link {
        let case = &link.business_case;
        sections.push(text(2, "name", &case.name));
        sections.push(text(2, "purpose", &case.purpose));
        sections.push(text(2, "benefit", &case.benefit));
    } else {
        sections.push(text(2, "name", &subject.head.title));
    }
    for scheme in &subject.schemes {
        let facts = vec![
            (words.word("name"), words.own(&scheme.name)),
            (words.word("form"), words.own(&scheme.form)),
            (words.word("code"), words.own(&scheme.code)),
        ];
        sections.push(Section::new(2, words.word("agreement"), vec![Part::Facts(facts)]));
    }
    let basis = legal_basis(words, subject);
    if !basis.is_empty() {
        let table = words.table(&["text", "articles"], &[7, 5], basis);
        sections.push(Section::new(2, words.word("legal_basis"), vec![table]));
    }
    if let Some(link) = subject.link {
        sections.push(text(2, "confidentiality", &link.business_case.confidentiality));
    }
    sections
}

/// Texts of law with their articles: those of the link and of its schemes, each text once.
fn legal_basis(words: Words, subject: &Subject<'_>) -> Vec<Vec<String>> {
    let own = subject.link.map(|link| link.business_case.legal_basis.as_slice()).unwrap_or_default();
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for law in own.iter().chain(subject.schemes.iter().flat_map(|scheme| &scheme.legal_basis)) {
        match all.iter_mut().find(|(text, _)| *text == law.text) {
            Some((_, articles)) => {
                let new: Vec<String> =
                    law.articles.iter().filter(|article| !articles.contains(article)).cloned().collect();
                articles.extend(new);
            }
            None => all.push((law.text.clone(), law.articles.clone())),
        }
    }
    all.into_iter()
        .map(|(text, mut articles)| {
            articles.sort_by_key(|article| order(article));
            vec![words.own(&text), words.own(&articles.join(", "))]
        })
        .collect()
}

/// Articles in the order of their numbers: 5, 11, 3.2, 3.11.
fn order(article: &str) -> (Vec<u32>, String) {
    let numbers = article.split(|character: char| !character.is_ascii_digit());
    (numbers.filter_map(|number| number.parse().ok()).collect(), article.to_owned())
}

/// Versions, days in force and hashes of all that the paper is made from.
fn versions(words: Words, subject: &Subject<'_>) -> Vec<Section> {
    let row = |head: &&PackHead| {
        vec![
            words.pack_kind(head.kind),
            format!("{}\n{}", words.pack(head), words.own(&head.title)),
            words.effective(&head.effective),
            words.own(&head.hash),
        ]
    };
    let rows = subject.packs.iter().map(row).collect();
    let table = words.table(&["kind", "pack", "effective", "hash"], &[2, 5, 3, 6], rows);
    vec![Section::new(1, words.word("versions"), vec![Part::Text(words.word("versions.text")), table])]
}

/// Where two administrations sign.
fn agreed(words: Words, link: &Link) -> Vec<Section> {
    let rows = [words.own(&link.partner.administration), words.word("importing_side")]
        .map(|side| vec![format!("{side}\n\u{a0}\n\u{a0}"), String::new(), String::new(), String::new()]);
    let table = words.table(&["for", "name_office", "date", "signature"], &[5, 4, 2, 4], rows.to_vec());
    vec![Section::new(1, words.word("agreed"), vec![Part::Text(words.word("agreed.text")), table])]
}

/// Numbers the headings: 1, 1.1; those of the third level stay plain.
fn number(sections: &mut [Section]) {
    let (mut first, mut second) = (0_u32, 0_u32);
    for section in sections {
        match section.level {
            1 => {
                (first, second) = (first + 1, 0);
                section.heading = format!("{first}  {}", section.heading);
            }
            2 => {
                second += 1;
                section.heading = format!("\u{2066}{first}.{second}\u{2069}  {}", section.heading);
            }
            _ => {}
        }
    }
}
