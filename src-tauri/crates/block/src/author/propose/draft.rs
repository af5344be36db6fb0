//! The fits as sections, groups and lines of a message file.

use super::codes;
use super::fit::{Fit, LIKELY, Leaf, SURE, candidates, choose, group};
use super::outline::{Branch, Value};
use super::shapes::{self, Shape};
use super::words::{INVOICE, ITEM, OWN, PARTIES, PARTY};
use std::collections::BTreeMap;

/// A section or a group of the message file.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// `exporter`, `items`, `marks.back_to_back`; `certificate` for the record's own fields.
    pub name: String,
    pub at: String,
    /// For a group.
    pub each: Option<String>,
    pub lines: Vec<Line>,
    /// Where it begins in the message.
    pub order: usize,
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub key: String,
    /// As TOML.
    pub value: String,
    pub score: f32,
    pub note: String,
}

/// What the values told about spelling.
#[derive(Clone, Debug, Default)]
pub(super) struct Spellings {
    pub forms: Vec<(String, String)>,
    pub codes: BTreeMap<String, Vec<(String, Option<&'static str>)>>,
    /// Dates that could be month first.
    pub doubtful_date: bool,
}

/// A whole draft.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub sections: Vec<Section>,
    pub spellings: Spellings,
    /// Steps to the list of goods, for telling the message from others.
    pub marks: Vec<String>,
    /// Leaves that no line uses.
    pub left: Vec<usize>,
}

/// Drafts the lines for the leaves of a message.
pub(super) fn draft(leaves: &[Leaf<'_>], json: bool) -> Draft {
    let mut work = Work { leaves, json, used: Vec::new(), fits: Vec::new(), sections: Vec::new() };
    let item = group(leaves, ITEM, "item", None);
    let outer = item.map(|item| work.outer(item));
    let mut marks = Vec::new();
    if let Some(item) = item {
        marks = work.items(item, outer.unwrap_or(item));
    }
    let not_items: Vec<usize> = (0..leaves.len())
        .filter(|at| outer.is_none_or(|outer| leaves.get(*at).is_some_and(|leaf| !leaf.below(outer))))
        .collect();
    if !work.sections.iter().any(|section| section.name == "invoices")
        && let Some(invoice) = group(leaves, INVOICE, "invoice", outer)
    {
        work.listed("invoices", invoice, INVOICE, "invoice");
    }
    if let Some(producer) = group(leaves, PARTY, "producer", outer) {
        work.listed("producers", producer, PARTY, "producer");
    }
    let free: Vec<usize> = not_items.into_iter().filter(|at| !work.used.contains(at)).collect();
    work.own(&free);
    work.sections.sort_by_key(|section| section.order);
    let left = (0..leaves.len()).filter(|at| !work.used.contains(at)).collect();
    let spellings = spellings(&work.fits, leaves, json);
    let sections = work.spelt(&spellings);
    Draft { sections, spellings, marks, left }
}

struct Work<'l, 'o> {
    leaves: &'l [Leaf<'o>],
    json: bool,
    used: Vec<usize>,
    fits: Vec<(String, Fit)>,
    sections: Vec<Section>,
}

impl<'o> Work<'_, 'o> {
    /// The outermost repeating branch on the way to a group.
    fn outer(&self, item: &'o Branch) -> &'o Branch {
        let leaf = self.leaves.iter().find(|leaf| leaf.below(item));
        let way = leaf.map(|leaf| leaf.path.as_slice()).unwrap_or_default();
        let until = way.iter().position(|step| std::ptr::eq(*step, item)).unwrap_or(0);
        way.iter().take(until).find(|step| step.repeats).copied().unwrap_or(item)
    }

    fn way(&self, to: &Branch) -> Vec<&'o Branch> {
        let leaf = self.leaves.iter().find(|leaf| leaf.below(to));
        let way = leaf.map(|leaf| leaf.path.clone()).unwrap_or_default();
        let until = way.iter().position(|step| std::ptr::eq(*step, to)).map_or(0, |at| at + 1);
        way.into_iter().take(until).collect()
    }

    fn below(&self, branch: &Branch) -> Vec<usize> {
        (0..self.leaves.len())
            .filter(|at| self.leaves.get(*at).is_some_and(|leaf| leaf.below(branch)))
            .collect()
    }

    /// The goods. Gives the steps to their list.
    fn items(&mut self, item: &'o Branch, outer: &'o Branch) -> Vec<String> {
        let way = self.way(item);
        let of = self.below(outer);
        let copied = group(self.leaves, INVOICE, "invoice", None).filter(|invoice| {
            self.leaves.iter().any(|leaf| leaf.below(item) && leaf.below(invoice))
                && !std::ptr::eq(*invoice, item)
        });
        let (inner, of): (Vec<usize>, Vec<usize>) = of.into_iter().partition(|at| {
            copied.is_some_and(|invoice| self.leaves.get(*at).is_some_and(|leaf| leaf.below(invoice)))
        });
        let names = self.names(item);
        let fits = choose(candidates(self.leaves, &of, ITEM, Some(item), Some("item"), ""));
        let mut lines = Vec::new();
        for fit in fits {
            let Some(leaf) = self.leaves.get(fit.leaf) else { continue };
            let place =
                if leaf.below(item) { relative(&leaf.after(Some(item))) } else { climbing(&way, leaf) };
            lines.extend(place.map(|place| self.line(&fit, place, "items[].")));
        }
        let order = self.first(item);
        if let Some(invoice) = copied {
            let place = relative(&self.way(invoice).into_iter().skip(way.len()).collect::<Vec<_>>());
            lines.retain(|line| line.key != "invoice");
            if let Some(place) = place {
                let value = format!("{{ at = {}, copy = \"number\" }}", quoted(&place));
                lines.push(Line { key: "invoice".to_owned(), value, score: SURE, note: String::new() });
                let fits =
                    choose(candidates(self.leaves, &inner, INVOICE, Some(invoice), Some("invoice"), ""));
                let within = fits.into_iter().filter_map(|fit| {
                    let place = relative(&self.leaves.get(fit.leaf)?.after(Some(invoice)))?;
                    Some((fit, place))
                });
                let copied: Vec<Line> = within
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|(fit, place)| self.line(&fit, place, "invoices[]."))
                    .collect();
                self.sections.push(Section {
                    name: "invoices".to_owned(),
                    at: String::new(),
                    each: None,
                    lines: copied,
                    order: order + 1,
                });
            }
        }
        let each = each(&way);
        self.sections.push(Section {
            name: "items".to_owned(),
            at: String::new(),
            each: Some(each),
            lines,
            order,
        });
        if let Some((names, lines)) = names {
            self.sections.push(Section {
                name: "items.names".to_owned(),
                at: String::new(),
                each: Some(names),
                lines,
                order,
            });
        }
        way.iter().map(|step| step.step.clone()).collect()
    }

    /// The place that says how long the list is, beside it.
    fn count(&mut self, way: &[&'o Branch]) -> Option<Line> {
        const WORDS: &[&str] = &["qty", "quantity", "count", "cantidad", "anzahl", "total"];
        let beside = way.len().saturating_sub(1);
        let at = self.leaves.iter().position(|leaf| {
            let near = leaf.path.len() == way.len()
                && leaf.path.iter().zip(way).take(beside).all(|(a, b)| std::ptr::eq(*a, *b));
            let says = |branch: &Branch| {
                super::words::tokens(&branch.name).iter().any(|word| WORDS.contains(&word.as_str()))
            };
            near && leaf
                .branch()
                .is_some_and(|branch| says(branch) && shapes::fits(Shape::Whole, branch) == Some(true))
        });
        let at = at.filter(|at| beside > 0 && !self.used.contains(at))?;
        let place = relative(&self.leaves.get(at)?.path)?;
        self.used.push(at);
        Some(Line { key: "count".to_owned(), value: quoted(&place), score: SURE, note: String::new() })
    }

    /// One text in several languages within an item.
    fn names(&mut self, item: &'o Branch) -> Option<(String, Vec<Line>)> {
        let of = self.below(item);
        let lang = of.iter().find(|at| {
            let name = self.leaves.get(**at).and_then(Leaf::branch).map(|branch| branch.name.to_lowercase());
            name.is_some_and(|name| ["lang", "language", "languageid", "idioma"].contains(&name.as_str()))
        })?;
        let way = self.leaves.get(*lang)?.after(Some(item));
        let parent = way.len().checked_sub(2).and_then(|at| way.get(at)).copied()?;
        let text = of
            .iter()
            .find(|at| *at != lang && self.leaves.get(**at).is_some_and(|leaf| leaf.below(parent)))?;
        let text_place = match self.leaves.get(*text)?.after(Some(parent)).as_slice() {
            [] => ".".to_owned(),
            steps => relative(steps)?,
        };
        let steps: Vec<&Branch> = way.iter().take(way.len() - 1).copied().collect();
        let each = each(&steps);
        let lang_place = relative(way.get(way.len() - 1..)?)?;
        self.used.extend([*lang, *text]);
        let line = |key: &str, place: &str| Line {
            key: key.to_owned(),
            value: quoted(place),
            score: SURE,
            note: String::new(),
        };
        Some((each, vec![line("lang", &lang_place), line("text", &text_place)]))
    }

    fn listed(
        &mut self,
        name: &str,
        branch: &'o Branch,
        wanted: &'static [super::words::Wanted],
        concept: &'static str,
    ) {
        let of: Vec<usize> = self.below(branch).into_iter().filter(|at| !self.used.contains(at)).collect();
        let fits = choose(candidates(self.leaves, &of, wanted, Some(branch), Some(concept), ""));
        let mut lines = Vec::new();
        for fit in fits {
            let Some(leaf) = self.leaves.get(fit.leaf) else { continue };
            if let Some(place) = relative(&leaf.after(Some(branch))) {
                lines.push(self.line(&fit, place, &format!("{name}[].")));
            }
        }
        if !lines.is_empty() {
            lines.extend(self.count(&self.way(branch)));
            let each = Some(each(&self.way(branch)));
            self.sections.push(Section {
                name: name.to_owned(),
                at: String::new(),
                each,
                lines,
                order: self.first(branch),
            });
        }
    }

    /// The certificate's own fields and its parties.
    fn own(&mut self, free: &[usize]) {
        let mut all = candidates(self.leaves, free, OWN, None, None, "");
        for party in PARTIES {
            all.extend(candidates(self.leaves, free, PARTY, None, Some(party), &format!("{party}.")));
        }
        let mut by: BTreeMap<String, Vec<Fit>> = BTreeMap::new();
        for fit in choose(all) {
            let section = fit.field.rsplit_once('.').map_or("certificate", |(section, _)| section);
            by.entry(section.to_owned()).or_default().push(fit);
        }
        for (name, fits) in by {
            let parents: Vec<Vec<&Branch>> = fits
                .iter()
                .filter(|fit| fit.score >= LIKELY)
                .filter_map(|fit| self.leaves.get(fit.leaf))
                .map(|leaf| leaf.path.iter().take(leaf.path.len().saturating_sub(1)).copied().collect())
                .collect();
            let common = if parents.len() > 1 { shared(&parents) } else { Vec::new() };
            let mut lines = Vec::new();
            let order = fits.iter().map(|fit| fit.leaf).min().unwrap_or(0);
            for fit in fits {
                let Some(leaf) = self.leaves.get(fit.leaf) else { continue };
                let inside = common.iter().zip(&leaf.path).all(|(a, b)| std::ptr::eq(*a, *b));
                // A perhaps that stands elsewhere cannot be said below the section's place.
                if !inside {
                    continue;
                }
                let steps: Vec<&Branch> = leaf.path.iter().skip(common.len()).copied().collect();
                if let Some(place) = relative(&steps) {
                    lines.push(self.line(&fit, place, ""));
                }
            }
            if !lines.is_empty() {
                let at = relative(&common).unwrap_or_default();
                self.sections.push(Section { name, at, each: None, lines, order });
            }
        }
    }

    fn first(&self, branch: &Branch) -> usize {
        self.leaves.iter().position(|leaf| leaf.below(branch)).unwrap_or(0)
    }

    fn line(&mut self, fit: &Fit, place: String, prefix: &str) -> Line {
        if fit.score >= LIKELY {
            self.used.push(fit.leaf);
            self.fits.push((format!("{prefix}{}", fit.field), fit.clone()));
        }
        let branch = self.leaves.get(fit.leaf).and_then(Leaf::branch);
        let key = fit.field.rsplit('.').next().unwrap_or_default().to_owned();
        let values: &[Value] = branch.map(|branch| branch.values.as_slice()).unwrap_or_default();
        let value = if fit.shape == Shape::Mark && branch.is_some_and(|branch| branch.empty) {
            format!("{{ present = {} }}", quoted(&place))
        } else if !self.json && key == "address" && values.iter().any(|value| value.text.contains('\n')) {
            format!("{{ at = {}, form = \"lines\" }}", quoted(&place))
        } else if let Some(second) = self.second_line(fit.leaf, &place).filter(|_| key == "address") {
            format!("{{ at = [{}, {}], join = \"\\n\" }}", quoted(&place), quoted(&second))
        } else {
            quoted(&place)
        };
        let note = if fit.score >= SURE { "" } else { "likely: look at it" };
        Line { key, value, score: fit.score, note: note.to_owned() }
    }

    /// `line2` beside `line1`.
    fn second_line(&mut self, leaf: usize, place: &str) -> Option<String> {
        let stem = place.strip_suffix('1')?;
        let own = self.leaves.get(leaf)?;
        let parent = own.path.len().checked_sub(2).and_then(|at| own.path.get(at)).copied()?;
        let wanted = format!("{}2", own.branch()?.step.strip_suffix('1')?);
        let other = self.leaves.iter().position(|other| {
            other.below(parent)
                && other.path.len() == own.path.len()
                && other.branch().is_some_and(|branch| branch.step == wanted)
        })?;
        self.used.push(other);
        Some(format!("{stem}2"))
    }

    /// Lines whose values are spelt otherwise than the message's forms say, or by words of a list.
    fn spelt(mut self, spellings: &Spellings) -> Vec<Section> {
        for (path, fit) in &self.fits {
            let (section, key) = path.rsplit_once('.').unwrap_or(("certificate", path));
            let section = section.trim_end_matches("[]");
            let values =
                self.leaves.get(fit.leaf).and_then(Leaf::branch).map(|branch| branch.values.as_slice());
            let extra = match (fit.shape, key) {
                (Shape::Date, _) => {
                    let own = values.and_then(|values| shapes::date(&values.first()?.text));
                    own.filter(|own| !date_fits(own, spellings)).map(|own| format!("form = {}", quoted(&own)))
                }
                (_, "unit") if spellings.codes.contains_key("units") => Some("as = \"units\"".to_owned()),
                (_, "mode") if spellings.codes.contains_key("modes") => Some("as = \"modes\"".to_owned()),
                _ => None,
            };
            let line = self
                .sections
                .iter_mut()
                .find(|known| known.name == section)
                .and_then(|known| known.lines.iter_mut().find(|line| line.key == key));
            if let (Some(extra), Some(line)) = (extra, line)
                && line.value.starts_with('"')
            {
                line.value = format!("{{ at = {}, {extra} }}", line.value);
            }
        }
        self.sections
    }
}

fn spellings(fits: &[(String, Fit)], leaves: &[Leaf<'_>], json: bool) -> Spellings {
    let mut told = Spellings::default();
    let values = |shape: Shape| -> Vec<&Value> {
        fits.iter()
            .filter(|(_, fit)| fit.shape == shape)
            .filter_map(|(_, fit)| leaves.get(fit.leaf)?.branch())
            .flat_map(|branch| &branch.values)
            .collect()
    };
    let mut form =
        |key: &str, value: Option<String>| told.forms.extend(value.map(|value| (key.to_owned(), value)));
    let dates: Vec<String> =
        values(Shape::Date).iter().filter_map(|value| shapes::date(&value.text)).collect();
    form("date", date_form(&dates));
    form("hs", shapes::hs_form(values(Shape::Hs).iter().map(|value| value.text.as_str())));
    form("decimal", shapes::decimal_form(&values(Shape::Decimal), json));
    form("country", {
        let first = values(Shape::Country).first().and_then(|value| shapes::country_form(&value.text));
        first.filter(|form| *form != "alpha-2").map(str::to_owned)
    });
    form(
        "whole",
        (json && values(Shape::Whole).iter().any(|value| value.quoted)).then(|| "\"1\"".to_owned()),
    );
    let marks: Vec<Value> = values(Shape::Mark).into_iter().cloned().collect();
    if !marks.is_empty() {
        form("flag", shapes::flag(&marks).filter(|form| form != "true|false"));
    }
    told.doubtful_date = dates.iter().any(|date| date.starts_with("DD"))
        && values(Shape::Date).iter().all(|value| {
            value.text.get(..2).and_then(|day| day.parse::<u32>().ok()).is_some_and(|day| day <= 12)
        });
    for (list, key, is_code, guess) in [
        (
            "units",
            "unit",
            codes::is_unit as fn(&str) -> bool,
            codes::unit as fn(&str) -> Option<&'static str>,
        ),
        ("modes", "mode", codes::is_mode, codes::mode),
    ] {
        let mut spelt: Vec<(String, Option<&'static str>)> = Vec::new();
        for (path, fit) in fits {
            if path.rsplit('.').next() == Some(key)
                && let Some(branch) = leaves.get(fit.leaf).and_then(Leaf::branch)
            {
                for value in &branch.values {
                    if !is_code(&value.text) && !spelt.iter().any(|(text, _)| *text == value.text) {
                        spelt.push((value.text.clone(), guess(&value.text)));
                    }
                }
            }
        }
        // Two spellings of one code are fine; a list with nothing sure in it is a list of comments.
        if spelt.iter().any(|(_, code)| code.is_some()) {
            told.codes.insert(list.to_owned(), spelt);
        }
    }
    told
}

/// The form that reads most of the dates; none where the usual forms do.
fn date_form(dates: &[String]) -> Option<String> {
    let iso = |form: &&String| form.starts_with("YYYY-MM-DD") && !form.contains(' ');
    let timed = dates.iter().any(|form| form.contains("hh"));
    if dates.iter().all(|form| iso(&form)) {
        let seconds = dates.iter().any(|form| form.contains(":ss"));
        return (timed && seconds).then(|| "YYYY-MM-DD[Thh:mm:ss[.f][Z]]".to_owned());
    }
    let mut count: BTreeMap<&String, usize> = BTreeMap::new();
    for form in dates.iter().filter(|form| !iso(form)) {
        *count.entry(form).or_default() += 1;
    }
    let (most, _) = count.into_iter().max_by_key(|(_, count)| *count)?;
    Some(most.clone())
}

fn date_fits(own: &str, spellings: &Spellings) -> bool {
    let form = spellings.forms.iter().find(|(key, _)| key == "date").map(|(_, form)| form.as_str());
    let iso = |form: &str| {
        form.starts_with("YYYY-MM-DD")
            && !form.contains(' ')
            && (!form.contains("hh") || form.contains(":ss"))
    };
    match form {
        Some(form) => form == own || (iso(form) && iso(own)),
        None => iso(own),
    }
}

/// The steps as a place; `None` where one repeats, or has a name that no place can have.
fn relative(steps: &[&Branch]) -> Option<String> {
    if steps.iter().any(|step| step.repeats || step.step.contains(['/', '[', ']', ' ', '=', '(', ')', '*'])) {
        return None;
    }
    Some(steps.iter().map(|step| step.step.as_str()).collect::<Vec<_>>().join("/"))
}

/// The place of a leaf outside a group's entries, but inside what repeats around them.
fn climbing(way: &[&Branch], leaf: &Leaf<'_>) -> Option<String> {
    let shared = way.iter().zip(&leaf.path).take_while(|(a, b)| std::ptr::eq(**a, **b)).count();
    let up = way.len().checked_sub(shared)?;
    let down = relative(&leaf.path.iter().skip(shared).copied().collect::<Vec<_>>())?;
    Some(format!("{}{down}", "../".repeat(up)))
}

fn each(way: &[&Branch]) -> String {
    let last = way.len().saturating_sub(1);
    let steps = way.iter().enumerate();
    let told: Vec<String> = steps
        .map(
            |(at, step)| {
                if step.repeats || at == last { format!("{}[]", step.step) } else { step.step.clone() }
            },
        )
        .collect();
    told.join("/")
}

fn shared<'o>(paths: &[Vec<&'o Branch>]) -> Vec<&'o Branch> {
    let mut common = paths.first().cloned().unwrap_or_default();
    for path in paths {
        let alike = common.iter().zip(path).take_while(|(a, b)| std::ptr::eq(**a, **b)).count();
        common.truncate(alike);
    }
    common
}

/// A TOML text.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
