//! Running a rule: Kleene's three values, and the names of what is missing.

use crate::schema::Type;
use crate::tree::{Arithmetic, Base, Compare, Loop, Node, Program, TextTest};
use crate::value::{Period, Value, day, decimal, whole};
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::rc::Rc;

/// What a rule says of some facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The condition holds.
    True,
    /// The condition does not hold.
    False,
    /// It cannot be said.
    NotEvaluable {
        /// The facts that are absent, `null` or not of their declared type, as `items[0].quantity`
        /// (from 0), each once, in the order the rule asked for them. `(out of range)` where a number
        /// or a date left its range.
        missing: Vec<String>,
    },
}

/// An answer with the facts it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The answer.
    pub answer: Answer,
    /// The facts that were read to find it: path and value as text, each once, in order of reading.
    pub read: Vec<(String, String)>,
}

const OUT_OF_RANGE: &str = "(out of range)";

impl Program {
    /// Judges the facts: an object that the schema describes. Facts that the schema does not name are
    /// not looked at.
    pub fn run(&self, facts: &Json) -> Answer {
        Run { facts, variables: Vec::new(), log: None }.answer(&self.root)
    }

    /// Judges the facts and says which of them the answer rests on.
    pub fn explain(&self, facts: &Json) -> Explained {
        let mut run = Run { facts, variables: Vec::new(), log: Some(Vec::new()) };
        let answer = run.answer(&self.root);
        Explained { answer, read: run.log.unwrap_or_default() }
    }
}

/// The paths of what is missing: why there is no value.
type Missing = Vec<String>;
type Outcome<'f> = Result<Value<'f>, Missing>;

/// The element that a loop's variable stands for.
#[derive(Clone)]
enum Element<'f> {
    Fact(&'f Json, Rc<str>, usize),
    Made(Value<'f>),
}

struct Run<'f> {
    facts: &'f Json,
    variables: Vec<Element<'f>>,
    log: Option<Vec<(String, String)>>,
}

impl<'f> Run<'f> {
    fn answer(&mut self, root: &'f Node) -> Answer {
        match self.eval(root) {
            Ok(Value::Bool(true)) => Answer::True,
            Ok(_) => Answer::False,
            Err(paths) => {
                let mut missing: Vec<String> = Vec::new();
                for path in paths {
                    if !missing.contains(&path) {
                        missing.push(path);
                    }
                }
                Answer::NotEvaluable { missing }
            }
        }
    }

    fn eval(&mut self, node: &'f Node) -> Outcome<'f> {
        match node {
            Node::Literal(literal) => Ok(literal.value()),
            Node::Path { base, steps, of } => self.path(*base, steps, of),
            Node::Select { record, steps, of } => match self.eval(record)? {
                Value::Record(json, path) => self.fact(walk(json, steps), of, || join(&path, steps)),
                _ => Err(out_of_range()),
            },
            Node::Has(inner) => Ok(Value::Bool(self.present(inner))),
            Node::Not(inner) => Ok(Value::Bool(!self.flag(inner)?)),
            Node::And(a, b) => self.kleene(a, b, false),
            Node::Or(a, b) => self.kleene(a, b, true),
            Node::If(test, yes, no) => {
                if self.flag(test)? {
                    self.eval(yes)
                } else {
                    self.eval(no)
                }
            }
            Node::Compare(how, a, b) => {
                let (a, b) = self.both(a, b)?;
                a.compare(&b).map(|order| Value::Bool(holds(*how, order))).ok_or_else(out_of_range)
            }
            Node::Arithmetic(how, a, b) => {
                let (a, b) = self.both(a, b)?;
                arithmetic(*how, &a, &b).ok_or_else(out_of_range)
            }
            Node::Negate(inner) => match self.eval(inner)? {
                Value::Number(number) => Ok(Value::Number(-number)),
                Value::Period(period) => period.back().map(Value::Period).ok_or_else(out_of_range),
                _ => Err(out_of_range()),
            },
            Node::In(element, list, of) => self.contains(element, list, of),
            Node::List(elements) => {
                let (mut values, mut missing) = (Vec::with_capacity(elements.len()), Vec::new());
                for element in elements {
                    match self.eval(element) {
                        Ok(value) => values.push(value),
                        Err(paths) => missing.extend(paths),
                    }
                }
                if missing.is_empty() { Ok(Value::List(values.into())) } else { Err(missing) }
            }
            Node::Index { list, index, of } => match self.eval(list)? {
                Value::Facts(facts, path) => self.fact(facts.get(*index), of, || format!("{path}[{index}]")),
                Value::List(values) => values.get(*index).cloned().ok_or_else(out_of_range),
                _ => Err(out_of_range()),
            },
            Node::Size(inner) => Ok(Value::Number(match self.eval(inner)? {
                Value::Facts(list, _) => list.len().into(),
                Value::List(list) => list.len().into(),
                Value::Text(text) => text.chars().count().into(),
                _ => return Err(out_of_range()),
            })),
            Node::Months(inner) => {
                let months = self.whole(inner)?;
                Ok(Value::Period(Period { months, days: 0 }))
            }
            Node::Days(inner) => {
                let days = self.whole(inner)?.into();
                Ok(Value::Period(Period { months: 0, days }))
            }
            Node::Test(how, text, part) => match self.both(text, part)? {
                (Value::Text(text), Value::Text(part)) => Ok(Value::Bool(match how {
                    TextTest::StartsWith => text.starts_with(&*part),
                    TextTest::EndsWith => text.ends_with(&*part),
                    TextTest::Contains => text.contains(&*part),
                })),
                _ => Err(out_of_range()),
            },
            Node::Loop { kind, list, element, body } => {
                let list = self.eval(list)?;
                self.run_loop(*kind, &list, element, body)
            }
        }
    }

    fn flag(&mut self, node: &'f Node) -> Result<bool, Missing> {
        Ok(matches!(self.eval(node)?, Value::Bool(true)))
    }

    fn whole(&mut self, node: &'f Node) -> Result<i32, Missing> {
        match self.eval(node)? {
            Value::Number(number) => whole(number).ok_or_else(out_of_range),
            _ => Err(out_of_range()),
        }
    }

    /// Both values, or everything that is missing on either side.
    fn both(&mut self, a: &'f Node, b: &'f Node) -> Result<(Value<'f>, Value<'f>), Missing> {
        match (self.eval(a), self.eval(b)) {
            (Ok(a), Ok(b)) => Ok((a, b)),
            (Err(mut a), Err(b)) => {
                a.extend(b);
                Err(a)
            }
            (Err(missing), _) | (_, Err(missing)) => Err(missing),
        }
    }

    /// `&&` (decided by false) and `||` (decided by true): one deciding side is enough.
    fn kleene(&mut self, a: &'f Node, b: &'f Node, decided: bool) -> Outcome<'f> {
        let first = self.flag(a);
        if first == Ok(decided) {
            return Ok(Value::Bool(decided));
        }
        match (first, self.flag(b)) {
            (_, Ok(flag)) if flag == decided => Ok(Value::Bool(decided)),
            (Ok(_), Ok(flag)) => Ok(Value::Bool(flag)),
            (Err(mut a), Err(b)) => {
                a.extend(b);
                Err(a)
            }
            (Err(missing), _) | (_, Err(missing)) => Err(missing),
        }
    }

    /// Is the fact there? Never "not evaluable".
    fn present(&mut self, node: &'f Node) -> bool {
        let json = match node {
            Node::Path { base: Base::Facts, steps, .. } => walk(self.facts, steps),
            Node::Path { base: Base::Variable(n), steps, .. } => match self.variables.get(*n) {
                Some(Element::Fact(json, _, _) | Element::Made(Value::Record(json, _))) => walk(json, steps),
                Some(Element::Made(_)) => return true,
                None => None,
            },
            Node::Select { record, steps, .. } => match self.eval(record) {
                Ok(Value::Record(json, _)) => walk(json, steps),
                _ => None,
            },
            _ => None,
        };
        json.is_some_and(|json| !json.is_null())
    }

    fn path(&mut self, base: Base, steps: &'f [String], of: &'f Type) -> Outcome<'f> {
        match base {
            Base::Facts => self.fact(walk(self.facts, steps), of, || steps.join(".")),
            Base::Variable(n) => match self.variables.get(n).cloned() {
                Some(Element::Fact(json, list, index)) => {
                    self.fact(walk(json, steps), of, || join(&format!("{list}[{index}]"), steps))
                }
                Some(Element::Made(Value::Record(json, path))) => {
                    self.fact(walk(json, steps), of, || join(&path, steps))
                }
                Some(Element::Made(value)) => Ok(value),
                None => Err(out_of_range()),
            },
        }
    }

    /// A fact as a value of its declared type. What is absent, null or of another type is missing.
    fn fact(&mut self, json: Option<&'f Json>, of: &Type, path: impl Fn() -> String) -> Outcome<'f> {
        let value = match (of, json) {
            (Type::Text, Some(Json::String(text))) => Some(Value::Text(text.as_str().into())),
            (Type::Bool, Some(Json::Bool(flag))) => Some(Value::Bool(*flag)),
            (Type::Number, Some(Json::String(text))) => decimal(text).map(Value::Number),
            (Type::Number, Some(Json::Number(number))) => decimal(&number.to_string()).map(Value::Number),
            (Type::Date, Some(Json::String(text))) => day(text).map(Value::Date),
            (Type::List(_), Some(Json::Array(list))) => Some(Value::Facts(list, path().into())),
            (Type::Record(_), Some(json @ Json::Object(_))) => Some(Value::Record(json, path().into())),
            _ => None,
        };
        match value {
            Some(value) => {
                if let Some(log) = &mut self.log
                    && !matches!(value, Value::Record(..))
                {
                    let entry = (path(), value.shown());
                    if !log.contains(&entry) {
                        log.push(entry);
                    }
                }
                Ok(value)
            }
            None => Err(vec![path()]),
        }
    }

    fn elements(list: &Value<'f>) -> Vec<Element<'f>> {
        match list {
            Value::Facts(facts, path) => {
                facts.iter().enumerate().map(|(n, json)| Element::Fact(json, path.clone(), n)).collect()
            }
            Value::List(values) => values.iter().cloned().map(Element::Made).collect(),
            _ => Vec::new(),
        }
    }

    fn value(&mut self, element: &Element<'f>, of: &Type) -> Outcome<'f> {
        match element {
            Element::Fact(json, list, index) => self.fact(Some(*json), of, || format!("{list}[{index}]")),
            Element::Made(value) => Ok(value.clone()),
        }
    }

    /// `x in list`: found is enough; not found among elements of which some are missing cannot be said.
    fn contains(&mut self, element: &'f Node, list: &'f Node, of: &'f Type) -> Outcome<'f> {
        let (wanted, list) = self.both(element, list)?;
        let mut missing = Vec::new();
        for element in Self::elements(&list) {
            match self.value(&element, of) {
                Ok(value) if wanted.compare(&value) == Some(Ordering::Equal) => return Ok(Value::Bool(true)),
                Ok(_) => {}
                Err(paths) => missing.extend(paths),
            }
        }
        if missing.is_empty() { Ok(Value::Bool(false)) } else { Err(missing) }
    }

    fn run_loop(&mut self, kind: Loop, list: &Value<'f>, of: &'f Type, body: &'f Node) -> Outcome<'f> {
        let (mut missing, mut made, mut met) = (Vec::new(), Vec::new(), 0usize);
        for element in Self::elements(list) {
            self.variables.push(element.clone());
            let result = self.eval(body);
            self.variables.pop();
            match (kind, result) {
                (_, Err(paths)) => missing.extend(paths),
                (Loop::All, Ok(Value::Bool(false))) => return Ok(Value::Bool(false)),
                (Loop::Exists, Ok(Value::Bool(true))) => return Ok(Value::Bool(true)),
                (Loop::ExistsOne, Ok(Value::Bool(true))) => met += 1,
                (Loop::Filter, Ok(Value::Bool(true))) => match self.value(&element, of) {
                    Ok(value) => made.push(value),
                    Err(paths) => missing.extend(paths),
                },
                (Loop::Map, Ok(value)) => made.push(value),
                _ => {}
            }
        }
        if kind == Loop::ExistsOne && met > 1 {
            return Ok(Value::Bool(false));
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(match kind {
            Loop::All => Value::Bool(true),
            Loop::Exists => Value::Bool(false),
            Loop::ExistsOne => Value::Bool(met == 1),
            Loop::Filter | Loop::Map => Value::List(made.into()),
        })
    }
}

fn out_of_range() -> Missing {
    vec![OUT_OF_RANGE.to_owned()]
}

fn walk<'f>(mut json: &'f Json, steps: &[String]) -> Option<&'f Json> {
    for step in steps {
        json = json.get(step.as_str())?;
    }
    Some(json)
}

fn join(base: &str, steps: &[String]) -> String {
    steps.iter().fold(base.to_owned(), |path, step| path + "." + step)
}

fn holds(how: Compare, order: Ordering) -> bool {
    match how {
        Compare::Equal => order.is_eq(),
        Compare::NotEqual => order.is_ne(),
        Compare::Less => order.is_lt(),
        Compare::LessEqual => order.is_le(),
        Compare::Greater => order.is_gt(),
        Compare::GreaterEqual => order.is_ge(),
    }
}

fn arithmetic<'f>(how: Arithmetic, a: &Value<'f>, b: &Value<'f>) -> Option<Value<'f>> {
    Some(match (how, a, b) {
        (Arithmetic::Add, Value::Number(a), Value::Number(b)) => Value::Number(a.checked_add(*b)?),
        (Arithmetic::Subtract, Value::Number(a), Value::Number(b)) => Value::Number(a.checked_sub(*b)?),
        (Arithmetic::Multiply, Value::Number(a), Value::Number(b)) => Value::Number(a.checked_mul(*b)?),
        (Arithmetic::Divide, Value::Number(a), Value::Number(b)) => Value::Number(a.checked_div(*b)?),
        (Arithmetic::Join, Value::Text(a), Value::Text(b)) => Value::Text(format!("{a}{b}").into()),
        (Arithmetic::DatePlus, Value::Date(date), Value::Period(period)) => Value::Date(period.after(*date)?),
        (Arithmetic::DateMinus, Value::Date(date), Value::Period(period)) => {
            Value::Date(period.back()?.after(*date)?)
        }
        (Arithmetic::DaysBetween, Value::Date(a), Value::Date(b)) => {
            Value::Number(a.signed_duration_since(*b).num_days().into())
        }
        (Arithmetic::PeriodPlus, Value::Period(a), Value::Period(b)) => Value::Period(a.and(*b)?),
        _ => return None,
    })
}
