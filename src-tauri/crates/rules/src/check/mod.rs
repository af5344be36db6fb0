//! Checking a rule at load: from CEL's tree to a typed tree, or a refusal with its place.

mod calls;
mod names;
mod operators;
mod place;

use crate::error::RuleError;
use crate::schema::{Schema, Type};
use crate::tree::{Base, Literal, Node, Program};
use crate::value::decimal;
use cel::Env;
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue};
use place::Places;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule is a sentence or two; longer ones are refused before they are parsed.
const MOST_BYTES: usize = 8 * 1024;
const MOST_NESTED: usize = 96;

/// Checks a rule against the facts it may read. It must be a condition (true or false).
///
/// Errors: [`RuleError`], with the place in `text`.
pub fn compile(text: &str, schema: &Schema) -> Result<Program, RuleError> {
    program(text, schema, false)
}

/// As [`compile`], for rules that are about presence: `has(x.y)` is allowed in them.
///
/// Errors: [`RuleError`], with the place in `text`.
pub fn compile_presence(text: &str, schema: &Schema) -> Result<Program, RuleError> {
    program(text, schema, true)
}

fn program(text: &str, schema: &Schema, presence: bool) -> Result<Program, RuleError> {
    if text.len() > MOST_BYTES {
        return Err(refuse((1, 1), "RULE_TOO_LARGE", "the rule is longer than 8 KiB"));
    }
    let parser = Env::default().with_optional_support(false).parser();
    let (expression, source) = parser.parse_with_source_info(text).map_err(|e| place::syntax(&e))?;
    let mut checker = Checker {
        schema,
        presence,
        places: Places::new(text, &source),
        variables: Vec::new(),
        reads: BTreeSet::new(),
        depth: 0,
    };
    let checked = checker.check(&expression)?;
    if checked.sort != Sort::Fact(Type::Bool) {
        let at = checker.places.start(&expression);
        let message = format!("a rule is true or false; this is {}", checked.sort.name());
        return Err(refuse(at, "RULE_TYPE", message));
    }
    Ok(Program {
        text: text.into(),
        root: Arc::new(checked.node),
        reads: checker.reads.into_iter().collect::<Vec<_>>().into(),
    })
}

/// The type of an expression: a fact's type, or a period, which no fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sort {
    Fact(Type),
    Period,
}

impl Sort {
    fn name(&self) -> &'static str {
        match self {
            Self::Fact(of) => of.name(),
            Self::Period => "a period",
        }
    }
}

/// A checked expression; `trail` is its path among the facts (`items[]`), where it has one.
struct Checked {
    node: Node,
    sort: Sort,
    trail: Option<String>,
}

impl Checked {
    fn made(node: Node, of: Type) -> Self {
        Self { node, sort: Sort::Fact(of), trail: None }
    }

    fn is(&self, of: &Type) -> bool {
        matches!(&self.sort, Sort::Fact(own) if own == of)
    }
}

/// A loop's variable while its body is checked.
struct Variable {
    name: String,
    of: Type,
    trail: Option<String>,
}

struct Checker<'s> {
    schema: &'s Schema,
    presence: bool,
    places: Places<'s>,
    variables: Vec<Variable>,
    reads: BTreeSet<String>,
    depth: usize,
}

type Place = (u32, u32);

fn refuse(at: Place, code: &'static str, message: impl Into<String>) -> RuleError {
    RuleError { line: at.0, column: at.1, code, message: message.into(), suggestion: None }
}

impl Checker<'_> {
    fn check(&mut self, e: &IdedExpr) -> Result<Checked, RuleError> {
        self.depth += 1;
        if self.depth > MOST_NESTED {
            return Err(refuse(self.places.at(e.id), "RULE_TOO_LARGE", "the rule is nested too deeply"));
        }
        let checked = match &e.expr {
            Expr::Literal(literal) => self.literal(e, literal),
            Expr::Ident(_) | Expr::Select(_) => self.name(e),
            Expr::Call(call) => self.call(e, call),
            Expr::List(list) => self.list(e, &list.elements),
            Expr::Map(_) | Expr::Struct(_) => Err(refuse(
                self.places.at(e.id),
                "RULE_NOT_ALLOWED",
                "maps and messages are not part of rules",
            )),
            Expr::Comprehension(_) | Expr::Unspecified => {
                Err(refuse(self.places.at(e.id), "RULE_SYNTAX", "not an expression"))
            }
        };
        self.depth -= 1;
        checked
    }

    fn literal(&self, e: &IdedExpr, literal: &LiteralValue) -> Result<Checked, RuleError> {
        let at = self.places.at(e.id);
        let (literal, of) = match literal {
            LiteralValue::Boolean(flag) => (Literal::Bool(*flag.inner()), Type::Bool),
            LiteralValue::String(text) => (Literal::Text(text.inner().to_owned()), Type::Text),
            LiteralValue::Int(number) => (Literal::Number((*number.inner()).into()), Type::Number),
            LiteralValue::Double(number) => {
                // The digits as they were written: the parsed double has lost some of them.
                let token = self.places.token(e.id);
                let written = if token.starts_with('.') { format!("0{token}") } else { token.to_owned() };
                let digits =
                    decimal(&written).ok_or_else(|| refuse(at, "RULE_TYPE", "a number out of range"))?;
                let digits = if number.inner().is_sign_negative() { -digits } else { digits };
                (Literal::Number(digits), Type::Number)
            }
            LiteralValue::UInt(_) => {
                return Err(refuse(at, "RULE_NOT_ALLOWED", "write the number without \"u\""));
            }
            LiteralValue::Bytes(_) => {
                return Err(refuse(at, "RULE_NOT_ALLOWED", "bytes are not part of rules"));
            }
            LiteralValue::Null => {
                let mut error = refuse(at, "RULE_NOT_ALLOWED", "nothing can be compared with null");
                error.suggestion = Some("has(…) asks whether a fact is there".to_owned());
                return Err(error);
            }
        };
        Ok(Checked::made(Node::Literal(literal), of))
    }

    fn list(&mut self, e: &IdedExpr, elements: &[IdedExpr]) -> Result<Checked, RuleError> {
        let (mut nodes, mut of) = (Vec::with_capacity(elements.len()), None::<Type>);
        for element in elements {
            let checked = self.check(element)?;
            let at = self.places.start(element);
            let Sort::Fact(own) = checked.sort else {
                return Err(refuse(at, "RULE_TYPE", "a list of periods is not part of rules"));
            };
            match &of {
                Some(first) if *first != own => {
                    let message = format!("the list began with {}; this is {}", first.name(), own.name());
                    return Err(refuse(at, "RULE_TYPE", message));
                }
                _ => of = Some(own),
            }
            nodes.push(checked.node);
        }
        match of {
            Some(of) => Ok(Checked::made(Node::List(nodes), Type::List(Box::new(of)))),
            None => Err(refuse(self.places.at(e.id), "RULE_TYPE", "an empty list says nothing")),
        }
    }

    fn call(&mut self, e: &IdedExpr, call: &CallExpr) -> Result<Checked, RuleError> {
        if let Some(checked) = self.operator(e, call) {
            return checked;
        }
        self.function(e, call)
    }

    /// A condition, or the refusal of what is none.
    fn condition(&mut self, e: &IdedExpr) -> Result<Node, RuleError> {
        self.expect(e, &Type::Bool).map(|c| c.node)
    }

    fn expect(&mut self, e: &IdedExpr, of: &Type) -> Result<Checked, RuleError> {
        let checked = self.check(e)?;
        if checked.is(of) {
            return Ok(checked);
        }
        let message = format!("this is {}; {} is wanted", checked.sort.name(), of.name());
        Err(refuse(self.places.start(e), "RULE_TYPE", message))
    }
}

/// The base and the steps of a node that is a path, to lengthen it.
fn lengthen(node: Node, step: &str, of: &Type) -> Node {
    match node {
        Node::Path { base, mut steps, .. } => {
            steps.push(step.to_owned());
            Node::Path { base, steps, of: of.clone() }
        }
        Node::Select { record, mut steps, .. } => {
            steps.push(step.to_owned());
            Node::Select { record, steps, of: of.clone() }
        }
        other => Node::Select { record: Box::new(other), steps: vec![step.to_owned()], of: of.clone() },
    }
}

fn start(base: Base, steps: Vec<String>, of: &Type) -> Node {
    Node::Path { base, steps, of: of.clone() }
}
