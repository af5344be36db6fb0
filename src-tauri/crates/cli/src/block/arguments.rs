//! What can be asked of packs.

use super::folder::FolderAct;
use crate::arguments::Common;
use clap::{Args, Subcommand, ValueEnum};
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
    /// Make the first draft of a pack; asks for what is not given, where there is a terminal.
    New(New),
    /// Check a pack: every mistake with file, line, column and what to write instead.
    Check {
        /// A pack's folder or zip; it may hold several packs.
        pack: PathBuf,
        #[command(flatten)]
        with: With,
    },
    /// Map a message: the canonical value with the source of each field, what is not used, what is not understood.
    Map {
        /// A pack's folder or zip.
        pack: PathBuf,
        /// The message, signed or not.
        file: PathBuf,
        #[command(flatten)]
        with: With,
    },
    /// Write a message of a canonical value, without any signature.
    Write {
        /// A pack's folder or zip.
        pack: PathBuf,
        /// The canonical value, JSON; as `map --json` prints it, too.
        file: PathBuf,
        /// Id of the message, where the pack has several.
        #[arg(long, value_name = "ID")]
        message: Option<String>,
        /// Where to; else to standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        with: With,
    },
    /// Test a pack: its samples give what is expected, and what it writes it reads back the same.
    Test {
        /// A pack's folder or zip.
        pack: PathBuf,
        /// Invented values tried on each message.
        #[arg(long, default_value_t = 200)]
        count: u32,
        /// The first seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Write down what was read of samples that have no expectation yet.
        #[arg(long)]
        accept: bool,
        #[command(flatten)]
        with: With,
    },
    /// Which elements of the common dataset a pack maps, what its scheme asks, and what is missing.
    Coverage {
        /// A pack's folder or zip.
        pack: PathBuf,
        /// As Markdown.
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
        #[command(flatten)]
        with: With,
    },
    /// What differs between two drafts, in words: what the partner would have to change.
    Diff {
        /// The one.
        a: PathBuf,
        /// The other.
        b: PathBuf,
        #[command(flatten)]
        with: With,
    },
    /// The arrangement's document, under the headings of the GNC template.
    Document {
        /// A pack's folder or zip.
        pack: PathBuf,
        /// Where to: HTML where it ends with .html, else PDF.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Language: en, fr, es, ar.
        #[arg(long, value_name = "TAG", default_value = "en")]
        language: String,
        #[command(flatten)]
        with: With,
    },
    /// Seal a pack with the block key of a folder's administration. An administrator's act.
    Sign {
        /// A pack's folder or zip.
        pack: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Print the JSON Schema of a kind of file, for editors.
    Schema {
        /// Which.
        #[arg(value_enum)]
        of: SchemaOf,
    },
    /// Print the list of packs that ship with their hashes.
    Shipped {
        /// The folder of packs.
        root: PathBuf,
    },
    /// Packs of a folder of data.
    #[command(flatten)]
    Folder(FolderAct),
}

/// A kind of file.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaOf {
    /// pack.toml
    Pack,
    /// A message file.
    Message,
    /// kind.toml
    Kind,
}

/// A pack to make.
#[derive(Args, Debug)]
pub struct New {
    /// Id of the pack, which is its folder's name: small letters, digits, hyphens.
    pub id: Option<String>,
    /// block (format, scheme and link together), format, scheme or link.
    #[arg(long)]
    pub kind: Option<String>,
    /// The folder it is made in.
    #[arg(long = "in", value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// A sample message (XML, JSON, CBOR), an XML schema or a JSON schema, from which places are proposed.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The partner's country, alpha-2.
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// The partner's name.
    #[arg(long, value_name = "NAME")]
    pub partner: Option<String>,
    /// Name of the agreement.
    #[arg(long, value_name = "NAME")]
    pub agreement: Option<String>,
    /// Code of the agreement, as certificates carry it.
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// For live folders too; else for training only.
    #[arg(long)]
    pub live: bool,
    /// Print the view as JSON.
    #[arg(long)]
    pub json: bool,
}
