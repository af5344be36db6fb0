//! The lines of a section: `field = "place"`, or a table with `at as form by copy join or present`.

use super::{
    compile::Compiler,
    place::{Place, Step},
    shape::{FieldPath, How, Line, Part},
    spelling::{CodeList, Forms, Spelling},
};
use crate::{
    schema::{Field, Type},
    source::{Entry, entries, suggest},
};
use std::{ops::Range, sync::Arc};
use toml::de::DeValue;

/// Where in the canonical value the lines of a section stand.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// The fields that may have lines here.
    pub fields: &'static [Field],
    /// Path of the section inside its record or entry.
    pub path: Vec<String>,
    /// Name of the group whose entries these are; empty at the top.
    pub group: String,
    /// A group within a group's entry.
    pub nested: bool,
    /// Places are relative to a thing found through an id.
    via: bool,
}

impl Scope {
    /// The record itself.
    pub(crate) fn top(fields: &'static [Field]) -> Self {
        Self { fields, path: Vec::new(), group: String::new(), nested: false, via: false }
    }

    /// The entries of a group.
    pub(crate) fn group(name: &str, fields: &'static [Field]) -> Self {
        Self { fields, path: Vec::new(), group: name.to_owned(), nested: false, via: false }
    }

    /// A section within.
    pub(crate) fn inside(mut self, name: &str) -> Self {
        self.path.push(name.to_owned());
        self
    }

    /// The same section, with places relative to what its id leads to.
    pub(crate) fn relative(&self) -> Self {
        Self { via: true, ..self.clone() }
    }

    /// Its name, for messages to people.
    pub(crate) fn name(&self) -> String {
        let mut all = Vec::new();
        if !self.group.is_empty() {
            all.push(self.group.clone());
        }
        all.extend(self.path.iter().cloned());
        all.join(".")
    }

    /// What places are told apart by, beside their steps: whose they are, and how many levels above.
    pub(crate) fn claims(&self, up: usize) -> String {
        let whose =
            if self.via { format!("{} via {}", self.group, self.path.join(".")) } else { self.group.clone() };
        format!("{whose} {}", "../".repeat(up)).trim_start().to_owned()
    }

    /// The same for where the entries of this group stand.
    pub(crate) fn outer(&self) -> String {
        self.group.rsplit_once('.').map_or(String::new(), |outer| format!("{} ", outer.0))
    }
}

pub(crate) const KEYS: &[&str] = &["at", "as", "form", "by", "copy", "join", "or", "present"];

impl Compiler<'_, '_> {
    /// All lines, sections and groups of a table, in the order of the file.
    pub(crate) fn lines(&mut self, scope: &Scope, lines: &[Entry<'_>], base: &[Step], parts: &mut Vec<Part>) {
        let of_group = !scope.group.is_empty() && scope.path.is_empty();
        let reserved: &[&str] = if of_group { &["each", "count", "position"] } else { &["at", "via"] };
        for entry in lines.iter().filter(|line| !reserved.contains(&line.key)) {
            if ["fixed", "join"].contains(&entry.key) {
                match self.check.table(entry) {
                    Some(table) if entry.key == "fixed" => self.fixed(scope, table, base, parts),
                    Some(table) => self.joins(scope, table, base, parts),
                    None => {}
                }
                continue;
            }
            let Some(field) = scope.fields.iter().find(|field| field.name == entry.key) else {
                self.unknown_line(scope, entry, reserved);
                continue;
            };
            match (field.of, entry.value) {
                (Type::Record(fields), DeValue::Table(table)) => {
                    let inner = Scope { fields, ..scope.clone() }.inside(field.name);
                    self.section(&inner, table, base, parts);
                }
                (Type::List(fields), DeValue::Table(table)) => {
                    let group = format!("{}.{}", scope.group, field.name);
                    let inner = Scope { nested: true, ..Scope::group(&group, fields) };
                    self.grouped(field.name, &inner, table, entry, base, parts);
                }
                (Type::Record(_) | Type::List(_), _) => {
                    let message = format!("`{}` is a {}: write it as a table", field.name, field.of.name());
                    self.check.say(&entry.span, "NOT_A_TABLE", message);
                }
                _ => {
                    if let Some(line) = self.line(scope, field, entry, base) {
                        parts.push(Part::Line(line));
                    }
                }
            }
        }
    }

    fn unknown_line(&mut self, scope: &Scope, entry: &Entry<'_>, reserved: &[&str]) {
        let mut known: Vec<&str> = scope.fields.iter().map(|field| field.name).collect();
        known.extend(reserved);
        known.extend(["fixed", "join"]);
        let name = scope.name();
        let name = if name.is_empty() { self.kind.clone() } else { name };
        let message = format!("{name} has no field \"{}\"{}", entry.key, suggest(entry.key, &known));
        self.check.say(&entry.key_span, "UNKNOWN_FIELD", message);
    }

    fn line(&mut self, scope: &Scope, field: &Field, entry: &Entry<'_>, base: &[Step]) -> Option<Line> {
        let mut path = scope.path.clone();
        path.push(field.name.to_owned());
        let usual = Spelling { of: field.of, forms: Arc::clone(&self.forms), codes: None };
        let mut line =
            Line { field: FieldPath::new(path), places: Vec::new(), how: How::Plain, spelling: usual };
        if let DeValue::String(text) = entry.value {
            let place = self.scoped(scope, text, &entry.span, base)?;
            self.claim_line(scope, &place, &line, &entry.key_span);
            line.places.push(place);
            return Some(line);
        }
        let DeValue::Table(table) = entry.value else {
            let message = format!("`{}` wants a place in quotes, or a table with `at`", field.name);
            self.check.say(&entry.span, "LINE", message);
            return None;
        };
        let keys = entries(table);
        for key in &keys {
            if !KEYS.contains(&key.key) {
                self.check.unknown(key, "a line has no key", KEYS);
                return None;
            }
        }
        let get = |name: &str| keys.iter().find(|key| key.key == name);
        if let Some(present) = get("present") {
            if field.of != Type::Mark {
                let message =
                    format!("`present` makes a mark, and `{}` is a {}", field.name, field.of.name());
                self.check.say(&present.key_span, "PRESENT", message);
            }
            line.how = How::Present;
            let text = self.check.text(present)?;
            line.places.push(self.scoped(scope, text, &present.span, base)?);
        } else if let Some(at) = get("at") {
            for (text, span) in self.check.texts(at) {
                line.places.push(self.scoped(scope, text, &span, base)?);
            }
        } else {
            let message = format!("`{}` has no place: write at = \"…\"", field.name);
            self.check.say(&entry.span, "LINE", message);
            return None;
        }
        let many = line.places.len() > 1;
        match (get("join"), many) {
            (Some(join), _) => line.how = How::Pieces(self.check.text(join)?.to_owned()),
            (None, true) => {
                let message =
                    "several places want a `join`; for places in turn write one in `at`, the others in `or`";
                self.check.say(&entry.span, "JOIN_MISSING", message);
            }
            _ => {}
        }
        for place in line.places.clone() {
            self.claim_line(scope, &place, &line, &entry.key_span);
        }
        if let Some(or) = get("or") {
            for (text, span) in self.check.texts(or) {
                line.places.push(self.scoped(scope, text, &span, base)?);
            }
        }
        self.link(field, get("by"), get("copy"), &mut line);
        if let Some(codes) = get("as") {
            line.spelling.codes = self.code_list(field, codes);
        }
        if let Some(form) = get("form") {
            let Some(key) = Forms::key(field.of) else {
                self.check.say(&form.key_span, "FORM", format!("a {} has no form", field.of.name()));
                return None;
            };
            let mut own = (*line.spelling.forms).clone();
            self.set_form(&mut own, key, form);
            line.spelling.forms = Arc::new(own);
        }
        Some(line)
    }

    fn scoped(&mut self, scope: &Scope, text: &str, span: &Range<usize>, base: &[Step]) -> Option<Place> {
        let place = self.place_at(text, span)?;
        if let Some(step) = place.steps.iter().find(|step| step.repeats) {
            let message =
                format!("`{}` repeats: only `each`, `via`, `recognise` and `ignore` take []", step.written());
            self.check.say(span, "PLACE", message);
            return None;
        }
        if place.up > 0 && (scope.group.is_empty() || !base.is_empty() || scope.nested) {
            self.check.say(span, "PLACE", "`..` stands only in the lines of a group");
            return None;
        }
        let mut steps = base.to_vec();
        steps.extend(place.steps);
        Some(Place { up: place.up, steps })
    }

    fn claim_line(&mut self, scope: &Scope, place: &Place, line: &Line, span: &Range<usize>) {
        let field = line.field.under(&scope.group);
        self.claim(&scope.claims(place.up), &place.steps, &field, span);
    }

    fn link(&mut self, field: &Field, by: Option<&Entry<'_>>, copy: Option<&Entry<'_>>, line: &mut Line) {
        let Some(entry) = by.or(copy) else { return };
        let Type::Link { group, key } = field.of else {
            let message = format!("`{}` links to no group: `{}` has no meaning here", field.name, entry.key);
            self.check.say(&entry.key_span, "LINK", message);
            return;
        };
        let Some(name) = self.check.text(entry) else { return };
        let target = self.fields.iter().find(|field| field.name == group).map(|field| field.of);
        let Some(Type::List(fields)) = target else { return };
        if !fields.iter().any(|field| field.name == name) {
            let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let message = format!("{group} has no field \"{name}\"{}", suggest(name, &known));
            self.check.say(&entry.span, "UNKNOWN_FIELD", message);
            return;
        }
        if by.is_some() {
            line.how = How::By { group: group.to_owned(), by: name.to_owned() };
            return;
        }
        if name != key {
            let message = format!("entries of {group} are known by \"{key}\": write copy = \"{key}\"");
            self.check.say(&entry.span, "LINK", message);
        }
        self.copies.insert(group.to_owned(), entry.span.clone());
        line.how = How::Copy { group: group.to_owned() };
    }

    fn code_list(&mut self, field: &Field, entry: &Entry<'_>) -> Option<Arc<CodeList>> {
        let name = self.check.text(entry)?;
        self.codes_named(field, name, &entry.span)
    }

    /// A code list of the file, whose words the field can hold.
    pub(crate) fn codes_named(
        &mut self,
        field: &Field,
        name: &str,
        span: &Range<usize>,
    ) -> Option<Arc<CodeList>> {
        let Some(list) = self.codes.get(name).cloned() else {
            let known: Vec<&str> = self.codes.keys().map(String::as_str).collect();
            let message = format!("no code list [codes.{name}]{}", suggest(name, &known));
            self.check.say(span, "CODES_UNKNOWN", message);
            return None;
        };
        for ours in list.ours.keys() {
            if field.name == "unit" && !certificate::unit::is_code(ours) {
                let message = format!(
                    "the list {name} says \"{ours}\", and a unit is a code of UN/ECE Recommendation 20, as KGM or LTR"
                );
                self.check.say(span, "UNIT", message);
            }
            if super::canonical::scalar(field.of, &serde_json::Value::from(ours.as_str())).is_none() {
                let message = match field.of {
                    Type::Choice(words) => format!(
                        "the list {name} says \"{ours}\", and `{}` is one of: {}",
                        field.name,
                        words.join(", ")
                    ),
                    of => format!("the list {name} says \"{ours}\", and `{}` is a {}", field.name, of.name()),
                };
                self.check.say(span, "CODES_WRONG", message);
            }
        }
        Some(list)
    }
}
