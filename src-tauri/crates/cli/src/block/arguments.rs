//! What can be asked of packs.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Where packs that a pack names are looked for, and how it is said.
#[derive(Args, Clone, Debug)]
pub struct With {
    /// More folders of packs; those beside the pack and those that ship are known.
    #[arg(long, value_name = "DIR")]
    pub blocks: Vec<PathBuf>,
    /// Print the view as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to do with packs.
#[derive(Subcommand, Debug)]
pub enum BlockAct {
    /// Check a pack: every mistake with file, line, column and what to write instead.
    Check {
        /// A pack's folder or zip; it may hold several packs.
        pack: PathBuf,
        #[command(flatten)]
        with: With,
    },
}
