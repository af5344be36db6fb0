//! The window. Thin: it opens a desk, forwards commands to it and tells the page when to look again.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod pulse;
mod window;

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

/// Origin Desk: electronic certificates of origin at the border.
#[derive(Parser, Debug)]
#[command(version)]
struct Arguments {
    /// The data folder (made with `origin setup`).
    #[arg(long)]
    folder: PathBuf,
    /// Who works, in a training folder; a live folder takes the account of the operating system.
    #[arg(long)]
    officer: Option<String>,
    /// As what: border-officer, verifier or administrator.
    #[arg(long)]
    role: Option<desk::Role>,
    /// Seconds between two syncs; 0 for none but those asked for.
    #[arg(long)]
    sync_every: Option<u64>,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let arguments = Arguments::parse();
    let opened = desk::Desk::open(&desk::Open {
        folder: arguments.folder.clone(),
        officer: arguments.officer.clone(),
        role: arguments.role,
        passphrase: std::env::var("ORIGIN_PASSPHRASE").ok(),
        assets: desk::assets::Assets::find(),
    });
    match window::run(opened, &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
