//! Damaged documents: nothing panics, and what is still accepted is read as another reader reads it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

mod oracle;

use document::{Document, Limits, Syntax};

const XML: &[&str] = &[
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!--c\r\n--><a:r xmlns:a=\"urn:1\" xmlns='urn:2' a:x='1&amp;2' y=\"&#x20AC;\tz\"><![CDATA[<x>]]>t&lt;\r\n<b xmlns=\"\"><?p d?></b>é</a:r>\n<?q?>",
    "<r><g n='1'><w>1.5</w></g><g n='2'><w>&#49;</w></g>]] &gt;</r>",
];
const JSON: &[&str] = &[
    "{\"a\": [1, -2.5e3, true, null, {\"b\": \"\\u00e9\\ud83d\\ude00\\n\"}], \"c\": \"é\", \"d\": {}}",
    "[[[]], {\"x\": {\"y\": [false, 0]}}, \"\\\\\"]",
];
const CBOR: &[&[u8]] = &[&[
    0xA3, 0x61, b'a', 0x86, 0x01, 0x21, 0xF9, 0x3E, 0x00, 0xF5, 0xF6, 0x42, 0x01, 0x02, 0x61, b't', 0xC0,
    0x61, b'x', 0x61, b'm', 0xBF, 0x61, b'k', 0x7F, 0x61, b'x', 0x61, b'y', 0xFF, 0xFF,
]];

/// A small generator of our own (xorshift), so that a failure is the same failure tomorrow.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

/// One to four injuries: a byte changed, removed, doubled, or a stretch copied elsewhere.
fn damage(seed: &[u8], dice: &mut Dice, alphabet: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        match dice.roll(5) {
            0 => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            1 => bytes[at] = alphabet[dice.roll(alphabet.len())],
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, alphabet[dice.roll(alphabet.len())]),
            _ => {
                let end = (at + 1 + dice.roll(12)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len());
                bytes.splice(to..to, part);
            }
        }
        if bytes.is_empty() {
            bytes.push(b' ');
        }
    }
    bytes
}

/// Touches all that can be asked of a document.
fn ask(d: &Document) {
    let mut stack = vec![d.top()];
    while let Some(node) = stack.pop() {
        let place = node.place();
        assert!(place.start <= place.end && place.end <= d.bytes().len(), "{node:?}");
        assert!(place.line > 0 && place.column > 0);
        assert!(node.path().starts_with('/'));
        let _ = (
            node.text(),
            node.value(),
            node.bytes_value(),
            node.namespaces(),
            node.namespace(),
            node.prefix(),
        );
        for child in node.children().chain(node.attributes()) {
            assert_eq!(child.parent(), Some(node));
            stack.push(child);
        }
    }
}

fn run(seeds: &[&[u8]], syntax: Syntax, alphabet: &[u8], rounds: usize) -> (usize, Vec<String>) {
    let limits = Limits::default();
    let (mut accepted, mut differences) = (0, Vec::new());
    for (n, seed) in seeds.iter().enumerate() {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 + n as u64);
        assert!(Document::read_as(syntax, seed, &limits).is_ok(), "the seed itself must be read");
        for _ in 0..rounds {
            let bytes = damage(seed, &mut dice, alphabet);
            let _ = Document::read(&bytes, &limits);
            if let Ok(d) = Document::read_as(syntax, &bytes, &limits) {
                accepted += 1;
                ask(&d);
                if syntax == Syntax::Xml
                    && let Some(difference) = oracle::difference(&bytes)
                {
                    differences.push(format!("{:?}\n{difference}", String::from_utf8_lossy(&bytes)));
                }
            }
        }
    }
    (accepted, differences)
}

#[test]
fn damaged_xml() {
    let seeds: Vec<&[u8]> = XML.iter().map(|s| s.as_bytes()).collect();
    let (accepted, differences) = run(&seeds, Syntax::Xml, b"<>&;'\"=/:!?[]-# \r\nax0\xEF", 6_000);
    assert!(accepted > 500, "the damage must leave something to compare: {accepted}");
    assert!(differences.is_empty(), "{} differences, the first:\n{}", differences.len(), differences[0]);
}

#[test]
fn damaged_json() {
    let seeds: Vec<&[u8]> = JSON.iter().map(|s| s.as_bytes()).collect();
    let (accepted, _) = run(&seeds, Syntax::Json, b"{}[]\",:\\u0d8e+-.tfn \n", 6_000);
    assert!(accepted > 300, "{accepted}");
}

#[test]
fn damaged_cbor() {
    let (accepted, _) =
        run(CBOR, Syntax::Cbor, &[0x60, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xF9, 0xFB, 0xFF, 0x00, 0x7F], 8_000);
    assert!(accepted > 100, "{accepted}");
}

#[test]
fn noise() {
    let mut dice = Dice(7);
    for _ in 0..4_000 {
        let bytes: Vec<u8> = (0..dice.roll(64)).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
        for syntax in [Syntax::Xml, Syntax::Json, Syntax::Cbor] {
            if let Ok(d) = Document::read_as(syntax, &bytes, &Limits::default()) {
                ask(&d);
            }
        }
    }
}
