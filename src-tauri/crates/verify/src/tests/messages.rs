//! Signed messages of the three families.

use super::kit::Signer;
use crate::open::{descendants, is_signature};
use crate::xml::c14n::Method;
use crate::{Opened, open};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use document::{Document, Limits};
use rcgen::{KeyPair, SigningKey};
use sha2::{Digest, Sha256};

pub fn opened(bytes: impl AsRef<[u8]>) -> Opened {
    open(bytes.as_ref(), &Limits::default()).unwrap()
}

pub const C14N_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// A certificate of origin of our own making, shaped as the ALADI form: exporter's and official's signature.
pub fn cod(claimed: &str, exporter: &Signer, official: &Signer) -> String {
    let plain = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="urn:test:envelope" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a b.xsd">
  <e:CertOrigin>
    <CODEH id="CODEH" xmlns:q="urn:q">
      <CODExporter>
        <COD id="COD"><CODVer>1.8.0</CODVer><Goods q:unit="kg">Tea &amp; <!-- black --> leaves</Goods>
          <DeclarationDate>{claimed}</DeclarationDate></COD>{{COD}}
      </CODExporter>
      <CertificationEH><CertificateDate>{claimed}</CertificateDate></CertificationEH>
    </CODEH>{{CODEH}}
  </e:CertOrigin>
</e:Envelope>"#
    );
    let xml =
        plain.replace("{COD}", &template("COD", exporter)).replace("{CODEH}", &template("CODEH", official));
    let xml = complete(&xml, "COD", exporter);
    complete(&xml, "CODEH", official)
}

/// A ds:Signature over `#id`, still without its values.
pub fn template(id: &str, signer: &Signer) -> String {
    let method =
        if signer.key.is_compatible(&rcgen::PKCS_RSA_SHA256) { "rsa-sha256" } else { "ecdsa-sha256" };
    let certificate = STANDARD.encode(&signer.der);
    format!(
        r##"<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{C14N_COMMENTS}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{method}"/><ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="{DSIG}enveloped-signature"/><ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>DIGEST-{id}-</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>VALUE-{id}-</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"##
    )
}

/// Fills in digest and value of the signature over `#id`.
pub fn complete(xml: &str, id: &str, signer: &Signer) -> String {
    let reference = format!("#{id}");
    let found = |document: &Document| {
        descendants(document.root())
            .filter(is_signature)
            .find(|node| {
                let info = node.get("SignedInfo").unwrap();
                info.get("Reference").unwrap().attribute("URI") == Some(&reference)
            })
            .unwrap()
            .id()
    };
    let document = Document::read(xml.as_bytes(), &Limits::default()).unwrap();
    let target = descendants(document.root()).find(|node| node.attribute("id") == Some(id)).unwrap();
    let exclusive = Method::named(EXCLUSIVE, "").unwrap();
    let digest = Sha256::digest(exclusive.canonical(target, Some(found(&document))).unwrap());
    let xml = xml.replace(&format!("DIGEST-{id}-"), &STANDARD.encode(digest));
    let document = Document::read(xml.as_bytes(), &Limits::default()).unwrap();
    let info = document.node(found(&document)).unwrap().get("SignedInfo").unwrap();
    let input = Method::named(C14N_COMMENTS, "").unwrap().canonical(info, None).unwrap();
    xml.replace(&format!("VALUE-{id}-"), &STANDARD.encode(signer.sign(input.as_bytes())))
}

/// A compact token. `header` is JSON members after alg, x5c and x5t#S256.
pub fn token(payload: &str, header: &str, algorithm: &str, signer: &Signer) -> String {
    let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(&signer.der));
    let certificate = STANDARD.encode(&signer.der);
    token_of(
        payload,
        &format!(r#"{{"alg":"{algorithm}","x5c":["{certificate}"],"x5t#S256":"{thumbprint}"{header}}}"#),
        signer,
    )
}

/// A compact token with this very header.
pub fn token_of(payload: &str, header: &str, signer: &Signer) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let value = URL_SAFE_NO_PAD.encode(signer.sign(input.as_bytes()));
    format!("{input}.{value}")
}

pub const METHOD: &str = "did:example:katanga#key-1";

/// A credential with an eddsa-jcs-2022 proof.
pub fn credential(created: &str, key: &KeyPair) -> String {
    let document = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"credentialSubject":{"quantity":12.5,"name":"Кофе"}}"#;
    let options = format!(
        r#"{{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"{created}","verificationMethod":"{METHOD}","proofPurpose":"assertionMethod","@context":["https://www.w3.org/ns/credentials/v2"]}}"#
    );
    prove(document, &options, key)
}

/// Puts a proof with these options on a document.
pub fn prove(document: &str, options: &str, key: &KeyPair) -> String {
    let hash = |json: &str| {
        let document = Document::read(json.as_bytes(), &Limits::default()).unwrap();
        Sha256::digest(crate::jcs::canonical(document.root(), &[]).unwrap()).to_vec()
    };
    let value = key.sign(&[hash(options), hash(document)].concat()).unwrap();
    let value = bs58::encode(value).into_string();
    let (document, options) = (document.strip_suffix('}').unwrap(), options.strip_suffix('}').unwrap());
    format!(r#"{document},"proof":{options},"proofValue":"z{value}"}}}}"#)
}
