//! Lines, aligned. What partners wrote is data: nothing in it may steer the terminal.

use std::fmt::Write as _;

/// Text under construction.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// One line as it is.
    pub fn line(&mut self, text: &str) {
        let _ = writeln!(self.0, "{}", visible(text).trim_end());
    }

    /// An empty line and a heading.
    pub fn heading(&mut self, text: &str) {
        self.0.push('\n');
        self.line(text);
    }

    /// `label  value`; nothing where there is no value.
    pub fn fact(&mut self, label: &str, value: &str) {
        if !value.trim().is_empty() {
            self.line(&format!("{label:<18} {value}"));
        }
    }

    /// Rows with aligned columns, indented by two. Columns named in `right` end together.
    pub fn table(&mut self, rows: &[Vec<String>], right: &[usize]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()).collect();
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| length(cell)).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &rows {
            let mut line = String::from(" ");
            for (column, cell) in row.iter().enumerate() {
                let pad =
                    " ".repeat(widths.get(column).copied().unwrap_or_default().saturating_sub(length(cell)));
                let (before, after) =
                    if right.contains(&column) { (pad.as_str(), "") } else { ("", pad.as_str()) };
                let _ = write!(line, " {before}{cell}{after} ");
            }
            let _ = writeln!(self.0, "{}", line.trim_end());
        }
    }

    /// The whole text.
    pub fn text(self) -> String {
        self.0
    }
}

/// Characters that take a column; isolates take none.
fn length(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).count()
}

/// Control characters and direction overrides are shown by their number, so that a message cannot steer the
/// terminal or turn its own words round.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}') => {
                let _ = write!(out, "<U+{:04X}>", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_steer_the_terminal() {
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}c"), "a<U+001B>[2Jb<U+202E>c", "shown, not obeyed");
    }

    #[test]
    fn columns_stand_under_each_other() {
        let mut page = Page::default();
        page.table(&[vec!["a".into(), "10".into()], vec!["long".into(), "9".into()]], &[1]);
        assert_eq!(page.text(), "  a     10\n  long   9\n", "numbers end together");
    }
}
