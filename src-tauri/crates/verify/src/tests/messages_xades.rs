//! XML signatures that only a profile's allowance opens the door to: XAdES, enveloping, Canonical XML 1.1, a
//! signed KeyInfo, and SHA-1 before its last day.

use super::kit::*;
use super::messages::{EXCLUSIVE, opened};
use crate::open::{descendants, is_signature};
use crate::xml::c14n::Method;
use crate::{Allowance, Anchor, Family, Outcome, Profile, SignatureRule, Times, TrustSnapshot, verify};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certificate::Light;
use document::{Document, Limits, Node};
use sha2::{Digest, Sha256, Sha384, Sha512};

pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub const C14N11: &str = "http://www.w3.org/2006/12/xml-c14n11";
pub const PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// A reference that [`seal`] fills in. `kind` is its Type, or empty.
pub fn reference(number: u32, uri: &str, kind: &str, transforms: &[&str], digest: &str) -> String {
    let kind = if kind.is_empty() { String::new() } else { format!(r#" Type="{kind}""#) };
    let element = |name: &&str| format!(r#"<ds:Transform Algorithm="{name}"/>"#);
    let transforms = transforms.iter().map(element).collect::<Vec<_>>().concat();
    format!(
        r#"<ds:Reference{kind} URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue>DIGEST-{number}-</ds:DigestValue></ds:Reference>"#
    )
}

/// A signature around these references, with these objects; [`seal`] fills it in.
pub fn signature(method: &str, canonical: &str, references: &str, objects: &str, signer: &Signer) -> String {
    let certificate = STANDARD.encode(&signer.der);
    format!(
        r#"<ds:Signature xmlns:ds="{DSIG}" Id="S"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{canonical}"/><ds:SignatureMethod Algorithm="{method}"/>{references}</ds:SignedInfo><ds:SignatureValue>VALUE</ds:SignatureValue><ds:KeyInfo Id="K"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>{objects}</ds:Signature>"#
    )
}

/// The Object with qualifying properties. `certificate` is the property that names the signer.
pub fn properties(certificate: &str, unsigned: &str) -> String {
    format!(
        r##"<ds:Object><x:QualifyingProperties xmlns:x="{XADES}" Target="#S"><x:SignedProperties Id="P"><x:SignedSignatureProperties><x:SigningTime>{CLAIMED}</x:SigningTime>{certificate}</x:SignedSignatureProperties></x:SignedProperties>{unsigned}</x:QualifyingProperties></ds:Object>"##
    )
}

/// SigningCertificateV2 for a certificate.
pub fn names(der: &[u8]) -> String {
    let digest = STANDARD.encode(Sha256::digest(der));
    format!(
        r#"<x:SigningCertificateV2><x:Cert><x:CertDigest><ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue></x:CertDigest></x:Cert></x:SigningCertificateV2>"#
    )
}

fn read(xml: &str) -> Document {
    Document::read(xml.as_bytes(), &Limits::default()).unwrap()
}

fn algorithm<'d>(node: Node<'d>, name: &str) -> &'d str {
    node.get(name).unwrap().attribute("Algorithm").unwrap()
}

/// Fills in the digests and the value of the one signature of a document.
pub fn seal(xml: &str, signer: &Signer) -> String {
    let mut xml = xml.to_owned();
    loop {
        let document = read(&xml);
        let node = descendants(document.root()).find(is_signature).unwrap();
        let info = node.get("SignedInfo").unwrap();
        let open = info
            .elements_named("Reference")
            .find(|one| one.get("DigestValue").unwrap().text().starts_with("DIGEST-"));
        let Some(open) = open else {
            let method = Method::named(algorithm(info, "CanonicalizationMethod"), "").unwrap();
            let value = signer.sign(method.canonical(info, None).unwrap().as_bytes());
            let value = p384::ecdsa::Signature::from_der(&value)
                .map_or_else(|_| value.clone(), |value| value.to_bytes().to_vec());
            return xml.replace("VALUE<", &format!("{}<", STANDARD.encode(value)));
        };
        let apex = match open.attribute("URI").unwrap().strip_prefix('#') {
            None => document.top(),
            Some(id) => descendants(document.root())
                .find(|node| node.attribute("id").or(node.attribute("Id")) == Some(id))
                .unwrap(),
        };
        let transforms: Vec<_> = open
            .get("Transforms")
            .unwrap()
            .elements()
            .map(|one| one.attribute("Algorithm").unwrap())
            .collect();
        let method = transforms.iter().find_map(|name| Method::named(name, "")).unwrap_or(Method::fallback());
        let enveloped = transforms.iter().any(|name| name.ends_with("enveloped-signature"));
        let bytes = method.canonical(apex, enveloped.then(|| node.id())).unwrap().into_bytes();
        let digest = match algorithm(open, "DigestMethod").rsplit('#').next().unwrap() {
            "sha1" => sha1::Sha1::digest(bytes).to_vec(),
            "sha384" => Sha384::digest(bytes).to_vec(),
            "sha512" => Sha512::digest(bytes).to_vec(),
            _ => Sha256::digest(bytes).to_vec(),
        };
        let place = open.get("DigestValue").unwrap().text().into_owned();
        xml = xml.replace(&place, &STANDARD.encode(digest));
    }
}

const ECDSA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

/// An anchor, an official's key, and a profile that allows these forms.
struct World {
    signer: Signer,
    trust: TrustSnapshot,
    profile: Profile,
}

fn world(covers: &str, allows: &[Allowance]) -> World {
    world_of(covers, allows, rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap())
}

fn world_of(covers: &str, allows: &[Allowance], key: rcgen::KeyPair) -> World {
    let root = Authority::root("Root", |_| ());
    let signer = root.signer_with("Official", 1, key, |_| ());
    let rule = SignatureRule { covers: covers.into(), ..official() };
    let mut profile =
        profile(Family::XmlDsig, &["ecdsa-sha256", "ecdsa-sha384", "rsa-sha1", "ecdsa-sha1"], vec![rule]);
    profile.allows = allows.iter().copied().collect();
    World {
        trust: snapshot(
            vec![Anchor::Certificate(root.der())],
            vec![root.crl(KNOWN, NEXT, &[])],
            vec![signer.entry(|_| ())],
        ),
        signer,
        profile,
    }
}

impl World {
    fn judge(&self, xml: &str) -> Outcome {
        verify(&opened(xml), &self.profile, &self.trust, &times())
    }

    /// `<Note Id="N"><Sum>1</Sum>(XAdES)</Note>`.
    fn xades(&self, certificate: &str, unsigned: &str) -> String {
        let references = [
            reference(0, "#N", "", &[&format!("{DSIG}enveloped-signature"), EXCLUSIVE], SHA256),
            reference(1, "#P", PROPERTIES, &[EXCLUSIVE], SHA256),
        ];
        let signature = signature(
            ECDSA256,
            EXCLUSIVE,
            &references.concat(),
            &properties(certificate, unsigned),
            &self.signer,
        );
        seal(&format!(r#"<Note Id="N"><Sum>1</Sum>{signature}</Note>"#), &self.signer)
    }
}

/// The reason of the first finding that is not clear.
pub fn why(outcome: &Outcome) -> &str {
    let finding = outcome.findings.iter().find(|one| one.level != certificate::Level::Clear);
    finding.and_then(|one| one.evidence.iter().find(|one| one.name == "why")).map_or("", |one| &one.value)
}

#[test]
fn xades_b_b() {
    let mut world = world("Note", &[Allowance::Xades]);
    let xml = world.xades(&names(&world.signer.der), "");
    let outcome = world.judge(&xml);
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    assert_eq!(outcome.signatures[0].claimed_time, Some(at(CLAIMED)), "the signed time is the claim");
    assert_eq!(outcome.signatures[0].format, "XAdES");
    let moved = world.judge(&xml.replace(CLAIMED, "2026-02-01T12:00:00Z"));
    row(&moved, "TOTAL-FAILED HASH_FAILURE", &["CONTENT_ALTERED"], Light::Red, false);
    world.profile.allows.clear();
    row(
        &world.judge(&xml),
        "INDETERMINATE SIG_CONSTRAINTS_FAILURE",
        &["OUT_OF_PROFILE"],
        Light::Amber,
        false,
    );
}

#[test]
fn the_signed_reference_to_the_certificate() {
    let world = world("Note", &[Allowance::Xades]);
    let other = Authority::root("Other", |_| ()).signer("Official", 1, |_| ());
    let outcome = world.judge(&world.xades(&names(&other.der), ""));
    row(&outcome, "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND", &["OUT_OF_PROFILE"], Light::Amber, false);
    assert_eq!(why(&outcome), "no certificate has the digest that was signed");
    let outcome = world.judge(&world.xades("", ""));
    row(&outcome, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
    // Beside others, it decides which is the signer's.
    let both = world.xades(&names(&world.signer.der), "").replacen(
        "<ds:X509Certificate>",
        &format!(
            "<ds:X509Certificate>{}</ds:X509Certificate><ds:X509Certificate>",
            STANDARD.encode(&other.der)
        ),
        1,
    );
    row(&world.judge(&both), "TOTAL-PASSED", &[], Light::Green, true);
}

#[test]
fn properties_that_are_not_what_they_seem() {
    let world = world("Note", &[Allowance::Xades]);
    let xml = world.xades(&names(&world.signer.der), "");
    let start = xml.find("<x:QualifyingProperties").unwrap();
    let end = xml.find("</x:QualifyingProperties>").unwrap() + "</x:QualifyingProperties>".len();
    let qualifying = &xml[start..end];
    let object = format!("<ds:Object>{qualifying}</ds:Object>");
    let second = xml.find("<ds:Reference Type").unwrap();
    let reference = &xml[second..xml.find("</ds:SignedInfo>").unwrap()];
    let policy = "<x:SignaturePolicyIdentifier><x:SignaturePolicyId/></x:SignaturePolicyIdentifier>";
    let refused = [
        (xml.replace(reference, ""), "no reference covers the signed properties"),
        (xml.replace(&object, ""), "a reference to properties that are not there"),
        (xml.replace("Target=\"#S\"", "Target=\"#N\""), "properties of another signature"),
        (xml.replace("Target=\"#S\"", ""), "properties of another signature"),
        (xml.replace("URI=\"#P\"", "URI=\"#K\""), "no reference covers the signed properties"),
        (xml.replace("<x:SigningTime>", "<x:SigningTime><!-- -->"), "a comment or instruction inside the signed properties"),
        (xml.replace("</x:SigningTime>", "</x:SigningTime><x:SigningTime/>"), "a signed property stands twice"),
        (xml.replace(&object, &format!("{object}<ds:Object><x:QualifyingProperties xmlns:x=\"{XADES}\" Target=\"#S\"/></ds:Object>")), "properties stand twice"),
        (xml.replace("</ds:Object>", "<Sum>9</Sum></ds:Object>"), "something beside the properties"),
        (world.xades(&names(&world.signer.der), "<x:UnsignedProperties><x:UnsignedSignatureProperties><Sum>9</Sum></x:UnsignedSignatureProperties></x:UnsignedProperties>"), "an unsigned property that is not known"),
        (world.xades(&names(&world.signer.der), "<x:UnsignedProperties><x:UnsignedDataObjectProperties/></x:UnsignedProperties>"), "an unsigned property that is not known"),
        (world.xades(&names(&world.signer.der), "<x:UnsignedProperties><x:UnsignedSignatureProperties><x:CertificateValues><Sum>9</Sum></x:CertificateValues></x:UnsignedSignatureProperties></x:UnsignedProperties>"), "an unsigned property that is not known"),
    ];
    for (xml, reason) in refused {
        let outcome = world.judge(&xml);
        row(&outcome, "TOTAL-FAILED FORMAT_FAILURE", &["NOT_COVERED"], Light::Red, false);
        assert_eq!(why(&outcome), reason);
    }
    let outcome = world.judge(&world.xades(&format!("{}{policy}", names(&world.signer.der)), ""));
    row(&outcome, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
    assert_eq!(why(&outcome), "it names a signature policy of its own");
}

#[test]
fn unsigned_properties_are_kept_and_believed_in_nothing() {
    let world = world("Note", &[Allowance::Xades]);
    let unsigned = format!(
        "<x:UnsignedProperties><x:UnsignedSignatureProperties><x:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/><x:EncapsulatedTimeStamp>AAAA</x:EncapsulatedTimeStamp></x:SignatureTimeStamp><x:CertificateValues/></x:UnsignedSignatureProperties></x:UnsignedProperties>"
    );
    let xml = world.xades(&names(&world.signer.der), &unsigned);
    let outcome = world.judge(&xml);
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    assert_eq!(outcome.verdict.as_ref().unwrap().proven_time.by, crate::ProvenBy::Receipt);
    let step = outcome.steps.iter().find(|step| step.id == "format").unwrap();
    assert_eq!(step.detail["unsigned"], "SignatureTimeStamp CertificateValues");
    assert_eq!(step.detail["timestamps"], "1");
    let found = crate::xml::each(&read(&xml)).remove(0).unwrap();
    assert_eq!(found.beside.timestamps[0].token, [0, 0, 0]);
    let input = String::from_utf8(found.beside.timestamps[0].input.clone()).unwrap();
    assert!(input.starts_with(&format!("<ds:SignatureValue xmlns:ds=\"{DSIG}\">")), "{input}");
}

#[test]
fn enveloping() {
    for (inside, covers) in [
        (r#"<ds:Object Id="O"><Note><Sum>1</Sum></Note></ds:Object>"#, "Signature/Object/Note"),
        (r#"<ds:Object Id="O"><Note><Sum>1</Sum></Note></ds:Object>"#, "Signature/Object"),
        (r#"<ds:Object><Note Id="O"><Sum>1</Sum></Note></ds:Object>"#, "Signature/Object/Note"),
    ] {
        let mut world = world(covers, &[Allowance::Enveloping]);
        let reference = reference(0, "#O", "", &[EXCLUSIVE], SHA256);
        let xml = seal(&signature(ECDSA256, EXCLUSIVE, &reference, inside, &world.signer), &world.signer);
        let outcome = world.judge(&xml);
        row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
        let content = outcome.content.unwrap();
        assert_eq!(content.document().node(content.root()).unwrap().path(), format!("/{covers}"));
        for attack in [
            xml.replace("<Note", "<Note><Sum>9</Sum></Note><Note"),
            xml.replace("</ds:Object>", "<Sum>9</Sum></ds:Object>"),
            xml.replace("</ds:Object>", "</ds:Object><ds:Object><Note><Sum>9</Sum></Note></ds:Object>"),
            format!("<Note>{xml}</Note>"),
        ] {
            let outcome = world.judge(&attack);
            assert!(verdict(&outcome).starts_with("TOTAL-FAILED") && outcome.content.is_none(), "{attack}");
        }
        world.profile.allows.clear();
        row(&world.judge(&xml), "TOTAL-FAILED FORMAT_FAILURE", &["NOT_COVERED"], Light::Red, false);
    }
}

#[test]
fn canonical_xml_1_1_and_a_signed_key_info() {
    let mut world = world("Note", &[Allowance::C14n11, Allowance::SignedKeyInfo]);
    let references = [
        reference(0, "#N", "", &[&format!("{DSIG}enveloped-signature"), C14N11], SHA256),
        reference(1, "#K", "", &[C14N11], SHA256),
    ];
    let signature = signature(ECDSA256, C14N11, &references.concat(), "", &world.signer);
    let xml = seal(&format!(r#"<Note Id="N" xml:lang="en"><Sum>1</Sum>{signature}</Note>"#), &world.signer);
    row(&world.judge(&xml), "TOTAL-PASSED", &[], Light::Green, true);
    let other = Authority::root("Other", |_| ()).signer("Official", 1, |_| ());
    let added = xml.replace(
        "<ds:X509Data>",
        &format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate>", STANDARD.encode(other.der)),
    );
    assert_eq!(verdict(&world.judge(&added)), "TOTAL-FAILED HASH_FAILURE", "KeyInfo is signed too");
    let based = xml.replace("Id=\"N\"", "Id=\"N\" xml:base=\"urn:b\"");
    assert_eq!(why(&world.judge(&based)), "an xml:base above what is made canonical by version 1.1");
    world.profile.allows.remove(&Allowance::SignedKeyInfo);
    assert_eq!(why(&world.judge(&xml)), "more than one reference");
    world.profile.allows.clear();
    assert_eq!(why(&world.judge(&xml)), "Canonical XML 1.1, which the profile does not allow");
}

#[test]
fn p384_with_sha384_and_sha512() {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let mut world = world_of("Note", &[], key);
    let method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
    let enveloped = format!("{DSIG}enveloped-signature");
    for digest in ["http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512"]
    {
        let reference = reference(0, "", "", &[&enveloped, EXCLUSIVE], digest);
        let signature = signature(method, EXCLUSIVE, &reference, "", &world.signer);
        let xml = seal(&format!("<Note><Sum>1</Sum>{signature}</Note>"), &world.signer);
        row(&world.judge(&xml), "TOTAL-PASSED", &[], Light::Green, true);
        world.profile.algorithms.remove("ecdsa-sha384");
        let outcome = world.judge(&xml);
        row(&outcome, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
        world.profile.algorithms.insert("ecdsa-sha384".into());
    }
}

#[test]
fn sha1_only_before_its_last_day() {
    let mut world = world("Note", &[]);
    let enveloped = format!("{DSIG}enveloped-signature");
    let reference = reference(0, "", "", &[&enveloped, EXCLUSIVE], &format!("{DSIG}sha1"));
    let signature = signature(ECDSA256, EXCLUSIVE, &reference, "", &world.signer);
    let xml = seal(&format!("<Note><Sum>1</Sum>{signature}</Note>"), &world.signer);
    let outcome = world.judge(&xml);
    row(&outcome, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
    assert_eq!(why(&outcome), "its digest is SHA-1");
    world.profile.sunsets.insert("sha1".into(), at("2026-03-02T06:00:01Z"));
    row(&world.judge(&xml), "TOTAL-PASSED", &[], Light::Green, true);
    // The receipt is the proof; without one, or with one on the last day, nothing proves it earlier.
    for (received, end) in [(None, "2026-03-02T06:00:01Z"), (Some(at(RECEIVED)), RECEIVED)] {
        world.profile.sunsets.insert("sha1".into(), at(end));
        let times = Times { received, ..times() };
        let outcome = verify(&opened(&xml), &world.profile, &world.trust, &times);
        let sub = "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE";
        row(&outcome, sub, &["OUT_OF_PROFILE"], Light::Amber, false);
    }
}
