//! A message's text as lines, so that a place in it can be shown. What stands on one line is broken up; no
//! token is changed.

use std::fmt::Write as _;

/// A line from which a text counts as dense, in bytes.
const DENSE: usize = 300;
/// Longest source that is shown, in characters.
const MOST_SOURCE: usize = 400_000;

/// Bytes as text; what is no UTF-8 as `\xNN`. Cut at `most` characters.
pub(crate) fn visible(bytes: &[u8], most: usize) -> (String, bool) {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02X}");
        }
        if text.len() > most * 4 {
            break;
        }
    }
    match text.char_indices().nth(most) {
        Some((at, _)) => (text.get(..at).unwrap_or_default().to_owned(), true),
        None => (text, false),
    }
}

/// Source text broken into lines, with the first byte of each line in the source.
pub(crate) struct Shown {
    pub lines: Vec<String>,
    starts: Vec<usize>,
}

impl Shown {
    /// `syntax` is `xml` or `json`.
    pub fn of(bytes: &[u8], syntax: &str) -> Self {
        let (text, _) = visible(bytes, MOST_SOURCE);
        let dense = text.lines().any(|line| line.len() > DENSE);
        if dense && std::str::from_utf8(bytes).is_ok() {
            return if syntax == "json" { Self::dense_json(&text) } else { Self::dense_xml(&text) };
        }
        let mut starts = Vec::new();
        let mut at = 0;
        let mut lines = Vec::new();
        for line in text.split_inclusive('\n') {
            starts.push(at);
            at += line.len();
            lines.push(line.trim_end_matches(['\n', '\r']).to_owned());
        }
        Self { lines, starts }
    }

    /// Breaks JSON after commas and brackets outside strings, two spaces a level. No token is changed.
    fn dense_json(text: &str) -> Self {
        let mut out = Self { lines: Vec::new(), starts: Vec::new() };
        let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
        let (mut line, mut start) = (String::new(), 0);
        for (at, c) in text.char_indices() {
            if line.is_empty() {
                start = at;
            }
            if !inside && (c == '}' || c == ']') {
                out.push(depth, &mut line, start);
                start = at;
                depth = depth.saturating_sub(1);
            }
            line.push(c);
            if inside {
                inside = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if c == '"' {
                inside = true;
            } else if matches!(c, ',' | '{' | '[') {
                out.push(depth, &mut line, start);
                depth += usize::from(c != ',');
            }
        }
        out.push(depth, &mut line, start);
        out
    }

    /// Breaks XML before each start tag, and before an end tag that closes elements.
    fn dense_xml(text: &str) -> Self {
        let mut out = Self { lines: Vec::new(), starts: Vec::new() };
        let (mut depth, mut level, mut closed) = (0_usize, 0_usize, false);
        let (mut line, mut start) = (String::new(), 0);
        for (at, c) in text.char_indices() {
            if c == '<' {
                let ends = text.get(at..).is_some_and(|rest| rest.starts_with("</"));
                if ends {
                    depth = depth.saturating_sub(1);
                }
                if !ends || closed {
                    out.push(level, &mut line, start);
                    level = depth;
                }
                if !ends {
                    depth += 1;
                }
                closed = ends;
            }
            if line.is_empty() {
                start = at;
            }
            line.push(c);
            if c == '>' && (line.ends_with("/>") || line.ends_with("?>")) {
                depth = depth.saturating_sub(1);
                closed = true;
            }
        }
        out.push(level, &mut line, start);
        out
    }

    fn push(&mut self, depth: usize, line: &mut String, start: usize) {
        if !line.trim().is_empty() {
            self.starts.push(start);
            self.lines.push(format!("{}{}", "  ".repeat(depth.min(40)), line.trim()));
        }
        line.clear();
    }

    /// The line, from 1, that holds a byte of the source; 0 if none does.
    pub fn line_of(&self, byte: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= byte)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_text_is_broken_and_places_are_found() {
        let filler = "x".repeat(DENSE);
        let json = format!(r#"{{"a":"1,{{2","b":[{{"c":3}}],"d":"{filler}"}}"#);
        let shown = Shown::of(json.as_bytes(), "json");
        assert_eq!(
            shown.lines.iter().map(|line| line.trim()).collect::<String>(),
            json,
            "no token is changed"
        );
        let at = json.find("\"c\"").unwrap_or_default();
        let line = shown.lines.get(shown.line_of(at) as usize - 1).map(String::as_str).unwrap_or_default();
        assert!(line.contains("\"c\""), "the line of a place holds it: {line}");
        let xml = format!("<a><b>1</b><c><d/>{filler}</c></a>");
        let shown = Shown::of(xml.as_bytes(), "xml");
        assert_eq!(shown.lines.iter().map(|line| line.trim()).collect::<String>(), xml, "nor of XML");
        assert_eq!(shown.lines.get(1).map(String::as_str), Some("  <b>1</b>"), "a leaf stands on one line");
    }

    #[test]
    fn bytes_that_are_no_text_are_made_visible() {
        assert_eq!(visible(b"a\xff\xfeb", 100), ("a\\xFF\\xFEb".to_owned(), false), "as escapes");
        assert_eq!(visible("ab".as_bytes(), 1), ("a".to_owned(), true), "and long ones are cut");
    }
}
