//! What facts a rule may read, and of which type.

use crate::error::SchemaError;
use std::collections::BTreeMap;

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A JSON string.
    Text,
    /// A decimal number: a JSON string such as `"12.50"`, or a JSON number.
    Number,
    /// A day: a JSON string `YYYY-MM-DD`, or one that goes on with a time (`T…`), whose day as written
    /// counts.
    Date,
    /// A JSON boolean.
    Bool,
    /// A JSON array of such elements.
    List(Box<Type>),
    /// A JSON object.
    Record(BTreeMap<String, Type>),
}

impl Type {
    /// The type in the words of an error.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Bool => "true or false",
            Self::List(_) => "a list",
            Self::Record(_) => "a record",
        }
    }
}

/// The facts a rule may read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Schema {
    pub(crate) fields: BTreeMap<String, Type>,
}

impl Schema {
    /// A schema of paths: dots nest records, `[]` after a name makes a list.
    ///
    /// ```
    /// use rules::{Schema, Type};
    /// let schema = Schema::of(&[
    ///     ("certificate.number", Type::Text),
    ///     ("certificate.items[].quantity", Type::Number),
    ///     ("today", Type::Date),
    /// ]);
    /// assert!(schema.is_ok());
    /// ```
    ///
    /// Errors: a path that is not made of names, or that contradicts an earlier one.
    pub fn of(fields: &[(&str, Type)]) -> Result<Self, SchemaError> {
        let mut schema = Self::default();
        for (path, field) in fields {
            let refuse = |what| SchemaError { field: (*path).to_owned(), what };
            let steps: Vec<&str> = path.split('.').collect();
            insert(&mut schema.fields, &steps, field).map_err(refuse)?;
        }
        Ok(schema)
    }
}

/// Enters a type under a path of names, making records and lists on the way.
fn insert(into: &mut BTreeMap<String, Type>, steps: &[&str], field: &Type) -> Result<(), &'static str> {
    let Some((step, rest)) = steps.split_first() else { return Ok(()) };
    let name = step.trim_end_matches("[]");
    let lists = (step.len() - name.len()) / 2;
    let first = name.bytes().next();
    if !first.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    {
        return Err("not made of names (letters, digits, _)");
    }
    let wrap = |inner: Type| (0..lists).fold(inner, |t, _| Type::List(Box::new(t)));
    if rest.is_empty() {
        let own = wrap(field.clone());
        return match into.insert(name.to_owned(), own.clone()) {
            Some(earlier) if earlier != own => Err("declared before as something else"),
            _ => Ok(()),
        };
    }
    let own = into.entry(name.to_owned()).or_insert_with(|| wrap(Type::Record(BTreeMap::new())));
    let mut inner = own;
    for _ in 0..lists {
        match inner {
            Type::List(element) => inner = element,
            _ => return Err("declared before as something else"),
        }
    }
    match inner {
        Type::Record(fields) => insert(fields, rest, field),
        _ => Err("declared before as something else"),
    }
}
