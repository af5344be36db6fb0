//! Where things stand in a rule's text.

use super::{Place, refuse};
use crate::error::RuleError;
use cel::ParseErrors;
use cel::common::ast::{Expr, IdedExpr, LiteralValue, SourceInfo};

/// The places of a rule's parts. CEL's parser counts in bytes; authors count in characters.
pub(super) struct Places<'s> {
    text: &'s str,
    source: &'s SourceInfo,
}

impl<'s> Places<'s> {
    pub fn new(text: &'s str, source: &'s SourceInfo) -> Self {
        Self { text, source }
    }

    fn offset(&self, id: u64) -> usize {
        self.source.offset_for(id).map_or(0, |(start, _)| start as usize)
    }

    fn place(&self, offset: usize) -> Place {
        let before = self.text.char_indices().take_while(|(at, _)| *at < offset);
        before.fold((1, 1), |(line, column), (_, c)| match c {
            '\n' => (line + 1, 1),
            _ => (line, column + 1),
        })
    }

    /// Where the token of a node stands: an operator, a name, a literal, a bracket.
    pub fn at(&self, id: u64) -> Place {
        self.place(self.offset(id))
    }

    /// The token of a node as it was written.
    pub fn token(&self, id: u64) -> &'s str {
        let Some((start, stop)) = self.source.offset_for(id) else { return "" };
        self.text.get(start as usize..=stop as usize).unwrap_or_default()
    }

    /// Where the name of a selected field stands: after the dot that the parser marks.
    pub fn field(&self, id: u64) -> Place {
        let after = self.offset(id) + 1;
        let rest = self.text.get(after..).unwrap_or_default();
        self.place(after + rest.len() - rest.trim_start().len())
    }

    /// Where the name of a called function stands: before the bracket that the parser marks.
    pub fn function(&self, id: u64, name: &str) -> Place {
        self.place(self.function_offset(id, name))
    }

    fn function_offset(&self, id: u64, name: &str) -> usize {
        let before = self.text.get(..self.offset(id)).unwrap_or_default();
        before.trim_end().len().saturating_sub(name.len())
    }

    /// Where an expression begins.
    pub fn start(&self, e: &IdedExpr) -> Place {
        self.place(self.first(e))
    }

    fn first(&self, e: &IdedExpr) -> usize {
        match &e.expr {
            Expr::Select(select) => self.first(&select.operand),
            Expr::Call(call) => match (&call.target, call.args.first()) {
                (Some(target), _) => self.first(target),
                (None, Some(argument)) if !is_word(&call.func_name) => {
                    self.first(argument).min(self.offset(e.id))
                }
                (None, _) => self.function_offset(e.id, &call.func_name),
            },
            Expr::Literal(LiteralValue::Int(n)) if *n.inner() < 0 => self.sign(e.id),
            Expr::Literal(LiteralValue::Double(n)) if n.inner().is_sign_negative() => self.sign(e.id),
            _ => self.offset(e.id),
        }
    }

    /// The minus before a literal, which the parser makes part of the number but not of its token.
    fn sign(&self, id: u64) -> usize {
        let before = self.text.get(..self.offset(id)).unwrap_or_default();
        before.trim_end().len().saturating_sub(1)
    }
}

/// A function's name, not an operator's (`_+_`).
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The first of the parser's errors, in our words where we have better ones.
pub(super) fn syntax(errors: &ParseErrors) -> RuleError {
    let Some(first) = errors.errors.first() else {
        return refuse((1, 1), "RULE_SYNTAX", "not an expression");
    };
    let at = |n: isize| u32::try_from(n).unwrap_or(1).max(1);
    let message = first.msg.strip_prefix("Syntax error: ").unwrap_or(&first.msg);
    refuse((at(first.pos.0), at(first.pos.1)), "RULE_SYNTAX", message)
}
