//! What can be asked for.

use crate::block::BlockAct;
use clap::{Args, Parser, Subcommand, ValueEnum};
use desk::text::Language;
use desk::{KeyKeeping, NewOfficer, Role};
use std::path::PathBuf;

/// Electronic certificates of origin at the border, without a window.
#[derive(Parser, Debug)]
#[command(name = "origin", version, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub act: Act,
}

/// Where, as whom, and how it is said.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// The data folder.
    #[arg(long, env = "ORIGIN_FOLDER", value_name = "DIR")]
    pub folder: PathBuf,
    /// Who works, in a training folder; a live folder takes the account of the operating system.
    #[arg(long, env = "ORIGIN_OFFICER", value_name = "ID")]
    pub officer: Option<String>,
    /// As what: border-officer, verifier or administrator; else the officer's first role.
    #[arg(long, value_name = "ROLE")]
    pub role: Option<Role>,
    #[command(flatten)]
    pub speech: Speech,
}

/// How it is said.
#[derive(Args, Clone, Debug)]
pub struct Speech {
    /// Language of sentences: en, fr, es, ar; else the officer's.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Print the view as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Act {
    /// Make a data folder: live or training, the post, its officers, how its key is kept.
    Setup(Setup),
    /// Connect partners from a connection file (a JSON array). An administrator's act.
    Connect {
        /// The connection file.
        file: PathBuf,
        /// The second officer who confirms; wanted in a live folder. The passphrase is asked for.
        #[arg(long, value_name = "ID")]
        second: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Fetch from one partner or all, judge what came, send receipts.
    Sync {
        /// Id of the link; all without it.
        link: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Take in message or declaration files; each gets an answer, none is lost.
    Import {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Search by number, words, party, HS code, dates, partner, light.
    Search {
        /// The query, in the language of the search screen.
        #[arg(default_value = "")]
        query: String,
        /// newest, oldest, issued or light.
        #[arg(long, default_value = "newest")]
        order: String,
        /// The next page, as the last one named it.
        #[arg(long, value_name = "PLACE")]
        after: Option<String>,
        /// Hits of one page, 1 to 200.
        #[arg(long, default_value_t = 20)]
        limit: u32,
        #[command(flatten)]
        common: Common,
    },
    /// The answer for one document: light, why, what can be done.
    Show {
        /// Number, document id, or the first 8 or more digits of it.
        id: String,
        /// For this presentation of it.
        #[arg(long, value_name = "PRESENTATION")]
        presentation: Option<String>,
        /// Every field, signature and step.
        #[arg(long)]
        full: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Judge a file and keep nothing.
    Verify {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Present a document for a declaration, from a file or typed.
    Present(Present),
    /// Record decisions on items of a presentation.
    Decide(Decide),
    /// Flag a document; its evidence are the findings that are not green.
    Flag {
        /// Number, document id, or the first 8 or more digits of it.
        id: String,
        /// content, signer, number, quantity, value, origin, goods or other.
        #[arg(long, value_name = "CODE")]
        reason: String,
        /// In your own words.
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        /// For this presentation of it.
        #[arg(long, value_name = "PRESENTATION")]
        presentation: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Save the certificate view as PDF.
    Print {
        /// Number, document id, or the first 8 or more digits of it.
        id: String,
        /// Where to.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// For this presentation of it.
        #[arg(long, value_name = "PRESENTATION")]
        presentation: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// What is here, by light and partner, and how old the knowledge is.
    Status {
        #[command(flatten)]
        common: Common,
    },
    /// The log of officers' acts.
    Log {
        /// What to do with it.
        #[command(subcommand)]
        act: LogAct,
    },
    /// Judge the path of a certificate from files alone, by RFC 5280 section 6; exit code 1 where it is refused.
    Path(Box<PathArguments>),
    /// Utility blocks: tools for whoever writes packs, and the packs of a folder of data.
    Block {
        /// What to do with packs.
        #[command(subcommand)]
        act: Box<BlockAct>,
    },
}

/// A path to judge. Files are DER or PEM.
#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct PathArguments {
    /// The certificate.
    pub leaf: PathBuf,
    /// Where trust begins.
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub anchors: Vec<PathBuf>,
    /// Certificates that may stand between.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub certs: Vec<PathBuf>,
    /// Revocation lists; then whether each certificate is revoked must be known.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub crls: Vec<PathBuf>,
    /// OCSP responses; the same.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub ocsp: Vec<PathBuf>,
    /// When the path must hold: 2026-03-01T00:00:00Z or 2026-03-01; else now.
    #[arg(long, value_name = "TIME", value_parser = crate::path::at)]
    pub at: Option<chrono::DateTime<chrono::Utc>>,
    /// An acceptable policy, dotted; repeat it. Without it any is.
    #[arg(long, value_name = "OID", num_args = 1..)]
    pub policy: Vec<String>,
    /// A policy is required from the start.
    #[arg(long)]
    pub explicit_policy: bool,
    /// Policies are not mapped.
    #[arg(long)]
    pub inhibit_mapping: bool,
    /// anyPolicy stands for nothing.
    #[arg(long)]
    pub inhibit_any: bool,
    /// Ask for what issuers owe by section 4, too.
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub speech: Speech,
}

/// What to do with the log.
#[derive(Subcommand, Debug)]
pub enum LogAct {
    /// Check the hash chain.
    Check {
        #[command(flatten)]
        common: Common,
    },
}

/// A data folder to make.
#[derive(Args, Debug)]
pub struct Setup {
    /// The data folder; made if missing.
    #[arg(long, env = "ORIGIN_FOLDER", value_name = "DIR")]
    pub folder: PathBuf,
    /// For real work.
    #[arg(long, required_unless_present = "training", conflicts_with = "training")]
    pub live: bool,
    /// For training; its banner cannot be dismissed.
    #[arg(long)]
    pub training: bool,
    /// Name of the post: letters, digits, - _ and dots.
    #[arg(long, value_name = "NAME")]
    pub post: String,
    /// An officer, as ID=NAME:role+role; the first one sets up and is an administrator.
    #[arg(long, value_name = "ID=NAME:ROLES", required = true, value_parser = officer)]
    pub officer: Vec<NewOfficer>,
    /// How the key of the database is kept; a key file is for training only.
    #[arg(long, value_enum)]
    pub key: Option<Keeping>,
    /// The second officer who confirms; wanted in a live folder. The passphrase is asked for.
    #[arg(long, value_name = "ID")]
    pub second: Option<String>,
    #[command(flatten)]
    pub speech: Speech,
}

/// How the key of the database is kept.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Keeping {
    /// In the keyring of the operating system.
    Keyring,
    /// Under a passphrase that is asked for at each start.
    Passphrase,
    /// In a file beside the database: training only.
    KeyFile,
}

impl From<Keeping> for KeyKeeping {
    fn from(keeping: Keeping) -> Self {
        match keeping {
            Keeping::Keyring => Self::Keyring,
            Keeping::Passphrase => Self::Passphrase,
            Keeping::KeyFile => Self::KeyFile,
        }
    }
}

/// A presentation.
#[derive(Args, Debug)]
pub struct Present {
    /// Number, document id, or the first 8 or more digits of it; else the certificate that the file names.
    pub id: Option<String>,
    /// The declaration, JSON or CSV.
    #[arg(long, value_name = "FILE", required_unless_present = "number", conflicts_with_all = ["number", "item"])]
    pub declaration: Option<PathBuf>,
    /// Number of a declaration that is typed.
    #[arg(long, requires = "item", requires = "id")]
    pub number: Option<String>,
    /// Its day, YYYY-MM-DD.
    #[arg(long, default_value = "")]
    pub date: String,
    /// Its importer.
    #[arg(long, default_value = "")]
    pub importer: String,
    /// One line of it: item=1,hs=5205.22,quantity=800,unit=kg,invoice=BT-1. Every part may be left out.
    #[arg(long, value_parser = line)]
    pub item: Vec<desk::view::DeclaredItemInput>,
    #[command(flatten)]
    pub common: Common,
}

/// Decisions.
#[derive(Args, Debug)]
pub struct Decide {
    /// Presentation id, or the first 8 or more digits of one that waits.
    pub presentation: String,
    /// The item; repeat it for several that are decided alike.
    #[arg(long, required_unless_present = "all")]
    pub item: Vec<u32>,
    /// The decision, by its id in the scheme's vocabulary.
    #[arg(long, required_unless_present = "all")]
    pub decision: Option<String>,
    /// This decision on every item presented.
    #[arg(long, value_name = "DECISION", conflicts_with_all = ["item", "decision", "quantity"])]
    pub all: Option<String>,
    /// Quantity given, in the certificate's unit; else all that is declared.
    #[arg(long)]
    pub quantity: Option<String>,
    /// Code of a reason, where the decision wants one.
    #[arg(long, value_name = "CODE")]
    pub reason: Vec<String>,
    /// Version of the ledger that the decision is made on, as `show --json` printed it; else the one of now.
    #[arg(long)]
    pub ledger: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

impl Act {
    /// Whether JSON is wanted, and the language of errors before a desk is open.
    pub fn speaks(&self) -> (bool, Language) {
        let speech = match self {
            Self::Block { act } => return act.speaks(),
            Self::Setup(setup) => &setup.speech,
            Self::Path(path) => &path.speech,
            Self::Present(present) => &present.common.speech,
            Self::Decide(decide) => &decide.common.speech,
            Self::Log { act: LogAct::Check { common } }
            | Self::Connect { common, .. }
            | Self::Sync { common, .. }
            | Self::Import { common, .. }
            | Self::Search { common, .. }
            | Self::Show { common, .. }
            | Self::Verify { common, .. }
            | Self::Flag { common, .. }
            | Self::Print { common, .. }
            | Self::Status { common } => &common.speech,
        };
        (speech.json, speech.language.as_deref().map(Language::of).unwrap_or_default())
    }
}

/// `ID=NAME:role+role`.
fn officer(text: &str) -> Result<NewOfficer, String> {
    let shape =
        || "write ID=NAME:role+role, for example terzan=\"A. Terzan\":verifier+administrator".to_owned();
    let (id, rest) = text.split_once('=').ok_or_else(shape)?;
    let (name, roles) = rest.rsplit_once(':').ok_or_else(shape)?;
    if id.trim().is_empty() || name.trim().is_empty() {
        return Err(shape());
    }
    let roles = roles
        .split('+')
        .map(|role| {
            role.trim()
                .parse::<Role>()
                .map_err(|_| format!("`{role}` is no role: border-officer, verifier, administrator"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(NewOfficer { id: id.trim().to_owned(), name: name.trim().to_owned(), roles })
}

/// `hs=5205.22,quantity=800,…`.
fn line(text: &str) -> Result<desk::view::DeclaredItemInput, String> {
    let mut line = desk::view::DeclaredItemInput::default();
    for part in text.split(',') {
        let (name, value) = part.split_once('=').ok_or_else(|| format!("`{part}`: write name=value"))?;
        let value = value.trim().to_owned();
        match name.trim() {
            "item" => line.item = Some(value.parse().map_err(|_| format!("`{value}` is no item number"))?),
            "hs" => line.hs = value,
            "quantity" => line.quantity = value,
            "unit" => line.unit = value,
            "invoice" => line.invoice = value,
            other => return Err(format!("`{other}` is not one of item, hs, quantity, unit, invoice")),
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_agree_with_each_other() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn an_officer_is_read_and_a_wrong_role_is_named() {
        let read = officer("terzan=A. Terzan: desk 4:border-officer+administrator").unwrap();
        assert_eq!(
            (read.id.as_str(), read.name.as_str()),
            ("terzan", "A. Terzan: desk 4"),
            "the last colon counts"
        );
        assert_eq!(read.roles, [Role::BorderOfficer, Role::Administrator], "in the order given");
        assert!(officer("terzan=A. Terzan:chief").unwrap_err().contains("chief"), "the wrong word is named");
        assert!(officer("terzan").is_err(), "an id alone is no officer");
    }

    #[test]
    fn a_typed_line_names_what_it_does_not_know() {
        let read = line("item=2,hs=5205.22,quantity=800,unit=kg").unwrap();
        assert_eq!(
            (read.item, read.hs.as_str(), read.quantity.as_str()),
            (Some(2), "5205.22", "800"),
            "parts by name"
        );
        assert!(line("weight=8").unwrap_err().contains("weight"), "an unknown part is named");
    }
}
