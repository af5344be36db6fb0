//! What journeys and benches share: a training post of their own, and partners for it to talk to.

mod difference;
mod partners;
mod post;
pub mod today;
pub mod window;

pub use difference::difference;
pub use partners::Partners;
pub use post::{OFFICER, Post, assets, walk};

/// What a journey or a bench could not do.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
