//! A rule that was checked: a typed tree.

use crate::schema::Type;
use crate::value::Value;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A rule that was checked. Cloning it copies pointers.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) text: Arc<str>,
    pub(crate) root: Arc<Node>,
    pub(crate) reads: Arc<[String]>,
}

impl Program {
    /// The rule as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The fields it may read, sorted, lists as `items[].quantity`: what to fetch before it runs.
    pub fn reads(&self) -> &[String] {
        &self.reads
    }
}

/// A literal.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    Bool(bool),
    Number(Decimal),
    Text(String),
    Date(NaiveDate),
}

impl Literal {
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text.as_str().into()),
            Self::Date(date) => Value::Date(*date),
        }
    }
}

/// Where a path of fields begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// The facts.
    Facts,
    /// The variable of a loop, counted from the outermost.
    Variable(usize),
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// Arithmetic, chosen by the types of its operands at load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Join,
    DatePlus,
    DateMinus,
    DaysBetween,
    PeriodPlus,
}

/// Tests of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

/// Loops over a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loop {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Literal(Literal),
    /// Fields from a base; `of` is the type of what stands there.
    Path {
        base: Base,
        steps: Vec<String>,
        of: Type,
    },
    /// Fields of a record that an expression gives (`items[0].quantity`).
    Select {
        record: Box<Node>,
        steps: Vec<String>,
        of: Type,
    },
    Has(Box<Node>),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Compare(Compare, Box<Node>, Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Negate(Box<Node>),
    In(Box<Node>, Box<Node>, Type),
    List(Vec<Node>),
    Index {
        list: Box<Node>,
        index: usize,
        of: Type,
    },
    Size(Box<Node>),
    Months(Box<Node>),
    Days(Box<Node>),
    Test(TextTest, Box<Node>, Box<Node>),
    Loop {
        kind: Loop,
        list: Box<Node>,
        element: Type,
        body: Box<Node>,
    },
}
