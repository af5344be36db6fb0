//! The officer's actions, one function each, and the jobs they start.

#[macro_use]
pub mod commands;
pub mod view;
