//! Fields and variables.

use super::{Checked, Checker, Sort, lengthen, refuse, start};
use crate::error::RuleError;
use crate::schema::Type;
use crate::suggest::did_you_mean;
use crate::tree::Base;
use cel::common::ast::{Expr, IdedExpr};

impl Checker<'_> {
    /// A name or a chain of fields. What is read is noted once the chain is complete.
    pub(super) fn name(&mut self, e: &IdedExpr) -> Result<Checked, RuleError> {
        let checked = self.chain(e)?;
        if let Some(trail) = &checked.trail
            && !matches!(checked.sort, Sort::Fact(Type::Record(_)))
        {
            self.reads.insert(trail.clone());
        }
        Ok(checked)
    }

    fn chain(&mut self, e: &IdedExpr) -> Result<Checked, RuleError> {
        match &e.expr {
            Expr::Ident(name) => self.first(e, name),
            Expr::Select(select) => {
                self.depth += 1;
                if self.depth > super::MOST_NESTED {
                    return Err(refuse(
                        self.places.at(e.id),
                        "RULE_TOO_LARGE",
                        "the rule is nested too deeply",
                    ));
                }
                let record = self.chain(&select.operand)?;
                self.depth -= 1;
                self.field(e, record, &select.field)
            }
            _ => self.check(e),
        }
    }

    fn first(&self, e: &IdedExpr, name: &str) -> Result<Checked, RuleError> {
        if let Some((n, variable)) = self.variables.iter().enumerate().rev().find(|(_, v)| v.name == name) {
            return Ok(Checked {
                node: start(Base::Variable(n), Vec::new(), &variable.of),
                sort: Sort::Fact(variable.of.clone()),
                trail: variable.trail.clone(),
            });
        }
        let Some(of) = self.schema.fields.get(name) else {
            let known = self.schema.fields.keys().chain(self.variables.iter().map(|v| &v.name));
            let message = format!("there is no \"{name}\"");
            let mut error = refuse(self.places.at(e.id), "RULE_UNKNOWN_NAME", message);
            error.suggestion = did_you_mean(name, known.map(String::as_str));
            return Err(error);
        };
        Ok(Checked {
            node: start(Base::Facts, vec![name.to_owned()], of),
            sort: Sort::Fact(of.clone()),
            trail: Some(name.to_owned()),
        })
    }

    fn field(&self, e: &IdedExpr, record: Checked, name: &str) -> Result<Checked, RuleError> {
        let at = self.places.field(e.id);
        let Sort::Fact(Type::Record(fields)) = &record.sort else {
            let message = format!("{} has no fields", record.sort.name());
            let mut error = refuse(at, "RULE_TYPE", message);
            if matches!(&record.sort, Sort::Fact(Type::List(_))) {
                error.suggestion = Some(format!("write list.exists(x, x.{name} …) or list[0].{name}"));
            }
            return Err(error);
        };
        let Some(of) = fields.get(name) else {
            let owner = record.trail.as_deref().unwrap_or("the record");
            let mut error = refuse(at, "RULE_UNKNOWN_NAME", format!("{owner} has no field \"{name}\""));
            error.suggestion = did_you_mean(name, fields.keys().map(String::as_str));
            return Err(error);
        };
        Ok(Checked {
            node: lengthen(record.node, name, of),
            sort: Sort::Fact(of.clone()),
            trail: record.trail.map(|trail| format!("{trail}.{name}")),
        })
    }
}
