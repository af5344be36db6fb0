//! What a certificate's surroundings say about it: what else its issuer said, what was already used,
//! what the declaration says. Pure over what it is handed.

mod comparison;
mod history;
mod likeness;
mod quantity;

pub use comparison::{Comparison, Difference, compare, item_number};
pub use history::{Sibling, Twin, Withdrawal, history, said};
pub use likeness::same_name;
pub use quantity::{ItemUse, Taking, take};
