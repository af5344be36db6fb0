//! A scheme's `pack.toml`.

use crate::{
    Deadline, DecisionKind, LegalText, Mandatory, PackHead, RefusalReason, RuleInfo, Scheme, Sentences,
    form_file, judge, schema,
    scheme::{Rule, RuleScope},
    source::{Check, suggest},
};
use certificate::{Level, Light};
use serde::Deserialize;
use std::{collections::BTreeSet, ops::Range, sync::Arc};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // the head's keys are named so that they are known; `pack::Head` reads them
struct File {
    id: String,
    version: String,
    kind: String,
    title: String,
    training: bool,
    effective: Option<toml::Table>,
    code: String,
    form: toml::Value,
    name: String,
    legal_basis: Spanned<Vec<LegalText>>,
    validity: Validity,
    retrospective: Retrospective,
    minor: Vec<Spanned<String>>,
    mandatory: Vec<Asked>,
    #[serde(default)]
    not_applicable: Vec<Spanned<String>>,
    rules: Vec<RuleFile>,
    decisions: Vec<Spanned<DecisionFile>>,
    refusal_reasons: Vec<Spanned<ReasonFile>>,
    deadlines: Vec<DeadlineFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Validity {
    months: u32,
    article: Spanned<String>,
    lateness: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retrospective {
    days: u32,
    article: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    field: Spanned<String>,
    article: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    id: Spanned<String>,
    when: Spanned<String>,
    on: RuleScope,
    level: Spanned<String>,
    not_evaluable: Spanned<String>,
    article: Spanned<String>,
    sentences: Spanned<Sentences>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionFile {
    id: Spanned<String>,
    key: Spanned<char>,
    label: Spanned<Sentences>,
    takes_quantity: bool,
    #[serde(default)]
    needs_reason: bool,
    #[serde(default)]
    grounds: Vec<Spanned<ReasonFile>>,
    deadline_days: Option<u32>,
    article: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonFile {
    code: Spanned<String>,
    label: Spanned<Sentences>,
    article: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineFile {
    id: Spanned<String>,
    trigger: String,
    count: u32,
    calendar: Spanned<String>,
    consequence: Spanned<Sentences>,
    article: Spanned<String>,
}

pub(crate) const MINOR: &[&str] = &["importer", "hs", "quantity", "unit", "invoice"];
pub(crate) const LANGUAGES: &[&str] = &["en", "fr", "es", "ar"];
pub(crate) const CALENDARS: &[&str] = &["days", "working-days", "months"];

/// Reads a scheme; `None` where it has mistakes.
pub(crate) fn read(check: &mut Check<'_>, head: PackHead) -> Option<Scheme> {
    let file: File = match toml::from_str(&check.file.text) {
        Ok(file) => file,
        Err(error) => {
            let problem = check.file.syntax(&error);
            check.problems.push(problem);
            return None;
        }
    };
    let (form, paper) = form_file::read(check);
    let mut checker = Checker { check, articles: BTreeSet::new(), asked: BTreeSet::new() };
    checker.legal_basis(&file.legal_basis);
    checker.article(&file.validity.article);
    checker.article(&file.retrospective.article);
    let lateness = checker.lateness(&file.validity.lateness);
    let programs: Vec<Rule> = file.rules.iter().filter_map(|rule| checker.rule(rule)).collect();
    checker.unique_rules(&file.rules);
    let scheme = Scheme {
        id: head.id.clone(),
        version: head.version.clone(),
        training: head.training,
        hash: head.hash.clone(),
        head,
        code: file.code,
        form,
        paper,
        name: file.name,
        validity_months: file.validity.months,
        validity_article: file.validity.article.get_ref().clone(),
        retrospective_days: file.retrospective.days,
        retrospective_article: file.retrospective.article.get_ref().clone(),
        lateness,
        minor: file.minor.iter().filter_map(|field| checker.minor(field)).collect(),
        legal_basis: file.legal_basis.into_inner(),
        not_applicable: file
            .not_applicable
            .iter()
            .filter_map(|field| checker.not_applicable(field, &file.mandatory))
            .collect(),
        mandatory: file.mandatory.iter().filter_map(|asked| checker.mandatory(asked)).collect(),
        decisions: checker.decisions(&file.decisions),
        refusal_reasons: checker.reasons(&file.refusal_reasons),
        deadlines: checker.deadlines(&file.deadlines),
        rules: programs.iter().map(|rule| rule.info.clone()).collect(),
        programs,
    };
    checker.check.problems.is_empty().then_some(scheme)
}

struct Checker<'c, 'f> {
    check: &'c mut Check<'f>,
    articles: BTreeSet<String>,
    /// Fields that were made mandatory.
    asked: BTreeSet<String>,
}

impl Checker<'_, '_> {
    fn legal_basis(&mut self, basis: &Spanned<Vec<LegalText>>) {
        if basis.get_ref().is_empty() {
            self.check.say(&basis.span(), "LEGAL_BASIS", "a scheme names the agreement it rests on, first");
        }
        // Rules cite the agreement itself: the first text.
        let articles = basis.get_ref().first().map(|text| text.articles.clone()).unwrap_or_default();
        self.articles.extend(articles);
    }

    fn article(&mut self, article: &Spanned<String>) -> String {
        let text = article.get_ref();
        // "14(2)" stands on "14", where the agreement's list names only that.
        let whole = text.split_once('(').map_or(text.as_str(), |(whole, _)| whole);
        if !self.articles.contains(text) && !self.articles.contains(whole) {
            let known: Vec<&str> = self.articles.iter().map(String::as_str).collect();
            let message = format!(
                "article \"{text}\" is not among the agreement's in `legal_basis`{}",
                suggest(text, &known)
            );
            self.check.say(&article.span(), "ARTICLE_UNKNOWN", message);
        }
        text.clone()
    }

    fn lateness(&mut self, light: &Spanned<String>) -> Light {
        match light.get_ref().as_str() {
            "amber" => Light::Amber,
            "red" => Light::Red,
            wrong => {
                let message = format!(
                    "`lateness` is \"red\", or \"amber\" where the agreement allows it; not \"{wrong}\""
                );
                self.check.say(&light.span(), "LEVEL", message);
                Light::Red
            }
        }
    }

    fn sentences(&mut self, sentences: &Spanned<Sentences>) -> Sentences {
        self.languages(sentences.get_ref(), &sentences.span());
        sentences.get_ref().clone()
    }

    fn languages(&mut self, sentences: &Sentences, span: &Range<usize>) {
        let missing: Vec<&str> = LANGUAGES
            .iter()
            .copied()
            .filter(|lang| sentences.get(*lang).is_none_or(String::is_empty))
            .collect();
        if !missing.is_empty() {
            let message = format!("no words in: {}", missing.join(", "));
            self.check.say(span, "LANGUAGE_MISSING", message);
        }
        for lang in sentences.keys().filter(|lang| !LANGUAGES.contains(&lang.as_str())) {
            let message = format!("no language \"{lang}\"{}", suggest(lang, LANGUAGES));
            self.check.say(span, "LANGUAGE_UNKNOWN", message);
        }
    }

    fn rule(&mut self, rule: &RuleFile) -> Option<Rule> {
        let level = match rule.level.get_ref().as_str() {
            "note" => Level::Note,
            "amber" => Level::Amber,
            "red" => Level::Red,
            wrong => {
                let message = format!("no level \"{wrong}\"{}", suggest(wrong, &["note", "amber", "red"]));
                self.check.say(&rule.level.span(), "LEVEL", message);
                Level::Amber
            }
        };
        let not_evaluable = match rule.not_evaluable.get_ref().as_str() {
            "green" => Level::NotEvaluable,
            "amber" => Level::NotEvaluableAmber,
            wrong => {
                let message = format!(
                    "`not_evaluable` is \"amber\" where missing facts keep green away, else \"green\"; not \"{wrong}\""
                );
                self.check.say(&rule.not_evaluable.span(), "LEVEL", message);
                Level::NotEvaluableAmber
            }
        };
        let info = RuleInfo {
            id: rule.id.get_ref().clone(),
            when: rule.when.get_ref().clone(),
            article: self.article(&rule.article),
            sentences: self.sentences(&rule.sentences),
            on: rule.on.word().to_owned(),
            level,
            not_evaluable,
        };
        let facts = match judge::schema_for(rule.on) {
            Ok(facts) => facts,
            Err(error) => {
                self.check.say(&rule.when.span(), "RULE", error.to_string());
                return None;
            }
        };
        match rules::compile(rule.when.get_ref(), &facts) {
            Ok(program) => {
                Some(Rule { info, scope: rule.on, level, not_evaluable, program: Arc::new(program) })
            }
            Err(error) => {
                let start = self.inside(&rule.when.span(), error.line, error.column);
                let near = error.suggestion.map(|near| format!("; {near}")).unwrap_or_default();
                self.check.say(&(start..start), error.code, format!("{}{near}", error.message));
                None
            }
        }
    }

    /// The byte of the file where a line and column of a text value stand.
    fn inside(&self, span: &Range<usize>, line: u32, column: u32) -> usize {
        let text = self.check.file.text.get(span.clone()).unwrap_or_default();
        // A text over several lines begins after its quotes and the line break behind them.
        let quotes = if text.starts_with("\"\"\"") || text.starts_with("'''") { 3 } else { 1 };
        let body = text.get(quotes..).unwrap_or_default();
        let skip = quotes + usize::from(quotes == 3 && body.starts_with('\n'));
        let mut at = span.start + skip;
        let body = text.get(skip..).unwrap_or_default();
        for (number, row) in body.split('\n').enumerate() {
            if number + 1 == line as usize {
                let chars = (column as usize).saturating_sub(1);
                return at + row.char_indices().nth(chars).map_or(row.len(), |(byte, _)| byte);
            }
            at += row.len() + 1;
        }
        span.start
    }

    /// One finding may have two rules where the level differs (late a little, late for good).
    fn unique_rules(&mut self, rules: &[RuleFile]) {
        let mut seen = BTreeSet::new();
        for rule in rules {
            let (id, level) = (rule.id.get_ref().as_str(), rule.level.get_ref().as_str());
            if !seen.insert((id, level)) {
                let message = format!("a second rule {id} of the level {level}: give it an id of its own");
                self.check.say(&rule.id.span(), "DUPLICATE_ID", message);
            }
            let fine = id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
            if !fine || id.is_empty() {
                let message = format!("\"{id}\" is no id of a finding: write it as RETROSPECTIVE_UNMARKED");
                self.check.say(&rule.id.span(), "ID", message);
            }
        }
    }

    fn minor(&mut self, field: &Spanned<String>) -> Option<String> {
        let name = field.get_ref();
        if MINOR.contains(&name.as_str()) {
            return Some(name.clone());
        }
        let message = format!("a declaration has no field \"{name}\"{}", suggest(name, MINOR));
        self.check.say(&field.span(), "UNKNOWN_FIELD", message);
        None
    }

    fn not_applicable(&mut self, field: &Spanned<String>, mandatory: &[Asked]) -> Option<String> {
        let name = field.get_ref();
        let known: Vec<&str> = certificate::dataset::ELEMENTS.iter().map(|element| element.field).collect();
        if !known.contains(&name.as_str()) {
            let message = format!("no element \"{name}\" in the common dataset{}", suggest(name, &known));
            self.check.say(&field.span(), "UNKNOWN_FIELD", message);
            return None;
        }
        if mandatory.iter().any(|asked| asked.field.get_ref() == name) {
            let message = format!("`{name}` is mandatory and not applicable: keep one of the two");
            self.check.say(&field.span(), "FIELD_TWICE", message);
            return None;
        }
        Some(name.clone())
    }

    fn mandatory(&mut self, asked: &Asked) -> Option<Mandatory> {
        let article = self.article(&asked.article);
        if !self.asked.insert(asked.field.get_ref().clone()) {
            let message = format!("`{}` is made mandatory twice: keep one of the two", asked.field.get_ref());
            self.check.say(&asked.field.span(), "FIELD_TWICE", message);
        }
        let fields = schema::of_kind("certificate")?;
        let field = asked.field.get_ref();
        if schema::at_path(fields, field).is_none() {
            let all = schema::paths(fields);
            let known: Vec<&str> = all.iter().map(String::as_str).collect();
            let message = format!("a certificate has no field \"{field}\"{}", suggest(field, &known));
            self.check.say(&asked.field.span(), "UNKNOWN_FIELD", message);
            return None;
        }
        Some(Mandatory { field: field.clone(), article })
    }

    fn decisions(&mut self, decisions: &[Spanned<DecisionFile>]) -> Vec<DecisionKind> {
        let (mut ids, mut keys) = (BTreeSet::new(), BTreeSet::new());
        let mut all = Vec::new();
        for decision in decisions.iter().map(Spanned::get_ref) {
            if !ids.insert(decision.id.get_ref().clone()) {
                let message =
                    format!("a second decision \"{}\": give it an id of its own", decision.id.get_ref());
                self.check.say(&decision.id.span(), "DUPLICATE_ID", message);
            }
            let key = decision.key.get_ref().to_ascii_uppercase();
            if !key.is_ascii_uppercase() || !keys.insert(key) {
                let message = format!(
                    "the key {key} is taken, or is no letter: each decision has its own letter A to Z"
                );
                self.check.say(&decision.key.span(), "KEY", message);
            }
            let grounds = self.reasons(&decision.grounds);
            all.push(DecisionKind {
                id: decision.id.get_ref().clone(),
                key,
                label: self.sentences(&decision.label),
                takes_quantity: decision.takes_quantity,
                needs_reason: decision.needs_reason,
                grounds,
                deadline_days: decision.deadline_days,
                article: self.article(&decision.article),
            });
        }
        all
    }

    fn reasons(&mut self, reasons: &[Spanned<ReasonFile>]) -> Vec<RefusalReason> {
        let mut codes = BTreeSet::new();
        let mut all = Vec::new();
        for reason in reasons.iter().map(Spanned::get_ref) {
            let code = reason.code.get_ref();
            if !codes.insert(code) {
                let message = format!("a second reason \"{code}\": give it a code of its own");
                self.check.say(&reason.code.span(), "DUPLICATE_ID", message);
            }
            all.push(RefusalReason {
                code: code.clone(),
                label: self.sentences(&reason.label),
                article: reason.article.as_ref().map(|article| self.article(article)),
            });
        }
        all
    }

    fn deadlines(&mut self, deadlines: &[DeadlineFile]) -> Vec<Deadline> {
        let mut ids = BTreeSet::new();
        for id in deadlines.iter().map(|deadline| &deadline.id) {
            if !ids.insert(id.get_ref()) {
                let message = format!("a second deadline \"{}\": give it an id of its own", id.get_ref());
                self.check.say(&id.span(), "DUPLICATE_ID", message);
            }
        }
        deadlines.iter().map(|deadline| self.deadline(deadline)).collect()
    }

    fn deadline(&mut self, deadline: &DeadlineFile) -> Deadline {
        let calendar = deadline.calendar.get_ref();
        if !CALENDARS.contains(&calendar.as_str()) {
            let message = format!("no calendar \"{calendar}\"{}", suggest(calendar, CALENDARS));
            self.check.say(&deadline.calendar.span(), "CALENDAR", message);
        }
        Deadline {
            id: deadline.id.get_ref().clone(),
            trigger: deadline.trigger.clone(),
            count: deadline.count,
            calendar: calendar.clone(),
            consequence: self.sentences(&deadline.consequence),
            article: self.article(&deadline.article),
        }
    }
}
