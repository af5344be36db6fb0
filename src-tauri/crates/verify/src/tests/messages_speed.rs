//! How long one verification of a 5 kB XML document takes, path and revocation included, with trust that was made
//! ready once. Printed, and bounded so loosely that only a change of order fails it.

use super::kit::*;
use super::messages::{complete, opened, template};
use crate::{Anchor, Family, Knowledge, SignatureRule};
use std::fmt::Write as _;
use std::time::Instant;

#[test]
fn a_document_of_5_kb() {
    let root = Authority::root("Root", |_| ());
    let rsa = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let signer = root.signer_with("Official", 1, rsa, |_| ());
    let mut goods = String::new();
    for number in 0..44 {
        let code = format!("<Code>0902{number:02}</Code>");
        write!(goods, r#"<Good no="{number}">{code}<Weight unit="kg">1{number}.5</Weight></Good>"#).unwrap();
    }
    let xml = format!(r#"<Note><Body id="B">{goods}</Body>{}</Note>"#, template("B", &signer));
    let xml = complete(&xml, "B", &signer);
    assert!((4_500..5_500).contains(&xml.len()), "{} bytes", xml.len());
    let rule = SignatureRule { covers: "Note/Body".into(), ..official() };
    let rules = profile(Family::XmlDsig, &["rsa-sha256"], vec![rule]);
    let trust = snapshot(
        vec![Anchor::Certificate(root.der())],
        vec![root.crl(KNOWN, NEXT, &[])],
        vec![signer.entry(|_| ())],
    );
    let known = Knowledge::of(&trust);
    let rounds = 200_u32;
    let begin = Instant::now();
    for _ in 0..rounds {
        assert_eq!(verdict(&known.verify(&opened(&xml), &rules, &times())), "TOTAL-PASSED");
    }
    let each = begin.elapsed() / rounds;
    println!("one verification of {} bytes, RSA-2048, path and list: {each:?}", xml.len());
    assert!(each.as_millis() < 100, "{each:?}");
}
