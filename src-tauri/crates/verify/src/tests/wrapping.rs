//! Wrapping: every way we know to make a signature cover something else than what is read. Each starts
//! from a document that passes, and must be refused with nothing released.

use super::kit::*;
use super::messages::*;
use crate::{Anchor, Family, Profile, SignatureRule, TrustSnapshot, verify};
use certificate::Light;

struct World {
    xml: String,
    profile: Profile,
    trust: TrustSnapshot,
}

/// `<Note id="N"><Body id="B">1</Body>(signature)</Note>`, the signature over Body, beside it.
fn world() -> World {
    let root = Authority::root("Root", |_| ());
    let signer = root.signer("Official", 1, |_| ());
    let xml = format!(r#"<Note><Body id="B"><Sum>1</Sum></Body>{}</Note>"#, template("B", &signer));
    World {
        xml: complete(&xml, "B", &signer),
        profile: profile(
            Family::XmlDsig,
            &["ecdsa-sha256"],
            vec![SignatureRule { covers: "Note/Body".into(), ..official() }],
        ),
        trust: snapshot(
            vec![Anchor::Certificate(root.der())],
            vec![root.crl(KNOWN, NEXT, &[])],
            vec![signer.entry(|_| ())],
        ),
    }
}

#[test]
fn every_wrapping_is_refused() {
    let world = world();
    let xml = &world.xml;
    let body = r#"<Body id="B"><Sum>1</Sum></Body>"#;
    let evil = r#"<Body id="E"><Sum>9</Sum></Body>"#;
    let start = xml.find("<ds:Signature ").unwrap();
    let end = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &xml[start..end];
    let info = &xml[xml.find("<ds:SignedInfo>").unwrap()
        ..xml.find("</ds:SignedInfo>").unwrap() + "</ds:SignedInfo>".len()];
    let digest = &xml[xml.find("<ds:DigestValue>").unwrap() + 16..xml.find("</ds:DigestValue>").unwrap()];
    let value =
        &xml[xml.find("<ds:SignatureValue>").unwrap() + 19..xml.find("</ds:SignatureValue>").unwrap()];
    let attacks: Vec<(&str, String)> = vec![
        ("a second body before", xml.replace(body, &format!("{evil}{body}"))),
        ("a second body after", xml.replace(body, &format!("{body}{evil}"))),
        ("the body inside another", xml.replace(body, &format!("<Body><Sum>9</Sum>{body}</Body>"))),
        ("the body moved into a wrapper", xml.replace(body, &format!("{evil}<w>{body}</w>"))),
        ("the body moved into the signature", xml.replace(body, evil).replace("</ds:Signature>", &format!("<ds:Object>{body}</ds:Object></ds:Signature>"))),
        ("the body moved into KeyInfo", xml.replace(body, evil).replace("</ds:KeyInfo>", &format!("{body}</ds:KeyInfo>"))),
        ("one ID twice, evil first", xml.replace(body, &format!("{}{body}", evil.replace("\"E\"", "\"B\"")))),
        ("one ID twice, in another spelling", xml.replace("<Note>", "<Note ID=\"B\">")),
        ("one ID twice, in another namespace", xml.replace("<Note>", "<Note xmlns:w=\"urn:w\" w:Id=\"B\">")),
        ("content beside the body", xml.replace(body, &format!("{body}<Sum>9</Sum>"))),
        ("text beside the body", xml.replace(body, &format!("9{body}"))),
        ("an attribute above the body", xml.replace("<Note>", "<Note sum=\"9\">")),
        ("an instruction above the body", xml.replace(body, &format!("<?sum 9?>{body}"))),
        ("another root around it all", format!("<Note>{evil}{xml}</Note>")),
        ("the signature deeper", format!("{}<w>{signature}</w>{}", &xml[..start], &xml[end..])),
        ("the signature twice", xml.replace(signature, &format!("{signature}{signature}"))),
        ("a second SignedInfo first", xml.replace(info, &format!("{}{info}", info.replace(digest, "AAAA")))),
        ("a second SignedInfo last", xml.replace(info, &format!("{info}{}", info.replace(digest, "AAAA")))),
        ("a second SignedInfo in an object", xml.replace("</ds:Signature>", &format!("<ds:Object>{info}</ds:Object></ds:Signature>"))),
        ("a second SignedInfo in KeyInfo", xml.replace("</ds:KeyInfo>", &format!("{info}</ds:KeyInfo>"))),
        ("a comment in the digest", xml.replace(digest, &format!("{}<!-- -->{}", &digest[..8], &digest[8..]))),
        ("a comment before the digest", xml.replace(digest, &format!("<!--AAAA-->{digest}"))),
        ("a comment in the value", xml.replace(value, &format!("{}<!-- -->{}", &value[..8], &value[8..]))),
        ("an element in the value", xml.replace(value, &format!("<x/>{value}"))),
        ("a comment in SignedInfo", xml.replace("<ds:SignedInfo>", "<ds:SignedInfo><!-- -->")),
        ("a reference to nowhere", xml.replace("URI=\"#B\"", "URI=\"#C\"")),
        ("a reference outside", xml.replace("URI=\"#B\"", "URI=\"http://x/#B\"")),
        ("an XPointer", xml.replace("URI=\"#B\"", "URI=\"#xpointer(id('B'))\"")),
        ("no URI", xml.replace("URI=\"#B\"", "")),
        ("the whole instead", xml.replace("URI=\"#B\"", "URI=\"\"")),
        ("two references", xml.replace("</ds:Reference>", "</ds:Reference><ds:Reference URI=\"#B\"/>")),
        ("an XPath transform", xml.replace("<ds:Transforms>", "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>1</ds:XPath></ds:Transform>")),
        ("an XSLT transform", xml.replace("</ds:Transforms>", "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></ds:Transforms>")),
        ("a base64 transform", xml.replace("</ds:Transforms>", "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/></ds:Transforms>")),
        ("enveloped twice", xml.replace("<ds:Transforms>", "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>")),
        ("a manifest", xml.replace("</ds:Signature>", "<ds:Manifest/></ds:Signature>")),
        ("a truncated HMAC", xml.replace("ecdsa-sha256\"/>", "ecdsa-sha256\"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>")),
        ("the value before SignedInfo", xml.replace(info, "").replace("</ds:SignatureValue>", &format!("</ds:SignatureValue>{info}"))),
        ("another element's name", xml.replace("<Body ", "<Bulk ").replace("</Body>", "</Bulk>")),
    ];
    let genuine = verify(&opened(xml), &world.profile, &world.trust, &times());
    row(&genuine, "TOTAL-PASSED", &[], Light::Green, true);
    for (name, attack) in attacks {
        assert_ne!(attack, *xml, "{name}: nothing was changed");
        let outcome = verify(&opened(&attack), &world.profile, &world.trust, &times());
        assert_eq!(verdict(&outcome), "TOTAL-FAILED FORMAT_FAILURE", "{name}");
        assert_eq!(findings(&outcome), ["NOT_COVERED"], "{name}");
        assert!(outcome.content.is_none(), "{name}");
    }
}

#[test]
fn what_means_nothing_may_stand_outside() {
    let world = world();
    // What is declared above, namespaces and xml:space too, is part of SignedInfo's inclusive canonical
    // form; comments and white space are not.
    let harmless = world
        .xml
        .replace("<Note>", "<!-- a --><Note >\n <!-- b -->")
        .replace("</Note>", "\n</Note><!-- c -->");
    let outcome = verify(&opened(harmless), &world.profile, &world.trust, &times());
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
}

#[test]
fn objects_and_xades_are_out_of_profile() {
    let world = world();
    let empty = world.xml.replace("</ds:Signature>", "<ds:Object/></ds:Signature>");
    let outcome = verify(&opened(empty), &world.profile, &world.trust, &times());
    row(&outcome, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
}

#[test]
fn no_certificate_in_the_signature() {
    let world = world();
    let start = world.xml.find("<ds:KeyInfo>").unwrap();
    let end = world.xml.find("</ds:KeyInfo>").unwrap() + "</ds:KeyInfo>".len();
    let bare = format!("{}{}", &world.xml[..start], &world.xml[end..]);
    let outcome = verify(&opened(bare), &world.profile, &world.trust, &times());
    row(&outcome, "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND", &["OUT_OF_PROFILE"], Light::Amber, false);
}

#[test]
fn sha1_is_never_accepted() {
    let mut world = world();
    world.profile.algorithms.insert("rsa-sha1".into());
    let sha1 = world
        .xml
        .replace("xmldsig-more#ecdsa-sha256", "xmldsig#rsa-sha1")
        .replace("2001/04/xmldsig#rsa", "2000/09/xmldsig#rsa");
    let outcome = verify(&opened(sha1), &world.profile, &world.trust, &times());
    assert!(outcome.content.is_none() && verdict(&outcome) != "TOTAL-PASSED");
}

/// The digest is right wherever an enveloped signature stands; the place is what is refused.
#[test]
fn a_signature_deep_inside_what_it_covers() {
    let world = world();
    let root = Authority::root("Root", |_| ());
    let signer = root.signer("Official", 1, |_| ());
    let mut trust = snapshot(vec![Anchor::Certificate(root.der())], vec![root.crl(KNOWN, NEXT, &[])], vec![]);
    trust.list.as_mut().unwrap().signers = vec![signer.entry(|_| ())];
    for (inside, passes) in [("{}", true), ("<w>{}</w>", false)] {
        let body = inside.replace("{}", &template("B", &signer));
        let xml = complete(&format!(r#"<Note><Body id="B"><Sum>1</Sum>{body}</Body></Note>"#), "B", &signer);
        let outcome = verify(&opened(xml), &world.profile, &trust, &times());
        if passes {
            row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
        } else {
            row(&outcome, "TOTAL-FAILED FORMAT_FAILURE", &["NOT_COVERED"], Light::Red, false);
        }
    }
}
