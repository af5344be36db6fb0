//! XML Signature 1.1: the profile of ALADI COD. SignedInfo by C14N 1.0 with comments; the reference by
//! enveloped-signature and exclusive c14n; KeyInfo with the signer's certificate and those above it.

use crate::{
    Result, SimulatorError,
    authority::Holder,
    key::Scheme,
    xml::{Element, Form, Piece},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// Signs the element at `covers` (local names from below the root; empty: the root itself). The signature becomes
/// the last child of `place`, a path of the same kind. The covered element keeps its id or gets its name as one; a root
/// without one is meant by the empty reference (XML Signature 4.4.3.2).
pub(crate) fn sign(
    root: &mut Element,
    covers: &[&str],
    place: &[&str],
    holder: &Holder,
    scheme: Scheme,
) -> Result<()> {
    let failed =
        |what: &str| SimulatorError::Write { what: "XML signature".to_owned(), reason: what.to_owned() };
    let outside = root.scope(covers.split_last().map_or(&[][..], |(_, above)| above));
    let covered = root.at_mut(covers).ok_or_else(|| failed("the covered element is not there"))?;
    let known = ["id", "Id", "ID"].into_iter().find_map(|name| covered.attribute(name)).map(str::to_owned);
    let uri = match known {
        Some(id) => format!("#{id}"),
        None if covers.is_empty() => String::new(),
        None => {
            let id = covered.local().to_owned();
            covered.set_attribute("id", &id);
            format!("#{id}")
        }
    };
    // No signature stands inside yet where this one will: the enveloped-signature transform takes out this one only.
    let digest = Sha256::digest(covered.canonical(&outside, Form::Exclusive));
    let method = match scheme {
        Scheme::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        Scheme::RsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        Scheme::EcdsaP256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        Scheme::EcdsaP384 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        Scheme::RsaPssSha256 | Scheme::Ed25519 => return Err(failed("not a scheme of this profile")),
    };
    let chain = std::iter::once(&holder.certificate).chain(holder.chain.iter().map(|der| &der.0));
    let certificates = chain.fold(String::new(), |text, der| {
        text + "<X509Certificate>" + &BASE64_STANDARD.encode(der) + "</X509Certificate>"
    });
    let digest = BASE64_STANDARD.encode(digest);
    let mut signature = Element::parse(&format!(
        "<Signature xmlns=\"{DSIG}\"><SignedInfo><CanonicalizationMethod Algorithm=\"{C14N}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"{method}\"></SignatureMethod><Reference URI=\"{uri}\"><Transforms>\
         <Transform Algorithm=\"{DSIG}enveloped-signature\"></Transform><Transform Algorithm=\"{EXCLUSIVE}\"></Transform>\
         </Transforms><DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
         <DigestValue>{digest}</DigestValue></Reference></SignedInfo><SignatureValue></SignatureValue>\
         <KeyInfo><X509Data>{certificates}</X509Data></KeyInfo></Signature>"
    ))?;
    let mut scope = root.scope(place);
    scope.extend(signature.declarations.iter().cloned());
    let signed_info = signature.at(&["SignedInfo"]).ok_or_else(|| failed("no SignedInfo"))?;
    let value = holder.key.sign(scheme, signed_info.canonical(&scope, Form::Inclusive).as_bytes())?;
    if let Some(element) = signature.at_mut(&["SignatureValue"]) {
        element.set_text(&BASE64_STANDARD.encode(value));
    }
    let place = root.at_mut(place).ok_or_else(|| failed("the place for the signature is not there"))?;
    place.children.push(Piece::Element(signature));
    Ok(())
}
