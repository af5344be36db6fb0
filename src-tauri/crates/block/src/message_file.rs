//! One TOML file a message: its head, then its mapping.

use crate::{
    Message, PackHead,
    extends::{self, Bases},
    mapping::{
        compile::Compiler,
        place::{Place, Step},
        shape::Ignored,
    },
    message::Outcome,
    recogniser::{Condition, Recogniser, VersionRule},
    source::{Check, Entry, entries, suggest},
};
use document::Syntax;
use std::{collections::BTreeMap, ops::Range, sync::Arc};
use toml::de::DeValue;

pub(crate) const HEAD: &[&str] = &[
    "extends",
    "base",
    "is",
    "kind",
    "syntax",
    "at",
    "namespaces",
    "recognise",
    "version",
    "ignore",
    "order",
    "outcome",
    "writes",
];

/// Reads a message file, with the files it extends. `None` where it has mistakes, which are in `check`, and
/// where it says of itself that it is only a base for others.
pub(crate) fn read<'f>(
    check: &mut Check<'f>,
    pack: &PackHead,
    name: &str,
    bases: &dyn Bases<'f>,
) -> Option<Message> {
    let table = &extends::whole(check, bases)?;
    let all = entries(table);
    let Some(entry) = all.iter().find(|entry| entry.key == "message") else {
        check.say(&(0..0), "MESSAGE_MISSING", "a message file begins with [message]");
        return None;
    };
    if is_base(check, entry) {
        return None;
    }
    let head = Head::read(check, entry, bases)?;
    let outcome = if let Some(outcome) = head.outcome {
        for other in all.iter().filter(|other| other.key != "message") {
            let message = format!("a message that is only recognised has no [{}]", other.key);
            check.say(&other.key_span, "UNKNOWN_SECTION", message);
        }
        outcome
    } else {
        let fields = bases.fields(&head.kind)?;
        let mut compiler =
            Compiler::new(check, head.recogniser.syntax, (&head.kind, fields), head.namespaces);
        Outcome::Read(Arc::new(compiler.compile(
            table,
            head.recogniser.root.clone(),
            head.ignored,
            head.order,
        )))
    };
    check.problems.is_empty().then(|| Message {
        id: format!("{}/{name}", pack.id),
        kind: head.kind,
        format: pack.id.clone(),
        version: pack.version.clone(),
        is: head.is,
        writes: head.writes,
        recogniser: Arc::new(head.recogniser),
        outcome,
    })
}

/// Whether the file is only there to be extended.
fn is_base(check: &mut Check<'_>, entry: &Entry<'_>) -> bool {
    let DeValue::Table(table) = entry.value else { return false };
    match entries(table).iter().find(|line| line.key == "base") {
        Some(Entry { value: DeValue::Boolean(flag), .. }) => *flag,
        Some(line) => {
            check.say(&line.span, "BASE", "`base` is true for a file that is only there to be extended");
            true
        }
        None => false,
    }
}

struct Head {
    is: String,
    kind: String,
    namespaces: BTreeMap<String, String>,
    recogniser: Recogniser,
    ignored: Vec<Ignored>,
    order: Vec<Vec<Step>>,
    outcome: Option<Outcome>,
    writes: bool,
}

impl Head {
    fn read(check: &mut Check<'_>, entry: &Entry<'_>, bases: &dyn Bases<'_>) -> Option<Self> {
        let lines = entries(check.table(entry)?);
        for line in lines.iter().filter(|line| !HEAD.contains(&line.key)) {
            check.unknown(line, "[message] has no key", HEAD);
        }
        let get = |name: &str| lines.iter().find(|line| line.key == name);
        let want = |check: &mut Check<'_>, name: &str| {
            let found = get(name);
            // A key that is only misspelt is said to be that.
            let near = |line: &Entry<'_>| {
                !HEAD.contains(&line.key) && suggest(line.key, &[name]).starts_with("; did you mean")
            };
            if found.is_none() && !lines.iter().any(near) {
                check.say(&entry.key_span, "HEAD", format!("[message] has no `{name}`"));
            }
            found
        };
        let is = want(check, "is").and_then(|line| check.text(line)).unwrap_or_default().to_owned();
        let syntax = want(check, "syntax").and_then(|line| syntax(check, line))?;
        let namespaces = get("namespaces").map(|line| namespaces(check, line)).unwrap_or_default();
        let outcome = get("outcome").and_then(|line| outcome(check, line));
        let mut kind = String::new();
        if outcome.is_none() {
            let line = want(check, "kind")?;
            let known: Vec<&str> = bases.kinds().keys().map(String::as_str).collect();
            check.text(line)?.clone_into(&mut kind);
            if !known.contains(&kind.as_str()) {
                check.say(&line.span, "KIND", format!("no kind \"{kind}\"{}", suggest(&kind, &known)));
                return None;
            }
        }
        let places = Places { syntax, namespaces: &namespaces };
        let root = get("at").and_then(|line| check.text(line).map(|text| (text, line.span.clone())));
        let root = root.and_then(|(text, span)| places.steps(check, text, &span, 0)).unwrap_or_default();
        if get("at").is_none() && syntax == Syntax::Xml {
            check.say(
                &entry.key_span,
                "HEAD",
                "an XML message wants `at`, from the root element: at = \"a:Envelope/…\"",
            );
        }
        let conditions =
            want(check, "recognise").map(|line| places.conditions(check, line)).unwrap_or_default();
        let version = get("version").and_then(|line| places.version(check, line));
        let mut ignored = Vec::new();
        for (text, span) in get("ignore").map(|line| check.texts(line)).unwrap_or_default() {
            let absolute = text.starts_with('/');
            let start = usize::from(absolute);
            if let Some(steps) = text.get(start..).and_then(|text| places.steps(check, text, &span, start)) {
                ignored.push(Ignored { absolute, steps });
            }
        }
        let mut order = Vec::new();
        for (text, span) in get("order").map(|line| check.texts(line)).unwrap_or_default() {
            order.extend(places.steps(check, text, &span, 0));
        }
        let recogniser = Recogniser { syntax, root, conditions, version };
        let mut writes = outcome.is_none();
        if let Some(line) = get("writes") {
            match line.value {
                DeValue::Boolean(flag) if outcome.is_none() => writes = *flag,
                _ => check.say(&line.span, "WRITES", "`writes` is true or false, for a message that is read"),
            }
        }
        Some(Self { is, kind, namespaces, recogniser, ignored, order, outcome, writes })
    }
}

fn syntax(check: &mut Check<'_>, line: &Entry<'_>) -> Option<Syntax> {
    match check.text(line)? {
        "xml" => Some(Syntax::Xml),
        "json" => Some(Syntax::Json),
        "cbor" => Some(Syntax::Cbor),
        other => {
            check.say(&line.span, "SYNTAX", format!("no syntax \"{other}\": write xml, json or cbor"));
            None
        }
    }
}

fn outcome(check: &mut Check<'_>, line: &Entry<'_>) -> Option<Outcome> {
    match check.text(line)? {
        "other" => Some(Outcome::Other),
        "not-a-document" => Some(Outcome::NotADocument),
        wrong => {
            let near = suggest(wrong, &["other", "not-a-document"]);
            check.say(&line.span, "OUTCOME", format!("no outcome \"{wrong}\"{near}"));
            None
        }
    }
}

fn namespaces(check: &mut Check<'_>, line: &Entry<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    if let Some(table) = check.table(line) {
        for entry in entries(table) {
            if let Some(uri) = check.text(&entry) {
                all.insert(entry.key.to_owned(), uri.to_owned());
            }
        }
    }
    all
}

struct Places<'n> {
    syntax: Syntax,
    namespaces: &'n BTreeMap<String, String>,
}

impl Places<'_> {
    /// `skip`: bytes of the value before the place, for the column.
    fn steps(
        &self,
        check: &mut Check<'_>,
        text: &str,
        span: &Range<usize>,
        skip: usize,
    ) -> Option<Vec<Step>> {
        match Place::parse(text, self.syntax, self.namespaces) {
            Ok(place) if place.up == 0 => Some(place.steps),
            Ok(_) => {
                check.say(span, "PLACE", "`..` stands only in the lines of a group");
                None
            }
            Err(error) => {
                let start = span.start + 1 + skip + error.at;
                check.say(&(start..start), "PLACE", error.message);
                None
            }
        }
    }

    fn conditions(&self, check: &mut Check<'_>, line: &Entry<'_>) -> Vec<Condition> {
        let mut all = Vec::new();
        for (text, span) in check.texts(line) {
            let absent = text.starts_with('!');
            let start = usize::from(absent);
            let body = text.get(start..).unwrap_or_default();
            let (place, equals) =
                body.split_once(" = ").map_or((body, None), |(place, is)| (place, Some(is.to_owned())));
            if let Some(steps) = self.steps(check, place, &span, start) {
                all.push(Condition { steps, absent, equals });
            }
        }
        if all.is_empty() && self.syntax != Syntax::Xml {
            check.say(
                &line.span,
                "RECOGNISE",
                "say by what this message is told from others: recognise = [\"place\", \"place = text\"]",
            );
        }
        all
    }

    fn version(&self, check: &mut Check<'_>, line: &Entry<'_>) -> Option<VersionRule> {
        let DeValue::Table(table) = line.value else {
            check.say(&line.span, "VERSION", "write version = { at = \"place\", is = [\"1.0\"] }");
            return None;
        };
        let keys = entries(table);
        for key in keys.iter().filter(|key| !["at", "is"].contains(&key.key)) {
            check.unknown(key, "`version` has no key", &["at", "is"]);
        }
        let at = keys.iter().find(|key| key.key == "at")?;
        let text = check.text(at)?;
        let steps = self.steps(check, text, &at.span, 0)?;
        let is = keys.iter().find(|key| key.key == "is").map(|key| check.texts(key)).unwrap_or_default();
        Some(VersionRule { steps, is: is.into_iter().map(|(text, _)| text.to_owned()).collect() })
    }
}
