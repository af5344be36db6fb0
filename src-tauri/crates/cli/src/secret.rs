//! Passphrases: from the environment, else typed on the terminal without being shown.

use std::io::IsTerminal as _;

/// The passphrase of a variable, else asked for; none where nobody can be asked.
pub fn passphrase(variable: &str, question: &str) -> Option<String> {
    match std::env::var(variable) {
        Ok(value) if !value.is_empty() => return Some(value),
        _ => {}
    }
    if !std::io::stdin().is_terminal() {
        return None;
    }
    rpassword::prompt_password(question).ok().filter(|typed| !typed.is_empty())
}
