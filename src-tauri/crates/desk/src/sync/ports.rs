//! The store behind the ports of `exchange`.

use chrono::{DateTime, Duration, Utc};
use exchange::{Failure, Inbox, Kept, Outbox, OutgoingReceipt, Page, PortError};
use store::{Incoming, Store, StoreError};

/// The longest a receipt waits between two tries.
const LONGEST_WAIT: Duration = Duration::hours(6);

/// The inbox: messages and cursor in one transaction.
pub(crate) struct StoreInbox<'s> {
    pub store: &'s Store,
    pub now: DateTime<Utc>,
}

fn refused(error: StoreError) -> PortError {
    PortError::new(error.code(), error.to_string())
}

impl Inbox for StoreInbox<'_> {
    fn cursor(&self, link: &str, stream: &str) -> Result<Option<String>, PortError> {
        self.store.cursor(link, stream).map_err(refused)
    }

    fn keep_page(&self, link: &str, stream: &str, page: &Page) -> Result<Kept, PortError> {
        let incoming: Vec<Incoming> = page
            .messages
            .iter()
            .map(|message| Incoming {
                bytes: message.bytes.clone(),
                remote_id: Some(message.remote_id.clone()),
                hint: message.hint.clone(),
            })
            .collect();
        let cursor = page.next.as_deref().map(|next| (stream, next));
        let received = self.store.receive(link, &incoming, cursor, self.now).map_err(refused)?;
        Ok(Kept { new: received.new.len(), known: received.known })
    }

    fn etag(&self, link: &str, resource: &str) -> Result<Option<String>, PortError> {
        self.store.etag(link, resource).map_err(refused)
    }

    fn set_etag(&self, link: &str, resource: &str, etag: Option<&str>) -> Result<(), PortError> {
        self.store.set_etag(link, resource, etag).map_err(refused)
    }
}

/// The outbox: receipts are signed by the post when they leave.
pub(crate) struct StoreOutbox<'s> {
    pub store: &'s Store,
    pub key: keys::PostKey,
    pub post: &'s str,
    pub now: DateTime<Utc>,
}

impl Outbox for StoreOutbox<'_> {
    fn due(&self, link: &str, limit: usize) -> Result<Vec<OutgoingReceipt>, PortError> {
        self.store
            .due_receipts_of(link, self.now, limit)
            .map_err(refused)?
            .into_iter()
            .map(|due| {
                let payload = serde_json::json!({
                    "message": due.message.to_string(),
                    "remote_id": due.remote_id,
                    "state": due.state,
                    "reason": due.reason,
                    "at": due.at.to_rfc3339(),
                    "post": self.post,
                });
                let body = self
                    .key
                    .sign_receipt(&payload.to_string())
                    .map_err(|error| PortError::new(error.code(), error.to_string()))?;
                Ok(OutgoingReceipt { id: due.id.to_string(), link: due.link, body: body.into_bytes() })
            })
            .collect()
    }

    fn delivered(&self, id: &str) -> Result<(), PortError> {
        self.store.receipt_delivered(number(id)?, self.now).map_err(refused)
    }

    fn failed(&self, id: &str, failure: &Failure) -> Result<(), PortError> {
        let id = number(id)?;
        match failure {
            Failure::Wait { retry_after } => {
                let wait = retry_after
                    .and_then(|wait| Duration::from_std(wait).ok())
                    .unwrap_or_else(|| Duration::minutes(1))
                    .min(LONGEST_WAIT);
                self.store.receipt_failed(id, self.now + wait, false, "LINK_BUSY").map_err(refused)
            }
            Failure::Wedged { code, detail } => {
                self.store.receipt_failed(id, self.now, true, &format!("{code}: {detail}")).map_err(refused)
            }
        }
    }
}

fn number(id: &str) -> Result<i64, PortError> {
    id.parse().map_err(|_| PortError::new("RECEIPT_NOT_KNOWN", "not an id of this outbox"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use store::{DatabaseKey, FolderKind, LogId};

    /// A store that is opened anew each time, as after a restart.
    struct Reopened {
        store: Store,
    }

    impl Reopened {
        fn inbox(&self) -> StoreInbox<'_> {
            StoreInbox { store: &self.store, now: DateTime::UNIX_EPOCH }
        }
    }

    impl Inbox for Reopened {
        fn cursor(&self, link: &str, stream: &str) -> Result<Option<String>, PortError> {
            self.inbox().cursor(link, stream)
        }
        fn keep_page(&self, link: &str, stream: &str, page: &Page) -> Result<Kept, PortError> {
            self.inbox().keep_page(link, stream, page)
        }
        fn etag(&self, link: &str, resource: &str) -> Result<Option<String>, PortError> {
            self.inbox().etag(link, resource)
        }
        fn set_etag(&self, link: &str, resource: &str, etag: Option<&str>) -> Result<(), PortError> {
            self.inbox().set_etag(link, resource, etag)
        }
    }

    #[test]
    fn the_store_keeps_the_contract_of_an_inbox() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("origin.db");
        let key = || DatabaseKey::new([7; 32]);
        let log = LogId::new("post", [1; 8]).unwrap();
        drop(Store::create(&path, &key(), FolderKind::Training, log).unwrap());
        let open = || -> Box<dyn Inbox> { Box::new(Reopened { store: Store::open(&path, &key()).unwrap() }) };
        assert_eq!(exchange::contract::inbox(&open), Ok(()), "as every inbox does");
    }
}
