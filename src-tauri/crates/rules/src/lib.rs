//! Rules over records: written in CEL, checked when they are loaded, three-valued, explained.
//!
//! The language is a part of the Common Expression Language, parsed by the `cel` crate. That crate does
//! not check types, so [`compile`] does: it walks the parsed expression against a [`Schema`] and refuses
//! unknown fields, unknown functions and wrong types at load, with line, column and a suggestion. What
//! passes is a typed tree of our own, which [`Program::run`] evaluates; CEL's own interpreter is not
//! used, because its numbers are binary, its durations know no months and its errors carry no paths.
//!
//! # Values
//! - *Number* is decimal, of 28 digits: `0.1 + 0.2 == 0.3`. There is one kind of number. A quotient or a
//!   product with more digits is rounded.
//! - *Date* is a day. `issued + months(6)` from 31 August is 28 or 29 February. `date - date` is a
//!   number of days.
//! - *Period* comes from `months(n)` and `days(n)`; added to a date, its months go first.
//! - *Text*, *Bool*, lists and records are as in CEL.
//!
//! # Three values
//! A fact that is absent or `null` makes what depends on it not evaluable, and the answer names every
//! such fact. `&&`, `||`, `all` and `exists` follow Kleene: `false && missing` is false. So missing data
//! is never silently "not met". `has(x.y)` would turn missing into false, and is therefore allowed only
//! in rules about presence ([`compile_presence`]).
//!
//! # What there is
//! `&& || ! == != < <= > >= + - * / ?: in`, `list[0]`, `size(x)`, `x.size()`, `startsWith`, `endsWith`,
//! `contains`, `all`, `exists`, `exists_one`, `filter`, `map`, `months`, `days`, `date('2026-01-31')`,
//! and `has` where allowed. Division is by a literal that is not zero; `date` takes a literal: so a rule
//! whose facts are all there always has an answer, unless a number or a date leaves its range.
//! There is no `null`, no map, no regular expression, no `%`.

mod check;
mod error;
mod run;
mod schema;
mod suggest;
mod tree;
mod value;

pub use check::{compile, compile_presence};
pub use error::{RuleError, SchemaError};
pub use run::{Answer, Explained};
pub use schema::{Schema, Type};
pub use tree::Program;
