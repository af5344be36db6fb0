//! Operators: which operands they take.

use super::{Checked, Checker, Sort, refuse};
use crate::error::RuleError;
use crate::schema::Type;
use crate::tree::{Arithmetic, Compare, Literal, Node};
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators as op};

impl Checker<'_> {
    /// The operator that the call is; None where it is a function.
    pub(super) fn operator(&mut self, e: &IdedExpr, call: &CallExpr) -> Option<Result<Checked, RuleError>> {
        let name = call.func_name.as_str();
        Some(match (name, call.args.as_slice()) {
            (op::LOGICAL_AND, [a, b]) => self.logic(a, b, Node::And),
            (op::LOGICAL_OR, [a, b]) => self.logic(a, b, Node::Or),
            (op::LOGICAL_NOT, [a]) => {
                self.condition(a).map(|a| Checked::made(Node::Not(Box::new(a)), Type::Bool))
            }
            (op::CONDITIONAL, [test, yes, no]) => self.choice(e, test, yes, no),
            (op::EQUALS, [a, b]) => self.compare(e, Compare::Equal, a, b),
            (op::NOT_EQUALS, [a, b]) => self.compare(e, Compare::NotEqual, a, b),
            (op::LESS, [a, b]) => self.compare(e, Compare::Less, a, b),
            (op::LESS_EQUALS, [a, b]) => self.compare(e, Compare::LessEqual, a, b),
            (op::GREATER, [a, b]) => self.compare(e, Compare::Greater, a, b),
            (op::GREATER_EQUALS, [a, b]) => self.compare(e, Compare::GreaterEqual, a, b),
            (op::ADD | op::SUBSTRACT | op::MULTIPLY, [a, b]) => self.arithmetic(e, name, a, b),
            (op::DIVIDE, [a, b]) => self.divide(e, a, b),
            (op::MODULO, _) => {
                Err(refuse(self.places.at(e.id), "RULE_NOT_ALLOWED", "there is no \"%\" in rules"))
            }
            (op::NEGATE, [a]) => self.negate(e, a),
            (op::IN, [a, b]) => self.within(e, a, b),
            (op::INDEX, [list, index]) => self.index(list, index),
            _ => return None,
        })
    }

    fn logic(
        &mut self,
        a: &IdedExpr,
        b: &IdedExpr,
        node: fn(Box<Node>, Box<Node>) -> Node,
    ) -> Result<Checked, RuleError> {
        let (a, b) = (self.condition(a)?, self.condition(b)?);
        Ok(Checked::made(node(Box::new(a), Box::new(b)), Type::Bool))
    }

    fn choice(
        &mut self,
        e: &IdedExpr,
        test: &IdedExpr,
        yes: &IdedExpr,
        no: &IdedExpr,
    ) -> Result<Checked, RuleError> {
        let test = self.condition(test)?;
        let (yes, no) = (self.check(yes)?, self.check(no)?);
        if yes.sort != no.sort {
            let message = format!("one branch is {}, the other {}", yes.sort.name(), no.sort.name());
            return Err(refuse(self.places.at(e.id), "RULE_TYPE", message));
        }
        let node = Node::If(Box::new(test), Box::new(yes.node), Box::new(no.node));
        Ok(Checked { node, sort: yes.sort, trail: yes.trail.filter(|t| no.trail.as_ref() == Some(t)) })
    }

    fn compare(
        &mut self,
        e: &IdedExpr,
        how: Compare,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Result<Checked, RuleError> {
        let (left, right) = (self.check(a)?, self.check(b)?);
        let ordered = !matches!(how, Compare::Equal | Compare::NotEqual);
        let fits = match &left.sort {
            Sort::Fact(Type::Text | Type::Number | Type::Date) => true,
            Sort::Fact(Type::Bool) => !ordered,
            _ => false,
        };
        if !fits || left.sort != right.sort {
            return Err(self.mismatch(e, &left, &right));
        }
        Ok(Checked::made(Node::Compare(how, Box::new(left.node), Box::new(right.node)), Type::Bool))
    }

    /// The refusal of an operator's operands, with the way out where there is a usual one.
    fn mismatch(&self, e: &IdedExpr, left: &Checked, right: &Checked) -> RuleError {
        let operator = self.places.token(e.id);
        let message = format!("\"{operator}\" does not take {} and {}", left.sort.name(), right.sort.name());
        let mut error = refuse(self.places.at(e.id), "RULE_TYPE", message);
        let is = |of: Type| left.is(&of) || right.is(&of);
        error.suggestion = if is(Type::Date) && is(Type::Text) {
            Some("write a date as date('2026-01-31')".to_owned())
        } else if is(Type::Date) && is(Type::Number) {
            Some("write days(…) or months(…)".to_owned())
        } else if is(Type::Number) && is(Type::Text) {
            Some("numbers stand without quotes".to_owned())
        } else {
            None
        };
        error
    }

    fn arithmetic(
        &mut self,
        e: &IdedExpr,
        name: &str,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Result<Checked, RuleError> {
        let (left, right) = (self.check(a)?, self.check(b)?);
        let number = Sort::Fact(Type::Number);
        let date = Sort::Fact(Type::Date);
        let text = Sort::Fact(Type::Text);
        let (how, sort) = match (name, &left.sort, &right.sort) {
            (op::ADD, Sort::Fact(Type::Number), Sort::Fact(Type::Number)) => (Arithmetic::Add, number),
            (op::SUBSTRACT, Sort::Fact(Type::Number), Sort::Fact(Type::Number)) => {
                (Arithmetic::Subtract, number)
            }
            (op::MULTIPLY, Sort::Fact(Type::Number), Sort::Fact(Type::Number)) => {
                (Arithmetic::Multiply, number)
            }
            (op::ADD, Sort::Fact(Type::Text), Sort::Fact(Type::Text)) => (Arithmetic::Join, text),
            (op::ADD, Sort::Fact(Type::Date), Sort::Period) => (Arithmetic::DatePlus, date),
            (op::ADD, Sort::Period, Sort::Fact(Type::Date)) => {
                let node = Node::Arithmetic(Arithmetic::DatePlus, Box::new(right.node), Box::new(left.node));
                return Ok(Checked::made(node, Type::Date));
            }
            (op::ADD, Sort::Period, Sort::Period) => (Arithmetic::PeriodPlus, Sort::Period),
            (op::SUBSTRACT, Sort::Fact(Type::Date), Sort::Period) => (Arithmetic::DateMinus, date),
            (op::SUBSTRACT, Sort::Fact(Type::Date), Sort::Fact(Type::Date)) => {
                (Arithmetic::DaysBetween, number)
            }
            _ => return Err(self.mismatch(e, &left, &right)),
        };
        let node = Node::Arithmetic(how, Box::new(left.node), Box::new(right.node));
        Ok(Checked { node, sort, trail: None })
    }

    /// Only by a literal: what is divided by a fact has no answer where the fact is zero.
    fn divide(&mut self, e: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Result<Checked, RuleError> {
        let (left, right) = (self.check(a)?, self.check(b)?);
        if !left.is(&Type::Number) || !right.is(&Type::Number) {
            return Err(self.mismatch(e, &left, &right));
        }
        match &right.node {
            Node::Literal(Literal::Number(n)) if !n.is_zero() => {}
            _ => {
                let message = "only a number that is written here and is not 0 can divide";
                let mut error = refuse(self.places.start(b), "RULE_NOT_ALLOWED", message);
                error.suggestion = Some("write a > b * c in place of a / b > c".to_owned());
                return Err(error);
            }
        }
        let node = Node::Arithmetic(Arithmetic::Divide, Box::new(left.node), Box::new(right.node));
        Ok(Checked::made(node, Type::Number))
    }

    fn negate(&mut self, e: &IdedExpr, a: &IdedExpr) -> Result<Checked, RuleError> {
        let inner = self.check(a)?;
        if !inner.is(&Type::Number) && inner.sort != Sort::Period {
            let message = format!("\"-\" does not take {}", inner.sort.name());
            return Err(refuse(self.places.at(e.id), "RULE_TYPE", message));
        }
        Ok(Checked { node: Node::Negate(Box::new(inner.node)), sort: inner.sort, trail: None })
    }

    fn within(&mut self, e: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Result<Checked, RuleError> {
        let (element, list) = (self.check(a)?, self.check(b)?);
        let Sort::Fact(Type::List(of)) = &list.sort else {
            let message = format!("\"in\" wants a list; this is {}", list.sort.name());
            return Err(refuse(self.places.start(b), "RULE_TYPE", message));
        };
        if !element.is(of) || matches!(**of, Type::List(_) | Type::Record(_)) {
            let message = format!("\"in\" looks for {} in a list of {}", element.sort.name(), plural(of));
            return Err(refuse(self.places.at(e.id), "RULE_TYPE", message));
        }
        let of = (**of).clone();
        Ok(Checked::made(Node::In(Box::new(element.node), Box::new(list.node), of), Type::Bool))
    }

    fn index(&mut self, list: &IdedExpr, index: &IdedExpr) -> Result<Checked, RuleError> {
        let checked = self.check(list)?;
        let Sort::Fact(Type::List(of)) = checked.sort else {
            let message = format!("{} has no elements", checked.sort.name());
            return Err(refuse(self.places.start(list), "RULE_TYPE", message));
        };
        let index = match &index.expr {
            Expr::Literal(LiteralValue::Int(n)) => usize::try_from(*n.inner()).ok(),
            _ => None,
        }
        .ok_or_else(|| {
            refuse(self.places.start(index), "RULE_TYPE", "an element is asked for by a number, from 0")
        })?;
        let trail = checked.trail.map(|t| format!("{t}[]"));
        if let Some(trail) = &trail
            && !matches!(*of, Type::Record(_))
        {
            self.reads.insert(trail.clone());
        }
        let node = Node::Index { list: Box::new(checked.node), index, of: (*of).clone() };
        Ok(Checked { node, sort: Sort::Fact(*of), trail })
    }
}

fn plural(of: &Type) -> &'static str {
    match of {
        Type::Text => "texts",
        Type::Number => "numbers",
        Type::Date => "dates",
        Type::Bool => "true and false",
        Type::List(_) => "lists",
        Type::Record(_) => "records",
    }
}
