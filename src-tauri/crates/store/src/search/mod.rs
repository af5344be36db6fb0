//! Search: a small language, read into a tree; texts and numbers are found by SQL, the rest by a scan of compact
//! columns in memory, which counts the facets in the same pass.

mod bits;
mod columns;
mod facets;
mod field;
mod page;
mod query;
mod select;
pub(crate) mod words;

pub use facets::Facets;
pub use field::{Day, Field, did_you_mean};
pub use page::{Keyset, Order, SearchPage};
pub use query::{Query, QueryError, QueryErrorKind, Term, TermValue, Text};

pub(crate) use columns::Columns;
pub(crate) use select::number_part;
