//! Partners to train with, a staged training desk, and the demonstration that holds the desk to its table.

pub mod demo;
mod desks;
mod error;
pub mod stage;

pub use desks::{base_of, blocks, world};
pub use error::TrainingError;
