//! Functions: which there are, and what they take.

use super::{Checked, Checker, Sort, Variable, refuse};
use crate::error::RuleError;
use crate::schema::Type;
use crate::suggest::did_you_mean;
use crate::tree::{Literal, Loop, Node, TextTest};
use crate::value::{day, whole};
use cel::common::ast::{CallExpr, Expr, IdedExpr};

const GLOBAL: [&str; 5] = ["size", "months", "days", "date", "has"];
const METHODS: [&str; 9] =
    ["size", "startsWith", "endsWith", "contains", "all", "exists", "exists_one", "filter", "map"];

impl Checker<'_> {
    pub(super) fn function(&mut self, e: &IdedExpr, call: &CallExpr) -> Result<Checked, RuleError> {
        let name = call.func_name.as_str();
        match (&call.target, name, call.args.as_slice()) {
            (None, "size", [of]) => self.size(of),
            (Some(of), "size", []) => self.size(of),
            (None, "months", [n]) => self.period(n, Node::Months),
            (None, "days", [n]) => self.period(n, Node::Days),
            (None, "date", [text]) => self.date(text),
            (None, "has", [fact]) => self.has(e, fact),
            (Some(text), "startsWith", [part]) => self.test(TextTest::StartsWith, text, part),
            (Some(text), "endsWith", [part]) => self.test(TextTest::EndsWith, text, part),
            (Some(text), "contains", [part]) => self.test(TextTest::Contains, text, part),
            (Some(list), "all", [variable, body]) => self.every(Loop::All, list, variable, body),
            (Some(list), "exists", [variable, body]) => self.every(Loop::Exists, list, variable, body),
            (Some(list), "exists_one", [variable, body]) => self.every(Loop::ExistsOne, list, variable, body),
            (Some(list), "filter", [variable, body]) => self.every(Loop::Filter, list, variable, body),
            (Some(list), "map", [variable, body]) => self.every(Loop::Map, list, variable, body),
            (target, _, _) => Err(self.unknown(e, name, target.is_some())),
        }
    }

    fn unknown(&self, e: &IdedExpr, name: &str, method: bool) -> RuleError {
        let at = self.places.function(e.id, name);
        let (known, others): (&[&str], &[&str]) =
            if method { (&METHODS, &GLOBAL) } else { (&GLOBAL, &METHODS) };
        if known.contains(&name) {
            let message = format!("{name}() does not take that many arguments");
            return refuse(at, "RULE_UNKNOWN_FUNCTION", message);
        }
        let mut error = refuse(at, "RULE_UNKNOWN_FUNCTION", format!("there is no function {name}()"));
        error.suggestion = if others.contains(&name) {
            Some(if method { format!("write {name}(x)") } else { format!("write x.{name}(…)") })
        } else {
            did_you_mean(name, known.iter().copied())
        };
        error
    }

    fn size(&mut self, of: &IdedExpr) -> Result<Checked, RuleError> {
        let inner = self.check(of)?;
        if !matches!(&inner.sort, Sort::Fact(Type::List(_) | Type::Text)) {
            let message = format!("{} has no size", inner.sort.name());
            return Err(refuse(self.places.start(of), "RULE_TYPE", message));
        }
        Ok(Checked::made(Node::Size(Box::new(inner.node)), Type::Number))
    }

    fn period(&mut self, n: &IdedExpr, node: fn(Box<Node>) -> Node) -> Result<Checked, RuleError> {
        let number = self.expect(n, &Type::Number)?;
        if let Node::Literal(Literal::Number(n_)) = &number.node
            && whole(*n_).is_none()
        {
            return Err(refuse(self.places.start(n), "RULE_TYPE", "a whole number is wanted"));
        }
        Ok(Checked { node: node(Box::new(number.node)), sort: Sort::Period, trail: None })
    }

    fn date(&mut self, text: &IdedExpr) -> Result<Checked, RuleError> {
        let checked = self.expect(text, &Type::Text)?;
        let parsed = match &checked.node {
            Node::Literal(Literal::Text(text)) => day(text),
            _ => None,
        };
        match parsed {
            Some(date) => Ok(Checked::made(Node::Literal(Literal::Date(date)), Type::Date)),
            None => Err(refuse(self.places.start(text), "RULE_TYPE", "a day is wanted, as '2026-01-31'")),
        }
    }

    /// `has` turns "missing" into "no", so it is for rules about presence only.
    fn has(&mut self, e: &IdedExpr, fact: &IdedExpr) -> Result<Checked, RuleError> {
        if !self.presence {
            let message = "has() turns what is missing into \"no\"; only rules about presence may use it";
            return Err(refuse(self.places.function(e.id, "has"), "RULE_NOT_ALLOWED", message));
        }
        let checked = self.check(fact)?;
        if !matches!(checked.node, Node::Path { .. } | Node::Select { .. }) {
            return Err(refuse(self.places.start(fact), "RULE_TYPE", "has() asks for a fact by its name"));
        }
        if let Some(trail) = checked.trail {
            self.reads.insert(trail);
        }
        Ok(Checked::made(Node::Has(Box::new(checked.node)), Type::Bool))
    }

    fn test(&mut self, how: TextTest, text: &IdedExpr, part: &IdedExpr) -> Result<Checked, RuleError> {
        let text = self.expect(text, &Type::Text)?;
        let part = self.expect(part, &Type::Text)?;
        Ok(Checked::made(Node::Test(how, Box::new(text.node), Box::new(part.node)), Type::Bool))
    }

    fn every(
        &mut self,
        kind: Loop,
        over: &IdedExpr,
        variable: &IdedExpr,
        body: &IdedExpr,
    ) -> Result<Checked, RuleError> {
        let list = self.check(over)?;
        let Sort::Fact(Type::List(of)) = list.sort else {
            let message = format!("this is {}; a list is wanted", list.sort.name());
            return Err(refuse(self.places.start(over), "RULE_TYPE", message));
        };
        let name = self.variable(variable)?;
        let trail = list.trail.map(|t| format!("{t}[]"));
        self.variables.push(Variable { name, of: (*of).clone(), trail: trail.clone() });
        let checked = if kind == Loop::Map { self.check(body) } else { self.expect(body, &Type::Bool) };
        self.variables.pop();
        let checked = checked?;
        let (sort, result) = match (kind, checked.sort) {
            (Loop::Filter, _) => (Type::List(of.clone()), trail),
            (Loop::Map, Sort::Fact(made)) => (Type::List(Box::new(made)), checked.trail),
            (Loop::Map, Sort::Period) => {
                return Err(refuse(
                    self.places.start(body),
                    "RULE_TYPE",
                    "a list of periods is not part of rules",
                ));
            }
            _ => (Type::Bool, None),
        };
        let node = Node::Loop { kind, list: Box::new(list.node), element: *of, body: Box::new(checked.node) };
        // The trail of a list is that of the list itself; its elements' trail ends in "[]".
        let trail = result.and_then(|t| t.strip_suffix("[]").map(str::to_owned));
        Ok(Checked { node, sort: Sort::Fact(sort), trail })
    }

    fn variable(&self, e: &IdedExpr) -> Result<String, RuleError> {
        let at = self.places.start(e);
        match &e.expr {
            Expr::Ident(name) if !name.starts_with('.') => {
                if self.schema.fields.contains_key(name) || self.variables.iter().any(|v| v.name == *name) {
                    let message = format!("\"{name}\" already means something; choose another variable");
                    return Err(refuse(at, "RULE_NOT_ALLOWED", message));
                }
                Ok(name.clone())
            }
            _ => Err(refuse(at, "RULE_SYNTAX", "the first argument is the name of a variable")),
        }
    }
}
