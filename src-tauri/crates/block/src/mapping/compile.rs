//! A message file to a mapping. Every mistake is said at its place; a file with one has no mapping.

use super::{
    lines::Scope,
    place::{Place, Step},
    shape::{Constant, FieldPath, Fixed, Given, Group, Ignored, Join, Mapping, Part, Via},
    spelling::{CodeList, FORMS, Forms, Scalar},
};
use crate::{
    schema::{self, Field, Type},
    source::{Check, Entry, entries, suggest},
};
use document::Syntax;
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range, sync::Arc};
use toml::de::{DeTable, DeValue};

/// What a compilation knows.
pub(crate) struct Compiler<'c, 'f> {
    pub check: &'c mut Check<'f>,
    pub syntax: Syntax,
    pub kind: String,
    pub fields: &'static [Field],
    pub namespaces: BTreeMap<String, String>,
    pub forms: Arc<Forms>,
    pub codes: BTreeMap<String, Arc<CodeList>>,
    /// Places that a line writes, by scope, with the field that does: two lines at one place cannot be written.
    pub written: BTreeMap<String, String>,
    /// By scope, place and name: whether steps choose among nodes of that name.
    pub chosen: BTreeMap<String, bool>,
    /// Groups that lines link to by a copy.
    pub copies: BTreeMap<String, Range<usize>>,
    /// Groups with an `each`.
    pub listed: Vec<String>,
}

impl<'c, 'f> Compiler<'c, 'f> {
    /// A compiler for a message of a kind.
    pub(crate) fn new(
        check: &'c mut Check<'f>,
        syntax: Syntax,
        kind: (&str, &'static [Field]),
        namespaces: BTreeMap<String, String>,
    ) -> Self {
        let forms = Forms::usual(syntax == Syntax::Xml);
        Self {
            check,
            syntax,
            kind: kind.0.to_owned(),
            fields: kind.1,
            namespaces,
            forms: Arc::new(forms),
            codes: BTreeMap::new(),
            written: BTreeMap::new(),
            chosen: BTreeMap::new(),
            copies: BTreeMap::new(),
            listed: Vec::new(),
        }
    }

    /// Compiles all tables but `[message]`.
    pub(crate) fn compile(
        &mut self,
        table: &DeTable<'_>,
        root: Vec<Step>,
        ignored: Vec<Ignored>,
        order: Vec<Vec<Step>>,
    ) -> Mapping {
        let all = entries(table);
        for entry in &all {
            match entry.key {
                "forms" => self.forms_table(entry),
                "codes" => self.codes_table(entry),
                _ => {}
            }
        }
        let mut parts = Vec::new();
        let mut copied = BTreeMap::new();
        for entry in all.iter().filter(|entry| !["message", "forms", "codes"].contains(&entry.key)) {
            let Some(inner) = self.check.table(entry) else { continue };
            match entry.key {
                "fixed" => self.fixed(&Scope::top(self.fields), inner, &[], &mut parts),
                "given" => self.given(inner, &mut parts),
                "join" => self.joins(&Scope::top(self.fields), inner, &[], &mut parts),
                name if name == self.kind => {
                    self.section(&Scope::top(self.fields), inner, &[], &mut parts);
                }
                name => match self.fields.iter().find(|field| field.name == name).map(|field| field.of) {
                    Some(Type::Record(fields)) => {
                        let scope = Scope::top(fields).inside(name);
                        self.section(&scope, inner, &[], &mut parts);
                    }
                    Some(Type::List(fields)) => {
                        if let Some(parts) = self.group(name, fields, inner, entry, &mut parts) {
                            copied.insert(name.to_owned(), parts);
                        }
                    }
                    _ => self.unknown_section(entry),
                },
            }
        }
        for (group, span) in self.copies.clone() {
            if !copied.contains_key(&group) {
                let message =
                    format!("`copy` wants a section [{group}] without `each`: its lines say what is copied");
                self.check.say(&span, "COPY", message);
            }
        }
        for group in copied.keys().filter(|group| !self.copies.contains_key(*group)) {
            let span = all.iter().find(|e| e.key == group).map_or(0..0, |e| e.key_span.clone());
            let message = format!("[{group}] has no `each`, and no line links to it by `copy`");
            self.check.say(&span, "EACH_MISSING", message);
        }
        let mapping = Mapping {
            syntax: self.syntax,
            fields: self.fields,
            namespaces: self.namespaces.clone(),
            root,
            parts,
            copied,
            ignored,
            order,
        };
        self.require(&mapping);
        mapping
    }

    fn unknown_section(&mut self, entry: &Entry<'_>) {
        let mut known: Vec<&str> = self
            .fields
            .iter()
            .filter(|field| matches!(field.of, Type::Record(_) | Type::List(_)))
            .map(|field| field.name)
            .collect();
        known.extend(["message", "forms", "codes", "fixed", "given", "join"]);
        let kind = self.kind.clone();
        known.push(&kind);
        if self.fields.iter().any(|field| field.name == entry.key) {
            let message =
                format!("`{}` is a field, not a section: write it as a line of [{kind}]", entry.key);
            self.check.say(&entry.key_span, "NOT_A_SECTION", message);
            return;
        }
        let message = format!("a {kind} has no section [{}]{}", entry.key, suggest(entry.key, &known));
        self.check.say(&entry.key_span, "UNKNOWN_SECTION", message);
    }

    /// What the kind cannot do without must have a line.
    fn require(&mut self, mapping: &Mapping) {
        let carried: Vec<String> = mapping.carried().into_iter().map(|found| found.field).collect();
        for path in schema::paths(self.fields) {
            let needed = schema::at_path(self.fields, &path).is_some_and(|field| field.required);
            if needed && !carried.contains(&path) {
                let message =
                    format!("the kind {} means nothing without `{path}`: give it a line", self.kind);
                self.check.say(&(0..0), "REQUIRED_LINE", message);
            }
        }
    }

    fn forms_table(&mut self, entry: &Entry<'_>) {
        let Some(table) = self.check.table(entry) else { return };
        let mut forms = (*self.forms).clone();
        // `date` holds for `day` and `time` too, unless they are given: so it is set first.
        let mut lines = entries(table);
        lines.sort_by_key(|line| line.key != "date");
        for line in lines {
            if !FORMS.contains(&line.key) {
                self.check.unknown(&line, "no form", FORMS);
                continue;
            }
            self.set_form(&mut forms, line.key, &line);
        }
        self.forms = Arc::new(forms);
    }

    /// Sets one form from a value of the file.
    pub(crate) fn set_form(&mut self, forms: &mut Forms, key: &str, entry: &Entry<'_>) {
        let texts = self.check.texts(entry);
        let examples: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        if examples.is_empty() {
            return;
        }
        if let Err(message) = forms.set(key, &examples) {
            self.check.say(&entry.span, "FORM", message);
        }
    }

    fn codes_table(&mut self, entry: &Entry<'_>) {
        let Some(table) = self.check.table(entry) else { return };
        for list in entries(table) {
            let Some(codes) = self.check.table(&list) else { continue };
            let mut made = CodeList { name: list.key.to_owned(), ..CodeList::default() };
            for line in entries(codes) {
                let Some(ours) = self.check.text(&line) else { continue };
                made.theirs.insert(line.key.to_owned(), ours.to_owned());
                made.ours.entry(ours.to_owned()).or_insert_with(|| line.key.to_owned());
            }
            self.codes.insert(list.key.to_owned(), Arc::new(made));
        }
    }

    /// Constants by place: of the message, of a section or of every entry of a group.
    pub(crate) fn fixed(&mut self, scope: &Scope, table: &DeTable<'_>, base: &[Step], parts: &mut Vec<Part>) {
        for entry in entries(table) {
            let Some(place) = self.place_at(entry.key, &entry.key_span) else { continue };
            let Some(place) = self.down(place, &entry.key_span) else { continue };
            let place = [base, &place].concat();
            let mut or = Vec::new();
            let value = match entry.value {
                DeValue::Array(list) => {
                    let all: Option<Vec<Scalar>> = list.iter().map(|one| constant(one.get_ref())).collect();
                    all.map(Constant::List)
                }
                DeValue::Table(_) => self.spellings(&entry, &mut or).map(Constant::One),
                one => constant(one).map(Constant::One),
            };
            let Some(value) = value else {
                self.check.say(
                    &entry.span,
                    "FIXED",
                    "a constant is a text, a number, true, false, a list of them, or { is = \"A\", or = [\"B\"] }",
                );
                continue;
            };
            if matches!(value, Constant::List(_)) && self.syntax == Syntax::Xml {
                self.check.say(&entry.span, "FIXED", "an XML place holds one constant, not a list");
                continue;
            }
            self.claim(&scope.claims(0), &place, &format!("the constant of {}", entry.key), &entry.key_span);
            let of = (!scope.path.is_empty()).then(|| FieldPath::new(scope.path.clone()));
            parts.push(Part::Fixed(Fixed { place, value, or, of }));
        }
    }

    /// `{ is = "EXP", or = ["REP"] }`: the constant that is written, and others that are read.
    fn spellings(&mut self, entry: &Entry<'_>, or: &mut Vec<Scalar>) -> Option<Scalar> {
        let mut is = None;
        for key in entries(self.check.table(entry)?) {
            match (key.key, key.value) {
                ("is", value) => is = constant(value),
                ("or", DeValue::Array(list)) => {
                    or.extend(list.iter().filter_map(|one| constant(one.get_ref())));
                }
                ("or", value) => or.extend(constant(value)),
                _ => self.check.unknown(&key, "a constant has no key", &["is", "or"]),
            }
        }
        is
    }

    fn given(&mut self, table: &DeTable<'_>, parts: &mut Vec<Part>) {
        for entry in entries(table) {
            let Some(field) = schema::at_path(self.fields, entry.key) else {
                self.no_field(entry.key, &entry.key_span);
                continue;
            };
            let value = match entry.value {
                DeValue::Boolean(flag) => Value::from(*flag),
                DeValue::String(text) => Value::from(text.as_ref()),
                _ => Value::Null,
            };
            let Some(value) = super::canonical::scalar(field.of, &value) else {
                let message = format!("`{}` is a {}: write one", entry.key, field.of.name());
                self.check.say(&entry.span, "GIVEN", message);
                continue;
            };
            // A mark that is off is no mark: nothing to give.
            if field.of == Type::Mark && value == Value::Bool(false) {
                continue;
            }
            let field = FieldPath::new(entry.key.split('.').map(str::to_owned).collect());
            parts.push(Part::Given(Given { field, value }));
        }
    }

    /// Texts made of several fields, by place: of the message, of a section or of every entry of a group.
    pub(crate) fn joins(&mut self, scope: &Scope, table: &DeTable<'_>, base: &[Step], parts: &mut Vec<Part>) {
        for entry in entries(table) {
            let place = self.place_at(entry.key, &entry.key_span);
            let Some(place) = place.and_then(|place| self.down(place, &entry.key_span)) else { continue };
            let place = [base, &place].concat();
            let Some(template) = self.check.text(&entry) else { continue };
            let Some(pieces) = self.template(scope, template, &entry) else { continue };
            self.claim(&scope.claims(0), &place, &format!("the template of {}", entry.key), &entry.key_span);
            parts.push(Part::Join(Join { place, pieces, template: template.to_owned() }));
        }
    }

    /// A section: lines under a common place, perhaps found through an id.
    pub(crate) fn section(
        &mut self,
        scope: &Scope,
        table: &DeTable<'_>,
        base: &[Step],
        parts: &mut Vec<Part>,
    ) {
        let lines = entries(table);
        let mut base = base.to_vec();
        let at = lines.iter().find(|line| line.key == "at");
        let mut at_steps = Vec::new();
        if let Some(at) = at
            && let Some(steps) = self.line_place(at).and_then(|place| self.down(place, &at.span))
        {
            at_steps.clone_from(&steps);
            base.extend(steps);
        }
        if let Some(via) = lines.iter().find(|line| line.key == "via") {
            if at.is_none() {
                self.check.say(
                    &via.key_span,
                    "VIA",
                    "`via` wants an `at`: the place where the id is mentioned",
                );
            }
            let mut inner = Vec::new();
            let scope = scope.relative();
            self.lines(&scope, &lines, &[], &mut inner);
            if let Some((list, key)) = self.via_place(via) {
                let section = FieldPath::new(scope.path.clone());
                parts.push(Part::Via(Via { section, at: at_steps, list, key, parts: inner }));
            }
            return;
        }
        self.lines(scope, &lines, &base, parts);
    }

    fn via_place(&mut self, via: &Entry<'_>) -> Option<(Vec<Step>, Vec<Step>)> {
        let place = self.line_place(via)?;
        let split = place.steps.iter().position(|step| step.repeats).map(|at| at + 1);
        let (list, key) = place.steps.split_at(split.unwrap_or(0));
        let fine = place.up == 0 && split.is_some() && !key.is_empty() && !key.iter().any(|s| s.repeats);
        if !fine {
            let message = "`via` names a list and the id within it: parties[]/id".to_owned();
            self.check.say(&via.span, "VIA", message);
            return None;
        }
        Some((list.to_vec(), key.to_vec()))
    }

    /// A group. Gives its parts back where it has no `each`: then it is copied, not listed.
    fn group(
        &mut self,
        name: &str,
        fields: &'static [Field],
        table: &DeTable<'_>,
        entry: &Entry<'_>,
        parts: &mut Vec<Part>,
    ) -> Option<Vec<Part>> {
        let scope = Scope::group(name, fields);
        self.grouped(name, &scope, table, entry, &[], parts)
    }

    /// The shared half of top groups and groups within entries.
    pub(crate) fn grouped(
        &mut self,
        name: &str,
        scope: &Scope,
        table: &DeTable<'_>,
        entry: &Entry<'_>,
        base: &[Step],
        parts: &mut Vec<Part>,
    ) -> Option<Vec<Part>> {
        let lines = entries(table);
        let mut inner = Vec::new();
        self.lines(scope, &lines, &[], &mut inner);
        let Some(each) = lines.iter().find(|line| line.key == "each") else {
            if let Some(count) = lines.iter().find(|line| line.key == "count") {
                self.check.say(&count.key_span, "COUNT", "`count` wants an `each` beside it");
            }
            if !base.is_empty() || scope.nested {
                self.check.say(&entry.key_span, "EACH_MISSING", format!("[{name}] wants an `each`"));
            }
            return Some(inner);
        };
        self.listed.push(name.to_owned());
        let place = self.line_place(each)?;
        if place.up > 0 || !place.steps.last().is_some_and(|step| step.repeats) {
            let message = "`each` ends in what repeats: write Goods[] or items[]".to_owned();
            self.check.say(&each.span, "EACH", message);
            return None;
        }
        let mut steps = base.to_vec();
        steps.extend(place.steps);
        self.choose(&scope.outer(), &steps, &each.span);
        let mut count = None;
        if let Some(line) = lines.iter().find(|line| line.key == "count") {
            let place = self.line_place(line).and_then(|place| self.down(place, &line.span));
            count = place.map(|steps| [base, &steps].concat());
        }
        let mut position = None;
        if let Some(line) = lines.iter().find(|line| line.key == "position") {
            position = self.line_place(line).and_then(|place| self.down(place, &line.span));
            if let Some(steps) = &position {
                self.claim(
                    &scope.claims(0),
                    steps,
                    &format!("the number of an entry of {name}"),
                    &line.key_span,
                );
            }
        }
        let field = FieldPath::new(vec![name.to_owned()]);
        parts.push(Part::Group(Group { field, each: steps, count, position, parts: inner }));
        None
    }

    /// A place in a value of the file.
    pub(crate) fn line_place(&mut self, entry: &Entry<'_>) -> Option<Place> {
        let text = self.check.text(entry)?;
        self.place_at(text, &entry.span)
    }

    /// A place written at a span of the file.
    pub(crate) fn place_at(&mut self, text: &str, span: &Range<usize>) -> Option<Place> {
        match Place::parse(text, self.syntax, &self.namespaces) {
            Ok(place) => Some(place),
            Err(error) => {
                let start = span.start + 1 + error.at;
                self.check.say(&(start..start), "PLACE", error.message);
                None
            }
        }
    }

    /// The steps of a place that goes down only and does not repeat.
    pub(crate) fn down(&mut self, place: Place, span: &Range<usize>) -> Option<Vec<Step>> {
        if place.up > 0 {
            self.check.say(span, "PLACE", "`..` stands only in the lines of a group");
            return None;
        }
        if let Some(step) = place.steps.iter().find(|step| step.repeats) {
            let message =
                format!("`{}` repeats: only `each`, `via`, `recognise` and `ignore` take []", step.written());
            self.check.say(span, "PLACE", message);
            return None;
        }
        Some(place.steps)
    }

    /// Notes by what steps tell nodes of one name apart. A step that takes any of them beside one that chooses
    /// would take what the other one means, and could not be turned around.
    pub(crate) fn choose(&mut self, scope: &str, steps: &[Step], span: &Range<usize>) {
        for (at, step) in steps.iter().enumerate() {
            let (above, _) = steps.split_at(at);
            let key = format!("{scope} {}/{}", super::place::written(above), step.own());
            let chooses = step.only.is_some();
            if *self.chosen.entry(key).or_insert(chooses) != chooses {
                let name = step.own();
                let message = format!(
                    "`{name}` stands here with [key=text] and without: say of each which `{name}` it is"
                );
                self.check.say(span, "STEP_AMBIGUOUS", message);
                return;
            }
            if let Some(only) = &step.only {
                let (own, _) = steps.split_at(at + 1);
                let place = [own, &only.key].concat();
                let key = format!("{scope} {}", super::place::written(&place));
                self.written.entry(key).or_insert_with(|| format!("the choice of {}", step.written()));
            }
        }
    }

    /// Notes that a field is written at a place; a second one there is a mistake.
    pub(crate) fn claim(&mut self, scope: &str, steps: &[Step], field: &str, span: &Range<usize>) {
        self.choose(scope, steps, span);
        let key = format!("{scope} {}", super::place::written(steps));
        if let Some(other) = self.written.insert(key, field.to_owned())
            && other != field
        {
            let place = super::place::written(steps);
            let message = format!("{field} and {other} both stand at {place}: one place holds one value");
            self.check.say(span, "PLACE_TWICE", message);
        }
    }

    /// Says that a canonical path does not exist, with the nearest that does.
    pub(crate) fn no_field(&mut self, path: &str, span: &Range<usize>) {
        let all = schema::paths(self.fields);
        let known: Vec<&str> = all.iter().map(String::as_str).filter(|p| !p.contains('[')).collect();
        let message = format!("a {} has no field \"{path}\"{}", self.kind, suggest(path, &known));
        self.check.say(span, "UNKNOWN_FIELD", message);
    }
}

fn constant(value: &DeValue<'_>) -> Option<Scalar> {
    match value {
        DeValue::String(text) => Some(Scalar::Text(text.to_string())),
        DeValue::Integer(number) => Some(Scalar::Number(number.to_string())),
        DeValue::Boolean(flag) => Some(Scalar::Bool(*flag)),
        _ => None,
    }
}
