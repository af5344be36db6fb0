//! A paper as one HTML file: no script, nothing from elsewhere, everything escaped.

use crate::marks::{Kind, parts};
use crate::paper::{Paper, Part};
use crate::view::is_rtl;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Nothing may be fetched and nothing may run, whatever the words say.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "
:root { color: #14202b; background: #fff; font: 15px/1.5 'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif }
body { max-width: 56rem; margin: 2.5rem auto; padding: 0 1.5rem }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 .4rem }
h2 { font-size: 1.35rem; margin: 2.2rem 0 .8rem; padding-bottom: .25rem; border-bottom: 1.5px solid #14202b }
h3 { font-size: 1.08rem; margin: 1.4rem 0 .35rem }
h4 { font-size: .95rem; margin: 1.1rem 0 .3rem; color: #44525f }
p { margin: 0 0 .6rem; white-space: pre-line }
p, li, td, th, dt, dd, h1, h2, h3, h4 { overflow-wrap: anywhere }
.sub { color: #44525f; margin: 0 }
.notice { font-weight: 600; background: #f2f4f6; border: 1px solid #9aa6b1; border-radius: 3px; padding: .5rem .8rem; margin: 1rem 0 }
nav ol { list-style: none; padding: 0; margin: 0 } nav .deep { padding-inline-start: 1.4rem }
nav a { color: inherit }
ul { margin: 0 0 .7rem; padding-inline-start: 1.2rem }
dl { display: grid; grid-template-columns: minmax(8rem, 27%) 1fr; margin: 0 0 .9rem }
dt { color: #44525f } dt, dd { margin: 0; padding: .25rem 0; border-bottom: 1px solid #d5dce2 } dt { padding-inline-end: 1rem }
table { width: 100%; border-collapse: collapse; margin: 0 0 1.1rem; font-size: .93rem; table-layout: fixed }
th { text-align: start; vertical-align: bottom; font-weight: 600; color: #44525f; font-size: .86rem; border-bottom: 1px solid #9aa6b1 }
th, td { padding: .3rem .8rem .3rem 0; padding-inline: 0 .8rem } td { vertical-align: top; border-bottom: 1px solid #d5dce2; white-space: pre-line }
.tag { font-size: .78em; border: 1px solid; border-radius: 3px; padding: 0 .2em }
footer { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid #9aa6b1; color: #44525f; font-size: .82rem }
@media print {
 @page { size: A4; margin: 18mm 14mm }
 :root { font-size: 9.5pt } body { max-width: none; margin: 0; padding: 0 }
 h1, h2, h3, h4 { break-after: avoid } tr, li, dt, dd { break-inside: avoid } thead { display: table-header-group }
 nav a { text-decoration: none }
}
";

/// The paper as one self-contained HTML file (UTF-8).
pub fn paper_html(paper: &Paper) -> String {
    let direction = if is_rtl(&paper.language) { "rtl" } else { "ltr" };
    let mut out = String::with_capacity(32 * 1024);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n",
        language = attribute(&paper.language),
        title = plain(&paper.title),
    );
    element(&mut out, "h1", "", &paper.title);
    for line in paper.subtitle.iter().filter(|line| !line.trim().is_empty()) {
        element(&mut out, "p", " class=\"sub\"", line);
    }
    if let Some(notice) = &paper.notice {
        element(&mut out, "p", " class=\"notice\"", notice);
    }
    out.push_str("</header>\n");
    if let Some(title) = &paper.contents {
        contents(&mut out, paper, title);
    }
    out.push_str("<main>\n");
    for (at, section) in paper.sections.iter().enumerate() {
        out.push_str("<section>\n");
        if !section.heading.trim().is_empty() {
            let name = ["h2", "h3", "h4"].get(usize::from(section.level.clamp(1, 3)) - 1).copied();
            element(&mut out, name.unwrap_or("h4"), &format!(" id=\"s{at}\""), &section.heading);
        }
        section.parts.iter().filter(|part| !part.is_empty()).for_each(|part| set_part(&mut out, part));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n");
    if !paper.foot.trim().is_empty() {
        element(&mut out, "footer", "", &paper.foot);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn contents(out: &mut String, paper: &Paper, title: &str) {
    out.push_str("<nav>\n");
    element(out, "h4", "", title);
    out.push_str("<ol>\n");
    for (at, section) in paper.sections.iter().enumerate() {
        if section.level < 3 && !section.heading.trim().is_empty() {
            let deep = if section.level > 1 { " class=\"deep\"" } else { "" };
            let _ = writeln!(out, "<li{deep}><a href=\"#s{at}\">{}</a></li>", words(&section.heading));
        }
    }
    out.push_str("</ol>\n</nav>\n");
}

fn set_part(out: &mut String, part: &Part) {
    match part {
        Part::Text(text) => element(out, "p", "", text),
        Part::Items(items) => {
            out.push_str("<ul>\n");
            for item in items {
                element(out, "li", "", item);
            }
            out.push_str("</ul>\n");
        }
        Part::Facts(facts) => {
            out.push_str("<dl>\n");
            for (name, what) in facts {
                element(out, "dt", "", name);
                element(out, "dd", "", what);
            }
            out.push_str("</dl>\n");
        }
        Part::Table { head, rows, widths } => {
            out.push_str("<table>\n<colgroup>");
            let width = |at: usize| f64::from(widths.get(at).copied().unwrap_or(1).max(1));
            let total: f64 = (0..head.len()).map(width).sum();
            for at in 0..head.len() {
                let _ = write!(out, "<col style=\"width:{:.1}%\">", 100.0 * width(at) / total);
            }
            out.push_str("</colgroup>\n<thead>\n<tr>");
            for cell in head {
                element(out, "th", " scope=\"col\"", cell);
            }
            out.push_str("</tr>\n</thead>\n<tbody>\n");
            for row in rows {
                out.push_str("<tr>");
                for at in 0..head.len() {
                    element(out, "td", "", row.get(at).map_or("", String::as_str));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</tbody>\n</table>\n");
        }
    }
}

fn element(out: &mut String, name: &str, attributes: &str, text: &str) {
    let _ = writeln!(out, "<{name}{attributes}>{}</{name}>", words(text));
}

/// Words as HTML: isolates become `bdi`, what cannot be seen a tag with its code.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        line_of_words(&mut out, line.trim_end_matches('\r'));
    }
    out
}

fn line_of_words(out: &mut String, line: &str) {
    let mut open = 0_usize;
    // The reader's own faces draw it: every character counts as covered.
    for part in parts(line, Kind::Words, &|_| true, &mut BTreeSet::new()) {
        if part.tag {
            let _ = write!(out, "<bdi dir=\"ltr\" class=\"tag\">{}</bdi>", escape(&part.text));
            continue;
        }
        let mut rest: &str = &part.text;
        while let Some(at) = rest.find(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']) {
            let (before, after) = rest.split_at(at);
            out.push_str(&escape(before));
            let mut characters = after.chars();
            match characters.next() {
                Some('\u{2069}') if open == 0 => {}
                Some('\u{2069}') => {
                    out.push_str("</bdi>");
                    open -= 1;
                }
                which => {
                    out.push_str(match which {
                        Some('\u{2066}') => "<bdi dir=\"ltr\">",
                        Some('\u{2067}') => "<bdi dir=\"rtl\">",
                        _ => "<bdi>",
                    });
                    open += 1;
                }
            }
            rest = characters.as_str();
        }
        out.push_str(&escape(rest));
    }
    (0..open).for_each(|_| out.push_str("</bdi>"));
}

/// Text of an element that can hold no other.
fn plain(text: &str) -> String {
    let line = crate::xmp::plain(text);
    let shown: String = parts(&line, Kind::Words, &|_| true, &mut BTreeSet::new())
        .into_iter()
        .map(|part| part.text.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], ""))
        .collect();
    escape(&shown)
}

/// Text of an attribute.
fn attribute(text: &str) -> String {
    text.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-').collect()
}

/// The five characters that mean something.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}
