//! Why a rule or a schema was refused.

/// Why a rule was refused at load.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}{}", .suggestion.as_ref().map(|s| format!("; {s}")).unwrap_or_default())]
pub struct RuleError {
    /// Line within the rule's text, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// One of `RULE_SYNTAX`, `RULE_UNKNOWN_NAME`, `RULE_UNKNOWN_FUNCTION`, `RULE_TYPE`,
    /// `RULE_NOT_ALLOWED`, `RULE_TOO_LARGE`.
    pub code: &'static str,
    /// What is wrong, in words for the rule's author.
    pub message: String,
    /// What to do, if there is a good guess: `did you mean "name"?`
    pub suggestion: Option<String>,
}

impl RuleError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// Why a schema was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema's field {field} is {what}")]
pub struct SchemaError {
    /// The path as it was given.
    pub field: String,
    /// What is wrong with it.
    pub what: &'static str,
}

impl SchemaError {
    /// The stable code: `SCHEMA_FIELD`.
    pub fn code(&self) -> &'static str {
        "SCHEMA_FIELD"
    }
}
