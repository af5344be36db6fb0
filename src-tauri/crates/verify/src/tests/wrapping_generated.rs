//! Wrapping by permutation: where the signed element goes, where its signature goes, where the forged copy
//! stands, which ID it bears and whether it keeps the signatures in it, over documents shaped as COD, WCO-DM
//! and XAdES. The eight permutations known from SAML (XSW1 to XSW8) are among them, by name.

use super::kit::*;
use super::messages::{EXCLUSIVE, cod, opened};
use super::messages_xades::{DSIG, PROPERTIES, names, properties, reference, seal, signature, why};
use crate::open::{descendants, is_signature};
use crate::{Allowance, Anchor, Family, Profile, SignatureRule, TrustSnapshot, open, verify};
use document::{Document, Limits};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const ECDSA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
/// Stands in what is signed; forged copies have FORGED instead.
const GENUINE: &str = "leaves";
const FORGED: &str = "FORGED";

/// A document that passes, and where its outermost signed element and that one's signature stand.
struct Shape {
    name: &'static str,
    xml: String,
    signed: Range<usize>,
    signature: Range<usize>,
    profile: Profile,
    trust: TrustSnapshot,
}

fn shape(
    name: &'static str,
    xml: String,
    covers: &[&str],
    allows: &[Allowance],
    trust: TrustSnapshot,
) -> Shape {
    let document = Document::read(xml.as_bytes(), &Limits::default()).unwrap();
    let mut signed = document.root();
    for step in covers[0].split('/').skip(1) {
        signed = signed.get(step).unwrap();
    }
    // The last signature in the document is the outermost element's, in all our shapes.
    let signature = descendants(document.root()).filter(is_signature).last().unwrap();
    let rule = |covers: &&str| SignatureRule {
        role: "official".into(),
        covers: (*covers).into(),
        ..Default::default()
    };
    let mut rules = profile(Family::XmlDsig, &["ecdsa-sha256"], covers.iter().map(rule).collect());
    rules.allows = allows.iter().copied().collect();
    let (signed, signature) = (signed.span(), signature.span());
    Shape { name, signed, signature, profile: rules, trust, xml }
}

fn shapes() -> Vec<Shape> {
    let root = Authority::root("Root", |_| ());
    let (exporter, official) = (root.signer("Exporter", 1, |_| ()), root.signer("Official", 2, |_| ()));
    let trust = || snapshot(vec![Anchor::Certificate(root.der())], vec![root.crl(KNOWN, NEXT, &[])], vec![]);
    let enveloped = format!("{DSIG}enveloped-signature");
    let whole = reference(0, "", "", &[&enveloped, EXCLUSIVE], SHA256);
    let plain = signature(ECDSA256, EXCLUSIVE, &whole, "", &official);
    let goods = format!(
        r#"<GoodsShipment><Commodity>{GENUINE}</Commodity><Quantity unit="KGM">10</Quantity></GoodsShipment>"#
    );
    let wco = format!(r#"<Declaration xmlns="urn:test:dm:CO"><ID>C-1</ID>{goods}{plain}</Declaration>"#);
    let wco_id = wco.replace("<Declaration ", "<Declaration Id=\"D\" ").replace("URI=\"\"", "URI=\"#D\"");
    let part = |uri: &str| {
        let own = reference(1, "#P", PROPERTIES, &[EXCLUSIVE], SHA256);
        let content = reference(0, uri, "", &[&enveloped, EXCLUSIVE], SHA256);
        signature(
            ECDSA256,
            EXCLUSIVE,
            &[content, own].concat(),
            &properties(&names(&official.der), ""),
            &official,
        )
    };
    let inside = format!(r#"<Certificate Id="C"><Body>{goods}</Body>{}</Certificate>"#, part("#C"));
    let beside =
        format!(r#"<Message><Certificate Id="C"><Body>{goods}</Body></Certificate>{}</Message>"#, part("#C"));
    let own = reference(1, "#P", PROPERTIES, &[EXCLUSIVE], SHA256);
    let content = reference(0, "#O", "", &[EXCLUSIVE], SHA256);
    let objects = format!(
        r#"<ds:Object Id="O"><Certificate><Body>{goods}</Body></Certificate></ds:Object>{}"#,
        properties(&names(&official.der), "")
    );
    let around = signature(ECDSA256, EXCLUSIVE, &[content, own].concat(), &objects, &official);
    let (xades, both) = ([Allowance::Xades], [Allowance::Xades, Allowance::Enveloping]);
    vec![
        shape(
            "COD",
            cod(CLAIMED, &exporter, &official),
            &["Envelope/CertOrigin/CODEH", "Envelope/CertOrigin/CODEH/CODExporter/COD"],
            &[],
            trust(),
        ),
        shape("WCO-DM", seal(&wco, &official), &["Declaration"], &[], trust()),
        shape("WCO-DM with an ID", seal(&wco_id, &official), &["Declaration"], &[], trust()),
        shape("XAdES inside", seal(&inside, &official), &["Certificate"], &xades, trust()),
        shape("XAdES beside", seal(&beside, &official), &["Message/Certificate"], &xades, trust()),
        shape("XAdES around", seal(&around, &official), &["Signature/Object/Certificate"], &both, trust()),
    ]
}

/// What becomes of the IDs of the forged copy.
const IDS: [&str; 4] = ["kept", "dropped", "changed", "spelled otherwise"];
/// Where the genuine element goes.
const PLACES: [&str; 12] = [
    "after the copy",
    "before the copy",
    "first in the copy",
    "last in the copy",
    "in a new Object of its signature",
    "in KeyInfo",
    "in a wrapper before the copy",
    "in a wrapper after the copy",
    "deep in the copy",
    "in an Object of a signature of the copy",
    "around the copy, first",
    "around the copy, last",
];
/// Where its signature goes.
const SIGNATURES: [&str; 6] = [
    "where it was",
    "last in the copy",
    "after all",
    "before all",
    "in a wrapper",
    "with the genuine one in the copy",
];

/// The permutations of Somorovsky and others (On Breaking SAML), by place of the genuine element and of its
/// signature.
const XSW: [(&str, usize, usize); 8] = [
    ("XSW1", 4, 1),
    ("XSW2", 1, 3),
    ("XSW3", 0, 0),
    ("XSW4", 3, 0),
    ("XSW5", 0, 1),
    ("XSW6", 4, 5),
    ("XSW7", 7, 0),
    ("XSW8", 9, 1),
];

/// Changes every attribute id, Id or ID of a piece of XML.
fn ids(xml: &str, how: usize) -> String {
    let mut out = String::new();
    let mut rest = xml;
    let next = |text: &str| [" id=\"", " Id=\"", " ID=\""].iter().filter_map(|name| text.find(name)).min();
    while let Some(at) = next(rest) {
        let (before, found) = rest.split_at(at);
        let end = found[5..].find('"').unwrap() + 6;
        let value = &found[5..end - 1];
        out.push_str(before);
        match how {
            0 => out.push_str(&found[..end]),
            1 => {}
            2 => write!(out, "{}{value}2\"", &found[..5]).unwrap(),
            _ => {
                let name = if &found[1..3] == "ID" { "id" } else { "ID" };
                write!(out, " {name}=\"{value}\"").unwrap();
            }
        }
        rest = &found[end..];
    }
    out.push_str(rest);
    out
}

/// Takes every ds:Signature out.
fn bare(xml: &str) -> String {
    let mut out = xml.to_owned();
    while let (Some(start), Some(end)) = (out.find("<ds:Signature "), out.find("</ds:Signature>")) {
        if end < start {
            break;
        }
        out.replace_range(start..end + "</ds:Signature>".len(), "");
    }
    out
}

/// Puts a piece first or last in an element.
fn put(element: &str, piece: &str, last: bool) -> String {
    let at = if last { element.rfind("</").unwrap() } else { element.find('>').unwrap() + 1 };
    format!("{}{piece}{}", &element[..at], &element[at..])
}

/// One attack; none where the shape leaves no room for it.
fn attack(shape: &Shape, how: usize, place: usize, signature_place: usize, keep: bool) -> Option<String> {
    let signed = &shape.xml[shape.signed.clone()];
    let mut signature = shape.xml[shape.signature.clone()].to_owned();
    let around = shape.signature.start < shape.signed.start && shape.signed.end < shape.signature.end;
    let inside = shape.signed.start < shape.signature.start && shape.signature.end < shape.signed.end;
    let stripped = if inside { signed.replace(&signature, "") } else { signed.to_owned() };
    let copy = stripped.replace(GENUINE, FORGED);
    let mut copy = ids(&if keep { copy } else { bare(&copy) }, how);
    // What is covered moves with its signature in it only where that was so.
    let mut genuine = if inside && signature_place == 0 { signed.to_owned() } else { stripped };
    if around {
        // The signature goes nowhere: it is around what moves.
        if signature_place != 0 || matches!(place, 4 | 5 | 9) {
            return None;
        }
        signature = String::new();
    } else if inside && signature_place == 0 {
        if matches!(place, 4 | 5 | 9) {
            return None;
        }
        signature = String::new();
    }
    match place {
        4 => signature = put(&signature, &format!("<ds:Object>{genuine}</ds:Object>"), true),
        5 => signature = signature.replace("</ds:KeyInfo>", &format!("{genuine}</ds:KeyInfo>")),
        9 => {
            copy = put(
                &copy,
                &format!(
                    r#"<ds:Signature xmlns:ds="{DSIG}"><ds:Object>{genuine}</ds:Object></ds:Signature>"#
                ),
                true,
            );
        }
        6 | 7 => genuine = format!("<Extensions>{genuine}</Extensions>"),
        8 => genuine = format!("<a><b><c>{genuine}</c></b></a>"),
        _ => {}
    }
    if signature_place == 5 && !matches!(place, 4 | 5 | 9) {
        genuine.push_str(&signature);
    }
    let mut all = match place {
        0 | 7 => format!("{copy}{genuine}"),
        1 | 6 => format!("{genuine}{copy}"),
        2 => put(&copy, &genuine, false),
        3 | 8 => put(&copy, &genuine, true),
        10 => put(&genuine, &copy, false),
        11 => put(&genuine, &copy, true),
        _ => copy.clone(),
    };
    match signature_place {
        1 => {
            all = all.replacen(
                &copy[copy.rfind("</").unwrap()..],
                &format!("{signature}{}", &copy[copy.rfind("</").unwrap()..]),
                1,
            );
        }
        0 | 2 => all.push_str(&signature),
        3 => all.insert_str(0, &signature),
        4 => write!(all, "<Extensions>{signature}</Extensions>").unwrap(),
        _ if matches!(place, 4 | 5 | 9) => all = put(&all, &signature, false),
        _ => {}
    }
    let start = if around { shape.signed.start } else { shape.signed.start.min(shape.signature.start) };
    let end = if around { shape.signed.end } else { shape.signed.end.max(shape.signature.end) };
    let xml = format!("{}{all}{}", &shape.xml[..start], &shape.xml[end..]);
    // The signed element was the root: two roots are no document, a new one is an attack of its own.
    let whole = start == 0 && end == shape.xml.len();
    Some(if whole && Document::read(xml.as_bytes(), &Limits::default()).is_err() {
        format!("<Message>{xml}</Message>")
    } else {
        xml
    })
}

#[test]
fn every_permutation_is_refused() {
    let mut tried = BTreeSet::new();
    let mut by_shape: BTreeMap<&str, u32> = BTreeMap::new();
    let mut reasons: BTreeMap<String, u32> = BTreeMap::new();
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let all = shapes();
    for shape in &all {
        let genuine = verify(&opened(&shape.xml), &shape.profile, &shape.trust, &times());
        assert_eq!(verdict(&genuine), "TOTAL-PASSED", "{}: {:#?}", shape.name, genuine.findings);
        for (how, spelling) in IDS.iter().enumerate() {
            for (place, placed) in PLACES.iter().enumerate() {
                for (signature_place, signed) in SIGNATURES.iter().enumerate() {
                    for keep in [true, false] {
                        let Some(xml) = attack(shape, how, place, signature_place, keep) else { continue };
                        let told =
                            format!("{}: ids {spelling}, {placed}, signature {signed}\n{xml}", shape.name);
                        assert!(xml.contains(FORGED), "{told}");
                        let Ok(message) = open(xml.as_bytes(), &Limits::default()) else { panic!("{told}") };
                        if !tried.insert(xml.clone()) {
                            continue;
                        }
                        let outcome = verify(&message, &shape.profile, &shape.trust, &times());
                        assert!(
                            verdict(&outcome).starts_with("TOTAL-FAILED"),
                            "{}, {told}",
                            verdict(&outcome)
                        );
                        assert!(outcome.content.is_none(), "{told}");
                        *by_shape.entry(shape.name).or_default() += 1;
                        *reasons.entry(format!("{} {}", verdict(&outcome), why(&outcome))).or_default() += 1;
                        for (name, ..) in XSW.iter().filter(|(_, p, s)| (*p, *s) == (place, signature_place))
                        {
                            *known.entry(name).or_default() += 1;
                        }
                    }
                }
            }
        }
    }
    println!("wrapping, {} documents: {by_shape:#?}\n{known:?}\n{reasons:#?}", tried.len());
    assert!(tried.len() >= 500 && by_shape.len() == all.len(), "{} {by_shape:?}", tried.len());
    assert_eq!(known.len(), XSW.len(), "{known:?}");
}
