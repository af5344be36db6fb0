//! The characters of XML (REC-xml productions 2, 4 and 4a).

/// May the character stand in an XML 1.0 document?
pub(crate) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{1_0000}'..)
}

fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | '_'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{1_0000}'..='\u{E_FFFF}')
}

fn is_name(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The end of the name without colon that begins at `start`.
pub(super) fn ncname_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start;
    if !bytes.get(at)?.is_ascii_alphabetic() {
        let first = text.get(at..)?.chars().next()?;
        if !is_name_start(first) {
            return None;
        }
        at += first.len_utf8();
    }
    loop {
        match bytes.get(at) {
            Some(b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.') => at += 1,
            Some(128..) => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) if is_name(c) => at += c.len_utf8(),
                _ => return Some(at),
            },
            _ => return Some(at),
        }
    }
}

/// Is this a name without colon (REC-xml-names production 4)?
pub(crate) fn is_ncname(name: &str) -> bool {
    ncname_end(name, 0) == Some(name.len())
}
