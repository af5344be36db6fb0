//! Sending receipts. The outbox keeps its own clock; here each receipt is tried once.

use crate::{
    Cancel, Client, ExchangeError, Failure, Outbox,
    client::JOSE,
    wire::{Answer, Ask},
};
use serde::Deserialize;
use std::collections::HashSet;

/// Receipts asked for at once.
const BATCH: usize = 100;
/// The longest reason of a partner that is kept, in characters.
const DETAIL_CHARS_MAX: usize = 300;

/// What became of the receipts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The partner has them.
    pub delivered: usize,
    /// The partner refused them.
    pub wedged: usize,
    /// They wait for a better moment.
    pub waiting: usize,
}

impl Client {
    /// Sends what is due to the path `receipts`. 2xx is delivered, 4xx is wedged with the partner's reason,
    /// everything else waits. Where the partner cannot be reached the rest is not tried.
    pub async fn deliver(&self, outbox: &dyn Outbox, cancel: &Cancel) -> Result<Delivered, ExchangeError> {
        let path = self.path("receipts")?;
        let mut sum = Delivered::default();
        let mut tried = HashSet::new();
        loop {
            let due: Vec<_> = outbox
                .due(self.link(), BATCH)?
                .into_iter()
                .filter(|receipt| receipt.link == self.link() && tried.insert(receipt.id.clone()))
                .collect();
            if due.is_empty() {
                return Ok(sum);
            }
            for receipt in due {
                let ask = Ask { path, query: &[], etag: None, post: Some((JOSE, &receipt.body)) };
                let answer = tokio::select! {
                    biased;
                    () = cancel.cancelled() => return Err(ExchangeError::Cancelled),
                    answer = self.wire.once(&ask) => answer,
                };
                match answer {
                    Ok(answer) if answer.status.is_success() => {
                        outbox.delivered(&receipt.id)?;
                        sum.delivered += 1;
                    }
                    Ok(answer) if answer.status.is_client_error() => {
                        outbox.failed(&receipt.id, &refusal(&answer))?;
                        sum.wedged += 1;
                    }
                    Ok(answer) => {
                        let status = answer.status.as_u16();
                        outbox.failed(&receipt.id, &Failure::Wait { retry_after: None })?;
                        return Err(ExchangeError::Refused { link: self.link().to_owned(), status });
                    }
                    Err(error) => {
                        outbox.failed(&receipt.id, &Failure::Wait { retry_after: error.retry_after() })?;
                        sum.waiting += 1;
                        if !matches!(error, ExchangeError::Busy { .. }) {
                            return Err(error);
                        }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Reason {
    code: String,
    #[serde(default)]
    detail: String,
}

/// The partner's reason, as far as it gave one of the form `{"code":"…","detail":"…"}`.
fn refusal(answer: &Answer) -> Failure {
    let status = answer.status.as_u16();
    let given = serde_json::from_slice::<Reason>(&answer.bytes).ok().filter(|reason| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        (1..=64).contains(&reason.code.len()) && reason.code.chars().all(plain)
    });
    let (code, detail) = given
        .map_or_else(|| (format!("HTTP_{status}"), String::new()), |reason| (reason.code, reason.detail));
    let detail = detail.chars().filter(|c| !c.is_control()).take(DETAIL_CHARS_MAX).collect();
    Failure::Wedged { code, detail }
}
