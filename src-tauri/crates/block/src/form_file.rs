//! The `[form]` of a scheme: read with the place of every word, so that a mistake is said where it stands.

use crate::form::{FormRow, FormStack, GoodsColumn, GoodsTable, PaperBox, PaperForm, PaperLine};
use crate::schema;
use crate::scheme::Sentences;
use crate::source::{Check, Entry, entries, suggest};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const LANGUAGES: &[&str] = &["en", "fr", "es", "ar"];
pub(crate) const FORM: &[&str] = &["name", "rows", "boxes", "goods"];
pub(crate) const BOX: &[&str] = &["number", "title", "words", "fields", "labels", "signatures", "width"];
pub(crate) const COLUMN: &[&str] = &["number", "title", "fields", "width", "at_end"];
/// Boxes beside each other, and the widest of them beside the narrowest.
const MOST_PLACES: usize = 4;
const WIDEST: i64 = 24;
/// The name by which a row means the table of goods.
const GOODS: &str = "goods";

/// Reads `form`: a name alone, or a table with the boxes. Gives the name and the form.
pub(crate) fn read(check: &mut Check<'_>) -> (String, Option<PaperForm>) {
    let file = check.file;
    let Ok(table) = DeTable::parse(&file.text) else { return (String::new(), None) };
    let all = entries(table.get_ref());
    let Some(entry) = all.iter().find(|entry| entry.key == "form") else { return (String::new(), None) };
    if let DeValue::String(name) = entry.value {
        return (name.to_string(), None);
    }
    let Some(form) = check.table(entry) else { return (String::new(), None) };
    let parts = entries(form);
    for part in parts.iter().filter(|part| !FORM.contains(&part.key)) {
        check.unknown(part, "a form has no key", FORM);
    }
    let find = |key: &str| parts.iter().find(|part| part.key == key);
    let name = find("name").and_then(|name| check.text(name)).map(str::to_owned);
    if find("name").is_none() {
        check.say(&entry.key_span, "FORM", "the form has no `name`: write name = \"Form BA\"");
    }
    let boxes = find("boxes").map(|part| boxes(check, part)).unwrap_or_default();
    let goods = find(GOODS).and_then(|part| Some((goods(check, part)?, part.key_span.clone())));
    let rows = if let Some(part) = find("rows") {
        rows(check, part, boxes, goods)
    } else {
        let message = "the form has no `rows`: say which boxes stand beside each other";
        check.say(&entry.key_span, "FORM", message);
        Vec::new()
    };
    (name.unwrap_or_default(), Some(PaperForm { rows }))
}

/// A box as it is written, before it has its place.
struct Written {
    made: PaperBox,
    width: u16,
    at: Range<usize>,
}

fn boxes(check: &mut Check<'_>, part: &Entry<'_>) -> Vec<Written> {
    let mut all: Vec<Written> = Vec::new();
    for (table, span) in tables(check, part) {
        let keys = entries(table);
        for key in keys.iter().filter(|key| !BOX.contains(&key.key)) {
            check.unknown(key, "a box has no key", BOX);
        }
        let (number, at) = number(check, &keys, &span, "box");
        if number == GOODS {
            check.say(&at, "FORM", "\"goods\" is the table of goods: give the box its number");
        }
        if all.iter().any(|known| known.made.number == number) {
            let message = format!("a second box \"{number}\": give it a number of its own");
            check.say(&at, "DUPLICATE_ID", message);
            continue;
        }
        let made = PaperBox {
            title: sentences(check, &keys, "title").unwrap_or_else(|| {
                check.say(&span, "FORM", format!("the box \"{number}\" has no `title`"));
                Sentences::new()
            }),
            words: sentences(check, &keys, "words"),
            lines: lines(check, &keys, ""),
            labels: flag(check, &keys, "labels"),
            signatures: flag(check, &keys, "signatures"),
            number,
        };
        if made.lines.is_empty() && made.words.is_none() && !made.signatures {
            let message = "the box holds nothing: say its `fields`, `words` or signatures = true";
            check.say(&at, "FORM", message);
        }
        all.push(Written { made, width: width(check, &keys), at });
    }
    all
}

fn goods(check: &mut Check<'_>, part: &Entry<'_>) -> Option<GoodsTable> {
    let table = check.table(part)?;
    let keys = entries(table);
    for key in keys.iter().filter(|key| !["title", "columns"].contains(&key.key)) {
        check.unknown(key, "the table of goods has no key", &["title", "columns"]);
    }
    let title = sentences(check, &keys, "title").unwrap_or_default();
    let mut columns: Vec<GoodsColumn> = Vec::new();
    if let Some(part) = keys.iter().find(|key| key.key == "columns") {
        for (table, span) in tables(check, part) {
            let keys = entries(table);
            for key in keys.iter().filter(|key| !COLUMN.contains(&key.key)) {
                check.unknown(key, "a column has no key", COLUMN);
            }
            let (number, at) = number(check, &keys, &span, "column");
            if columns.iter().any(|known| known.number == number) {
                check.say(
                    &at,
                    "DUPLICATE_ID",
                    format!("a second column \"{number}\": give it a number of its own"),
                );
            }
            let lines = lines(check, &keys, "items[].");
            if lines.is_empty() {
                check.say(&at, "FORM", "the column holds nothing: say its `fields`, for example [\"hs\"]");
            }
            columns.push(GoodsColumn {
                title: sentences(check, &keys, "title").unwrap_or_default(),
                lines,
                width: width(check, &keys),
                at_end: flag(check, &keys, "at_end"),
                number,
            });
        }
    }
    if columns.is_empty() || columns.len() > 12 {
        check.say(&part.key_span, "FORM", "the table of goods has one to twelve columns");
    }
    Some(GoodsTable { title, columns })
}

/// Boxes and goods that have no place yet.
struct Loose {
    boxes: BTreeMap<String, Written>,
    goods: Option<(GoodsTable, Range<usize>)>,
    /// All names that a row may say.
    known: Vec<String>,
}

/// Puts the boxes where the rows say; each stands once.
fn rows(
    check: &mut Check<'_>,
    part: &Entry<'_>,
    boxes: Vec<Written>,
    goods: Option<(GoodsTable, Range<usize>)>,
) -> Vec<FormRow> {
    let names = boxes.iter().map(|each| each.made.number.clone()).filter(|number| !number.is_empty());
    let known = names.chain(goods.as_ref().map(|_| GOODS.to_owned())).collect();
    let boxes = boxes.into_iter().map(|each| (each.made.number.clone(), each)).collect();
    let mut loose = Loose { boxes, goods, known };
    let mut all = Vec::new();
    let DeValue::Array(list) = part.value else {
        check.say(&part.span, "FORM", "`rows` is a list of rows: rows = [[\"1\", \"2\"], [\"goods\"]]");
        return all;
    };
    for row in list {
        let DeValue::Array(beside) = row.get_ref() else {
            check.say(&row.span(), "FORM", "a row is a list of boxes: [\"1\", \"2\"]");
            continue;
        };
        if beside.is_empty() || beside.len() > MOST_PLACES {
            let message = format!(
                "a row has one to {MOST_PLACES} boxes beside each other; this one has {}",
                beside.len()
            );
            check.say(&row.span(), "FORM_ROW", message);
        }
        let mut stacks = Vec::new();
        for place in beside {
            let below = named(check, place);
            let alone = beside.len() == 1 && below.len() == 1;
            let mut stack = FormStack { width: 1, boxes: Vec::new() };
            for (number, span) in below {
                if number == GOODS && loose.goods.is_some() {
                    if !alone {
                        check.say(&span, "FORM_ROW", "the table of goods takes a row of its own");
                    }
                    all.extend(loose.goods.take().map(|(goods, _)| FormRow::Goods(goods)));
                } else if let Some(found) = loose.take(check, number, &span) {
                    stack.width = stack.width.max(found.width);
                    stack.boxes.push(found.made);
                }
            }
            if !stack.boxes.is_empty() {
                stacks.push(stack);
            }
        }
        if !stacks.is_empty() {
            all.push(FormRow::Boxes(stacks));
        }
    }
    loose.left(check);
    all
}

/// The boxes of one place of a row: one number, or those of boxes below each other.
fn named<'t>(check: &mut Check<'_>, place: &'t Spanned<DeValue<'t>>) -> Vec<(&'t str, Range<usize>)> {
    let mut all = Vec::new();
    match place.get_ref() {
        DeValue::String(number) => all.push((number.as_ref(), place.span())),
        DeValue::Array(stack) => {
            for each in stack {
                if let DeValue::String(number) = each.get_ref() {
                    all.push((number.as_ref(), each.span()));
                } else {
                    check.say(&each.span(), "FORM", "boxes below each other are named by their numbers");
                }
            }
        }
        _ => check.say(&place.span(), "FORM", "a box is named by its number in quotes: \"3\""),
    }
    all
}

impl Loose {
    fn take(&mut self, check: &mut Check<'_>, number: &str, span: &Range<usize>) -> Option<Written> {
        let found = self.boxes.remove(number);
        if found.is_none() {
            if self.known.iter().any(|each| each == number) {
                let message = format!("the box \"{number}\" stands on the page already: a box has one place");
                check.say(span, "BOX_TWICE", message);
            } else {
                let message = format!("no box \"{number}\"; write one of: {}", self.known.join(", "));
                check.say(span, "BOX_UNKNOWN", message);
            }
        }
        found
    }

    /// Says what has no place.
    fn left(self, check: &mut Check<'_>) {
        for left in self.boxes.values().filter(|left| !left.made.number.is_empty()) {
            let number = &left.made.number;
            let message = format!("the box \"{number}\" stands nowhere on the page: name it in `rows`");
            check.say(&left.at, "BOX_NOWHERE", message);
        }
        if let Some((_, at)) = self.goods {
            let message = "the table of goods stands nowhere on the page: add [\"goods\"] to `rows`";
            check.say(&at, "BOX_NOWHERE", message);
        }
    }
}

/// The tables of a list, with their places.
fn tables<'t>(check: &mut Check<'_>, part: &Entry<'t>) -> Vec<(&'t DeTable<'t>, Range<usize>)> {
    let DeValue::Array(list) = part.value else {
        check.say(&part.span, "FORM", format!("`{}` is a list of tables", part.key));
        return Vec::new();
    };
    let mut all = Vec::new();
    for one in list {
        if let DeValue::Table(table) = one.get_ref() {
            all.push((table, one.span()));
        } else {
            check.say(
                &one.span(),
                "NOT_A_TABLE",
                format!("`{}` wants tables: {{ number = \"1\", … }}", part.key),
            );
        }
    }
    all
}

fn number(
    check: &mut Check<'_>,
    keys: &[Entry<'_>],
    span: &Range<usize>,
    what: &str,
) -> (String, Range<usize>) {
    let Some(entry) = keys.iter().find(|key| key.key == "number") else {
        check.say(
            span,
            "FORM",
            format!("the {what} has no `number`: write the one that is printed on the form"),
        );
        return (String::new(), span.clone());
    };
    let number = check.text(entry).unwrap_or_default();
    if number.is_empty() || number.chars().count() > 8 {
        check.say(&entry.span, "FORM", "a number has one to eight characters");
    }
    (number.to_owned(), entry.span.clone())
}

fn sentences(check: &mut Check<'_>, keys: &[Entry<'_>], name: &str) -> Option<Sentences> {
    let entry = keys.iter().find(|key| key.key == name)?;
    let mut all = Sentences::new();
    for line in check.table(entry).map(entries).unwrap_or_default() {
        if !LANGUAGES.contains(&line.key) {
            let message = format!("no language \"{}\"{}", line.key, suggest(line.key, LANGUAGES));
            check.say(&line.key_span, "LANGUAGE_UNKNOWN", message);
        } else if let Some(text) = check.text(&line) {
            all.insert(line.key.to_owned(), text.to_owned());
        }
    }
    let missing: Vec<&str> =
        LANGUAGES.iter().copied().filter(|lang| all.get(*lang).is_none_or(String::is_empty)).collect();
    if !missing.is_empty() {
        check.say(&entry.span, "LANGUAGE_MISSING", format!("no words in: {}", missing.join(", ")));
    }
    Some(all)
}

fn flag(check: &mut Check<'_>, keys: &[Entry<'_>], name: &str) -> bool {
    let Some(entry) = keys.iter().find(|key| key.key == name) else { return false };
    if let DeValue::Boolean(flag) = entry.value {
        return *flag;
    }
    check.say(&entry.span, "FORM", format!("`{name}` is true or false"));
    false
}

fn width(check: &mut Check<'_>, keys: &[Entry<'_>]) -> u16 {
    let Some(entry) = keys.iter().find(|key| key.key == "width") else { return 1 };
    let whole = match entry.value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    if let Some(width) =
        whole.filter(|width| (1..=WIDEST).contains(width)).and_then(|width| u16::try_from(width).ok())
    {
        return width;
    }
    let message =
        format!("`width` is a whole number from 1 to {WIDEST}: its part of the width beside the others");
    check.say(&entry.span, "FORM_WIDTH", message);
    1
}

/// Lines of fields: `"city country"` stands side by side, `"a|b"` is the first that has a value.
fn lines(check: &mut Check<'_>, keys: &[Entry<'_>], below: &str) -> Vec<PaperLine> {
    let Some(entry) = keys.iter().find(|key| key.key == "fields") else { return Vec::new() };
    let mut all = Vec::new();
    for (text, span) in check.texts(entry) {
        let cells: Vec<Vec<String>> = text
            .split_whitespace()
            .map(|cell| {
                cell.split('|').filter(|path| field(check, path, below, &span)).map(str::to_owned).collect()
            })
            .collect();
        all.push(PaperLine(cells));
    }
    all
}

/// Whether a certificate has a field; says so where it has not.
fn field(check: &mut Check<'_>, path: &str, below: &str, span: &Range<usize>) -> bool {
    let fields = schema::of_kind("certificate").unwrap_or_default();
    let whole = format!("{below}{path}");
    if below.is_empty() && (path == "items" || path.starts_with("items[].")) {
        let message = format!("\"{path}\" is of the goods: it stands in a column of [form.goods]");
        check.say(span, "UNKNOWN_FIELD", message);
        return false;
    }
    if !path.is_empty() && schema::at_path(fields, &whole).is_some() {
        return true;
    }
    let (what, all): (&str, Vec<String>) = if below.is_empty() {
        let groups = fields.iter().map(|field| field.name.to_owned());
        ("a certificate", schema::paths(fields).into_iter().chain(groups).collect())
    } else {
        let all = schema::paths(fields);
        ("an item", all.iter().filter_map(|path| path.strip_prefix(below)).map(str::to_owned).collect())
    };
    let known: Vec<&str> = all.iter().map(String::as_str).collect();
    check.say(span, "UNKNOWN_FIELD", format!("{what} has no field \"{path}\"{}", suggest(path, &known)));
    false
}
