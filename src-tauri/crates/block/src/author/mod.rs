//! What helps whoever writes a pack: coverage of the common dataset, differences of two drafts, a first draft from a sample, tests, and
//! invented values. Pure, over packs that were read elsewhere.

mod carry;
mod conform;
mod coverage;
mod diff;
mod invent;
mod places;
mod plausible;
mod propose;
mod rng;
mod wild;

pub use conform::{
    Broken, Conformance, Expected, Judge, LawResult, Never, Plain, SampleResult, conform, law, unknown,
};
pub use coverage::{Coverage, CoverageRow, MappedBy, Need, coverage};
pub use diff::{Difference, diff, diff_among};
pub use invent::invent;
pub use places::{Mapped, places};
pub use propose::{Proposal, ProposeError, propose};
