//! Line breaks and indentation for people, where they say nothing.

/// JSON with one member a line; the order and the spelling of all values stay.
pub fn json(text: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in text.chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        if matches!(c, '}' | ']') {
            depth -= 1;
            line(&mut out, depth);
        }
        match c {
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
        quoted = c == '"';
        if matches!(c, '{' | '[') {
            depth += 1;
        }
        if matches!(c, '{' | '[' | ',') {
            line(&mut out, depth);
        }
    }
    out + "\n"
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}
