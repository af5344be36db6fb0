//! `origin`: the officer's actions without a window.
//!
//! Exit codes: 0 done, 1 not done (standard error says the code, the sentence and what to do), 2 wrong usage.

mod act;
mod arguments;
mod block;
mod opened;
mod path;
mod secret;
mod setup;
mod show;
mod words;

use arguments::Arguments;
use clap::Parser;
use std::io::Write as _;
use std::process::ExitCode;

/// What an act did, for people and for programs.
pub(crate) struct Done {
    /// Ready lines.
    pub text: String,
    /// The same as a view, in JSON.
    pub json: String,
    /// Whether all of it was done.
    pub whole: bool,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let (json, language) = arguments.act.speaks();
    match act::run(arguments.act) {
        Ok(done) => {
            let text = if json { format!("{}\n", done.json) } else { done.text };
            // A reader that stopped listening (`origin search … | head`) is no failure of the act.
            let _ = std::io::stdout().write_all(text.as_bytes());
            if done.whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            let said = error.view(language);
            if json {
                let view = serde_json::json!({ "error": said, "detail": error.detail });
                let _ = writeln!(std::io::stderr(), "{view:#}");
            } else {
                let detail = error.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                let text = format!("{}: {}{detail}\n{}", said.code, said.text, said.next);
                let _ = writeln!(std::io::stderr(), "{}", show::visible(&text));
            }
            ExitCode::FAILURE
        }
    }
}
