//! What is to be told to partners, and how the links are.

use crate::error::{Result, StoreError};
use crate::events::Receipt;
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{count, limit, millis, time};
use chrono::{DateTime, Duration, Utc};
use rusqlite::Connection;
use serde::Serialize;

/// A receipt whose time has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueReceipt {
    /// Its place in the outbox.
    pub id: i64,
    /// The link.
    pub link: String,
    /// The message it speaks of.
    pub message: MessageId,
    /// The partner's own id of that message.
    pub remote_id: Option<String>,
    /// The certificate's number, where the message became a document.
    pub number: Option<String>,
    /// Its state, in the link's words.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
    /// When what it tells happened.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
}

/// How the outbox of a link stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutboxCounts {
    /// The link.
    pub link: String,
    /// Not delivered yet.
    pub waiting: u64,
    /// Delivered.
    pub delivered: u64,
    /// Given up until somebody looks.
    pub wedged: u64,
    /// When the oldest waiting one happened.
    pub oldest_waiting: Option<DateTime<Utc>>,
    /// The last error, as a code.
    pub error: Option<String>,
}

/// How a link is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkState {
    /// The link.
    pub link: String,
    /// When it was last tried.
    pub tried: Option<DateTime<Utc>>,
    /// When it last went well.
    pub succeeded: Option<DateTime<Utc>>,
    /// The error of the last try as a code; none when it went well.
    pub error: Option<String>,
    /// More about it.
    pub detail: Option<String>,
    /// Messages received in each of the last 24 hours, the oldest hour first.
    pub hours: Vec<u64>,
    /// Messages received in all.
    pub received: u64,
    /// When the last was received.
    pub last_received: Option<DateTime<Utc>>,
}

/// Puts a receipt into the outbox once for each message and state; says whether it was new.
pub(crate) fn enqueue(conn: &Connection, receipt: &Receipt, at: DateTime<Utc>) -> Result<bool> {
    let added = conn
        .prepare_cached(
            "INSERT INTO outbox(link, message, state, reason, at, next_try) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT(message, state) DO NOTHING",
        )?
        .execute((&receipt.link, receipt.message, &receipt.state, &receipt.reason, millis(at)))?;
    Ok(added == 1)
}

impl Store {
    /// Puts a receipt into the outbox; `false` when this state of this message is there already.
    pub fn enqueue_receipt(
        &self,
        link: &str,
        message: &MessageId,
        state: &str,
        reason: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        let receipt = Receipt {
            link: link.to_owned(),
            message: *message,
            state: state.to_owned(),
            reason: reason.map(str::to_owned),
        };
        self.keep(move |conn| enqueue(conn, &receipt, at))
    }

    /// As [`Self::enqueue_receipt`], several in one transaction.
    pub fn enqueue_receipts(&self, receipts: &[Receipt], at: DateTime<Utc>) -> Result<()> {
        if receipts.is_empty() {
            return Ok(());
        }
        let receipts = receipts.to_vec();
        self.keep(move |conn| receipts.iter().try_for_each(|receipt| enqueue(conn, receipt, at).map(|_| ())))
    }

    /// Receipts whose next try has come, in the order they happened.
    pub fn due_receipts(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<DueReceipt>> {
        self.due(None, now, most)
    }

    /// As [`Self::due_receipts`], of one link.
    pub fn due_receipts_of(&self, link: &str, now: DateTime<Utc>, most: usize) -> Result<Vec<DueReceipt>> {
        self.due(Some(link), now, most)
    }

    fn due(&self, link: Option<&str>, now: DateTime<Utc>, most: usize) -> Result<Vec<DueReceipt>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT o.id, o.link, o.message, m.remote_id, d.number, o.state, o.reason, o.at, o.tries
                 FROM outbox o LEFT JOIN message m ON m.id = o.message LEFT JOIN document d ON d.message = o.message
                 WHERE o.delivered IS NULL AND o.wedged = 0 AND o.next_try <= ?1 AND (?3 IS NULL OR o.link = ?3)
                 ORDER BY o.id LIMIT ?2",
            )?;
            let mut rows = select.query((millis(now), limit(most), link))?;
            let mut due = Vec::new();
            while let Some(row) = rows.next()? {
                due.push(DueReceipt {
                    id: row.get(0)?,
                    link: row.get(1)?,
                    message: row.get(2)?,
                    remote_id: row.get(3)?,
                    number: row.get(4)?,
                    state: row.get(5)?,
                    reason: row.get(6)?,
                    at: time(row.get(7)?)?,
                    tries: row.get(8)?,
                });
            }
            Ok(due)
        })
    }

    /// The partner took a receipt.
    pub fn receipt_delivered(&self, id: i64, at: DateTime<Utc>) -> Result<()> {
        self.keep(move |conn| {
            let changed = conn.execute(
                "UPDATE outbox SET delivered = ?2, tries = tries + 1, wedged = 0, error = NULL WHERE id = ?1",
                (id, millis(at)),
            )?;
            known(changed)
        })
    }

    /// A receipt was not taken: when to try again, or `wedged` when only a person can help.
    pub fn receipt_failed(&self, id: i64, next_try: DateTime<Utc>, wedged: bool, error: &str) -> Result<()> {
        let error = error.to_owned();
        self.keep(move |conn| {
            let changed = conn.execute(
                "UPDATE outbox SET tries = tries + 1, next_try = ?2, wedged = ?3, error = ?4
                 WHERE id = ?1 AND delivered IS NULL",
                (id, millis(next_try), wedged, error),
            )?;
            known(changed)
        })
    }

    /// Lets the wedged receipts of a link be tried again; returns how many.
    pub fn retry_wedged(&self, link: &str, now: DateTime<Utc>) -> Result<usize> {
        let link = link.to_owned();
        self.keep(move |conn| {
            Ok(conn.execute(
                "UPDATE outbox SET wedged = 0, next_try = ?2 WHERE link = ?1 AND wedged = 1",
                (link, millis(now)),
            )?)
        })
    }

    /// How the outbox stands, by link.
    pub fn outbox_counts(&self) -> Result<Vec<OutboxCounts>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT link, sum(delivered IS NULL AND wedged = 0), sum(delivered IS NOT NULL), sum(wedged),
                   min(CASE WHEN delivered IS NULL THEN at END),
                   (SELECT e.error FROM outbox e WHERE e.link = o.link AND e.error IS NOT NULL ORDER BY e.id DESC LIMIT 1)
                 FROM outbox o GROUP BY link ORDER BY link",
            )?;
            let mut rows = select.query([])?;
            let mut counts = Vec::new();
            while let Some(row) = rows.next()? {
                counts.push(OutboxCounts {
                    link: row.get(0)?,
                    waiting: count(row.get(1)?),
                    delivered: count(row.get(2)?),
                    wedged: count(row.get(3)?),
                    oldest_waiting: row.get::<_, Option<i64>>(4)?.map(time).transpose()?,
                    error: row.get(5)?,
                });
            }
            Ok(counts)
        })
    }

    /// Notes how a try of a link went: `error` is a code, none when it went well.
    pub fn record_sync(
        &self,
        link: &str,
        at: DateTime<Utc>,
        error: Option<&str>,
        detail: Option<&str>,
    ) -> Result<()> {
        let (link, error, detail) = (link.to_owned(), error.map(str::to_owned), detail.map(str::to_owned));
        self.derive(move |conn| {
            conn.execute(
                "INSERT INTO link_state(link, tried, succeeded, error, detail)
                 VALUES (?1, ?2, CASE WHEN ?3 IS NULL THEN ?2 END, ?3, ?4)
                 ON CONFLICT(link) DO UPDATE SET tried = ?2, error = ?3, detail = ?4,
                   succeeded = CASE WHEN ?3 IS NULL THEN ?2 ELSE succeeded END",
                (link, millis(at), error, detail),
            )?;
            Ok(())
        })
    }

    /// How a link is; `now` ends the last of the 24 hours.
    pub fn link_state(&self, link: &str, now: DateTime<Utc>) -> Result<LinkState> {
        let start = millis(now - Duration::hours(24));
        self.read(|conn| {
            let mut state = LinkState { link: link.to_owned(), hours: vec![0; 24], ..LinkState::default() };
            let mut select = conn
                .prepare_cached("SELECT tried, succeeded, error, detail FROM link_state WHERE link = ?1")?;
            let mut rows = select.query([link])?;
            if let Some(row) = rows.next()? {
                state.tried = row.get::<_, Option<i64>>(0)?.map(time).transpose()?;
                state.succeeded = row.get::<_, Option<i64>>(1)?.map(time).transpose()?;
                state.error = row.get(2)?;
                state.detail = row.get(3)?;
            }
            let (received, last): (i64, Option<i64>) = conn
                .prepare_cached("SELECT count(*), max(received) FROM message WHERE link = ?1")?
                .query_row([link], |row| Ok((row.get(0)?, row.get(1)?)))?;
            state.received = count(received);
            state.last_received = last.map(time).transpose()?;
            let mut select = conn.prepare_cached(
                "SELECT (received - ?2) / 3600000, count(*) FROM message
                 WHERE link = ?1 AND received > ?2 AND received <= ?3 GROUP BY 1",
            )?;
            let mut rows = select.query((link, start, millis(now)))?;
            while let Some(row) = rows.next()? {
                // The very last millisecond belongs to the last hour.
                let hour = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0).min(23);
                if let Some(slot) = state.hours.get_mut(hour) {
                    *slot += count(row.get(1)?);
                }
            }
            Ok(state)
        })
    }
}

fn known(changed: usize) -> Result<()> {
    if changed == 0 { Err(StoreError::NotFound { what: "receipt" }) } else { Ok(()) }
}
