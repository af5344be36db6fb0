//! Public keys as JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037): only where a partner's list gives
//! them. A key in a message's own header is a hint that is never followed.

use crate::keys::PublicKey;
use crate::keys_rsa;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use document::{Document, Kind, Limits, Node, Syntax};

/// Members that only private and shared keys have.
const SECRET: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Reads one public key. None for what is no public key for signatures, or says so of itself: a secret
/// member, another `use`, `key_ops` without `verify`, an `alg` of another kind of key.
pub(crate) fn read(text: &str) -> Option<PublicKey> {
    let limits = Limits { bytes: 16 * 1024, depth: 8, nodes: 64 };
    let document = Document::read_as(Syntax::Json, text.as_bytes(), &limits).ok()?;
    let key = document.root();
    let text = |name: &str| key.get(name).filter(|node| node.kind() == Kind::String)?.value();
    if SECRET.iter().any(|name| key.get(name).is_some()) {
        return None;
    }
    if key.get("use").is_some() && text("use") != Some("sig") {
        return None;
    }
    if key.get("key_ops").is_some_and(|list| !list.children().any(|one| one.value() == Some("verify"))) {
        return None;
    }
    let algorithms: &[&str] = match (text("kty")?, text("crv")) {
        ("RSA", None) => &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
        ("EC", Some("P-256")) => &["ES256"],
        ("EC", Some("P-384")) => &["ES384"],
        ("EC", Some("P-521")) => &["ES512"],
        ("OKP", Some("Ed25519")) => &["EdDSA", "Ed25519"],
        _ => return None,
    };
    if key.get("alg").is_some() && !text("alg").is_some_and(|name| algorithms.contains(&name)) {
        return None;
    }
    match text("crv") {
        None => keys_rsa::key(&bytes(key, "n")?, &bytes(key, "e")?).map(|key| PublicKey::Rsa(Box::new(key))),
        Some("Ed25519") => PublicKey::ed25519(&bytes(key, "x")?),
        Some(curve) => {
            let length = match curve {
                "P-256" => 32,
                "P-384" => 48,
                _ => 66,
            };
            // RFC 7518 6.2.1.2: each coordinate is as long as the field, no shorter.
            let (x, y) = (bytes(key, "x")?, bytes(key, "y")?);
            (x.len() == length && y.len() == length).then_some(())?;
            PublicKey::from_point(curve, &[&[4], x.as_slice(), y.as_slice()].concat())
        }
    }
}

fn bytes(key: Node<'_>, name: &str) -> Option<Vec<u8>> {
    let text = key.get(name).filter(|node| node.kind() == Kind::String)?.value()?;
    URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037 appendix A.2.
    const PUBLIC: &str = r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

    #[test]
    fn what_a_key_says_of_itself_is_heeded() {
        let reads = |more: &str| read(&format!("{{{PUBLIC}{more}}}")).is_some();
        for fine in ["", r#","use":"sig""#, r#","alg":"EdDSA""#, r#","key_ops":["verify"]"#, r#","kid":"1""#]
        {
            assert!(reads(fine), "{fine}");
        }
        for wrong in [
            r#","use":"enc""#,
            r#","use":null"#,
            r#","alg":"ES256""#,
            r#","alg":1"#,
            r#","key_ops":["encrypt"]"#,
            r#","key_ops":[]"#,
            r#","d":"AA""#,
            r#","k":"AA""#,
            r#","crv":"P-256""#,
        ] {
            assert!(!reads(wrong), "{wrong}");
        }
        for wrong in ["", "{}", "[]", r#"{"kty":"oct","k":"AA"}"#, r#"{"kty":"OKP","crv":"Ed448","x":"AA"}"#]
        {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
