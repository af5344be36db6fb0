//! What is refused before any cryptography, each with its own reason: the digest and value of these documents
//! would still be right, or are never looked at.

use super::kit::*;
use super::messages::{complete, opened, template};
use super::messages_xades::why;
use crate::{Anchor, Family, SignatureRule, open, verify};
use document::Limits;

#[test]
fn refused_by_name_before_cryptography() {
    let root = Authority::root("Root", |_| ());
    let signer = root.signer("Official", 1, |_| ());
    let rule = SignatureRule { covers: "Note/Body".into(), ..official() };
    let rules = profile(Family::XmlDsig, &["ecdsa-sha256"], vec![rule]);
    let trust = snapshot(
        vec![Anchor::Certificate(root.der())],
        vec![root.crl(KNOWN, NEXT, &[])],
        vec![signer.entry(|_| ())],
    );
    let xml = format!(r#"<Note><Body id="B"><Sum>1</Sum></Body>{}</Note>"#, template("B", &signer));
    let xml = complete(&xml, "B", &signer);
    assert_eq!(verdict(&verify(&opened(&xml), &rules, &trust, &times())), "TOTAL-PASSED");
    let transform = |name: &str| {
        xml.replace("<ds:Transforms>", &format!("<ds:Transforms><ds:Transform Algorithm=\"{name}\"/>"))
    };
    let key_info = |inner: &str| xml.replace("<ds:KeyInfo>", &format!("<ds:KeyInfo>{inner}"));
    let reference = "<ds:Reference URI=\"#B\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>";
    let references = |count: usize| {
        xml.replace("</ds:SignedInfo>", &format!("{}</ds:SignedInfo>", reference.repeat(count)))
    };
    let canonical = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    let start = xml.find("<ds:SignedInfo>").unwrap();
    let end = xml.find("</ds:SignedInfo>").unwrap() + "</ds:SignedInfo>".len();
    let info = &xml[start..end];
    let cases: Vec<(String, &str)> = vec![
        (transform("http://www.w3.org/TR/1999/REC-xslt-19991116"), "an XSLT transform"),
        (transform("http://www.w3.org/TR/1999/REC-xpath-19991116"), "an XPath transform"),
        (transform("http://www.w3.org/2002/06/xmldsig-filter2"), "an XPath Filter 2 transform"),
        (transform("http://www.w3.org/2000/09/xmldsig#base64"), "a base64 transform"),
        (transform("urn:another"), "a transform or canonicalisation that is not accepted"),
        (xml.replace(canonical, &canonical.repeat(5)), "more than 5 transforms"),
        (xml.replace(canonical, &canonical.repeat(2)), "a transform after the canonicalisation"),
        (references(20), "more than 20 references"),
        (references(1), "more than one reference"),
        (xml.replace("<ds:Reference ", "<ds:Reference Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" "), "a manifest: what it lists is not covered"),
        (key_info("<ds:RetrievalMethod URI=\"http://x/key\"/>"), "KeyInfo fetches its key from elsewhere"),
        (key_info("<d:KeyInfoReference xmlns:d=\"http://www.w3.org/2009/xmldsig11#\" URI=\"#B\"/>"), "KeyInfo fetches its key from elsewhere"),
        (key_info("<Sum>9</Sum>"), "something in KeyInfo that is no key"),
        (xml.replace("URI=\"#B\"", "URI=\"http://x/#B\""), "the reference leads outside the document"),
        (xml.replace("URI=\"#B\"", "URI=\"file:///etc/passwd\""), "the reference leads outside the document"),
        (xml.replace("URI=\"#B\"", "URI=\"#xpointer(/)\""), "an XPointer"),
        (xml.replace("URI=\"#B\"", "URI=\"#C\""), "the reference leads nowhere"),
        (xml.replace("URI=\"#B\"", ""), "a reference without URI"),
        (xml.replace("<Note>", "<Note Id=\"B\">"), "an ID stands twice"),
        (xml.replace(info, &format!("{info}{info}")), "more than one SignedInfo"),
        (xml.replace(info, &format!("<ds:Object>{info}</ds:Object>")), "the signature does not begin with SignedInfo"),
        (xml.replace(info, ""), "the signature does not begin with SignedInfo"),
        (xml.replace("</ds:KeyInfo>", &format!("</ds:KeyInfo><ds:Object>{info}</ds:Object>")), "more than one SignedInfo"),
        (xml.replace("<ds:SignedInfo>", "<ds:SignedInfo><!-- -->"), "a comment or instruction inside SignedInfo"),
        (xml.replace("<ds:SignedInfo>", "<ds:SignedInfo><?a?>"), "a comment or instruction inside SignedInfo"),
        (xml.replace("<ds:DigestValue>", "<ds:DigestValue><!--AAAA-->"), "a comment or instruction inside SignedInfo"),
        (xml.replace("<ds:SignatureValue>", "<ds:SignatureValue><!--AAAA-->"), "something else than text in a value"),
        (xml.replace("<ds:SignatureValue>", "<ds:SignatureValue><?AAAA?>"), "something else than text in a value"),
        (xml.replace("<ds:SignatureValue>", "<ds:SignatureValue>*"), "a value is not base64"),
        (xml.replace("</ds:SignatureValue>", "</ds:SignatureValue><ds:Sum/>"), "an element that a signature does not have"),
        (xml.replace("ecdsa-sha256\"/>", "ecdsa-sha256\"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"), "a signature method with parameters"),
        (xml.replace("ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>", "ds:SignatureMethod Algorithm=\"http://www.w3.org/2007/05/xmldsig-more#rsa-pss\"><r:RSAPSSParams xmlns:r=\"http://www.w3.org/2007/05/xmldsig-more#\"><r:SaltLength>0</r:SaltLength></r:RSAPSSParams></ds:SignatureMethod>"), "RSASSA-PSS with parameters that are not accepted"),
    ];
    for (attack, reason) in &cases {
        assert_ne!(*attack, xml, "{reason}: nothing was changed");
        let outcome = verify(&opened(attack), &rules, &trust, &times());
        assert_eq!(verdict(&outcome), "TOTAL-FAILED FORMAT_FAILURE", "{reason}");
        assert_eq!(why(&outcome), *reason);
        let steps: Vec<_> = outcome.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(steps, ["format"], "{reason}: no step after it");
        assert!(outcome.content.is_none(), "{reason}");
    }
    for dtd in [
        "<!DOCTYPE Note>",
        "<!DOCTYPE Note [<!ENTITY sum \"9\">]>",
        "<!DOCTYPE Note [<!ENTITY sum SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE Note [<!ATTLIST Sum id ID #IMPLIED>]>",
    ] {
        let error = open(format!("{dtd}{xml}").as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "XML_DTD");
    }
    println!("{} forms are refused by name before cryptography, and DTDs before that", cases.len());
}
