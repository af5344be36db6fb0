//! What carries a token on paper: a prefix, base45 (RFC 9285) and zlib, unpacked strictly and with a bound.

use std::io::Read;

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// No token on paper is larger.
const MOST: u64 = 64 * 1024;

/// The token; or which step refuses it.
pub fn unpack(text: &str) -> Result<Vec<u8>, &'static str> {
    let text = text.strip_prefix("HC1:").ok_or("another prefix")?;
    let packed = base45(text).ok_or("not base45")?;
    let mut token = Vec::new();
    flate2::read::ZlibDecoder::new(packed.as_slice())
        .take(MOST)
        .read_to_end(&mut token)
        .map_err(|_| "not compressed")?;
    Ok(token)
}

pub fn base45(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for group in text.as_bytes().chunks(3) {
        let mut number = 0;
        for byte in group.iter().rev() {
            let digit = ALPHABET.iter().position(|one| one == byte)?;
            number = number * 45 + digit;
        }
        match (group.len(), u16::try_from(number).ok()?, u8::try_from(number)) {
            (3, pair, _) => bytes.extend(pair.to_be_bytes()),
            (2, _, Ok(single)) => bytes.push(single),
            _ => return None,
        }
    }
    Some(bytes)
}

#[test]
fn the_examples_of_rfc_9285() {
    assert_eq!(base45("BB8").as_deref(), Some(&b"AB"[..]));
    assert_eq!(base45("%69 VD92EX0").as_deref(), Some(&b"Hello!!"[..]));
    assert_eq!(base45("QED8WEX0").as_deref(), Some(&b"ietf!"[..]));
    for wrong in ["GGW", ":::", "A", "::", "a b"] {
        assert_eq!(base45(wrong), None, "{wrong}");
    }
}
