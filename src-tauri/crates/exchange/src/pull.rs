//! Getting messages, page by page, so that a stop at any moment loses nothing.

use crate::{
    Cancel, Client, ExchangeError, Inbox, PortError,
    answer::Unreadable,
    wire::{Answer, Ask},
};
use sha2::{Digest, Sha256};

/// Pages in one pull; a stream that never ends gives way to the other links.
pub const PAGES_MAX: usize = 100_000;
/// Empty pages in a row that still say there is more.
const EMPTY_PAGES_MAX: usize = 100;

/// How far a pull is. Reported after each page that is on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pages kept.
    pub pages: usize,
    /// Messages that are new.
    pub new: usize,
    /// Messages that were there already.
    pub known: usize,
    /// The partner has more.
    pub more: bool,
}

/// What a pull brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Pages kept.
    pub pages: usize,
    /// Messages that are new.
    pub new: usize,
    /// Messages that were there already.
    pub known: usize,
    /// The partner has more: the pull ended at its own bound.
    pub more: bool,
}

impl Client {
    /// Gets what is new. Each page and its cursor are on disk before the next one is asked for; after an
    /// error, a stop or a crash the next pull goes on where the disk says.
    pub async fn pull(
        &self,
        inbox: &dyn Inbox,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &Cancel,
    ) -> Result<Pulled, ExchangeError> {
        let (link, stream) = (self.link(), self.transport.stream());
        let mut pulled = Pulled::default();
        let mut empty = 0;
        loop {
            let cursor = inbox.cursor(link, stream)?;
            let etag = self.remembered(inbox, cursor.as_deref())?;
            let answer = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(ExchangeError::Cancelled),
                answer = self.page(cursor.as_deref(), etag.as_deref()) => answer?,
            };
            let Some(answer) = answer else {
                pulled.more = false;
                return Ok(pulled);
            };
            let page = self
                .transport
                .read(&answer.bytes, cursor.as_deref(), self.page_size)
                .map_err(|reason| self.unreadable(reason))?;
            let moved = page.next.is_some() && page.next != cursor;
            if moved || !page.messages.is_empty() {
                let kept = inbox.keep_page(link, stream, &page)?;
                if moved && inbox.cursor(link, stream)? != page.next {
                    return Err(PortError::new("INBOX_NOT_KEPT", "the cursor did not move").into());
                }
                pulled.pages += 1;
                pulled.new += kept.new;
                pulled.known += kept.known;
            }
            pulled.more = page.more;
            let Pulled { pages, new, known, more } = pulled;
            progress(Progress { pages, new, known, more });
            if !moved && self.transport.tags() {
                self.remember(inbox, cursor.as_deref(), answer.etag.as_deref())?;
            }
            if !page.more || pulled.pages >= PAGES_MAX {
                return Ok(pulled);
            }
            empty = if page.messages.is_empty() { empty + 1 } else { 0 };
            if !moved || empty > EMPTY_PAGES_MAX {
                return Err(self.unreadable(Unreadable::Shape("it says there is more and does not go on")));
            }
        }
    }

    /// The page at `cursor`; `None` when the partner says nothing is new.
    async fn page(&self, cursor: Option<&str>, etag: Option<&str>) -> Result<Option<Answer>, ExchangeError> {
        let query = self.transport.query(cursor, self.page_size);
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = self.path(self.transport.stream())?;
        let answer = self.wire.ask(&Ask { path, query: &query, etag, post: None }).await?;
        match answer.status.as_u16() {
            200 => Ok(Some(answer)),
            304 if etag.is_some() => Ok(None),
            status => Err(ExchangeError::Refused { link: self.link().to_owned(), status }),
        }
    }

    /// An entity tag belongs to the address it came from, so it is remembered with its cursor: a tag of another
    /// place would let the partner answer "nothing new" to a page that was never kept.
    fn remembered(&self, inbox: &dyn Inbox, cursor: Option<&str>) -> Result<Option<String>, ExchangeError> {
        if !self.transport.tags() {
            return Ok(None);
        }
        let kept = inbox.etag(self.link(), self.transport.stream())?;
        Ok(kept.and_then(|kept| {
            let (of, etag) = kept.split_once(' ')?;
            (of == fingerprint(cursor)).then(|| etag.to_owned())
        }))
    }

    fn remember(
        &self,
        inbox: &dyn Inbox,
        cursor: Option<&str>,
        etag: Option<&str>,
    ) -> Result<(), ExchangeError> {
        let text = etag.map(|etag| format!("{} {etag}", fingerprint(cursor)));
        Ok(inbox.set_etag(self.link(), self.transport.stream(), text.as_deref())?)
    }

    fn unreadable(&self, reason: Unreadable) -> ExchangeError {
        let link = self.link().to_owned();
        match reason {
            Unreadable::Shape(what) => ExchangeError::NotUnderstood { link, what },
            Unreadable::Digest(position) => ExchangeError::PageDamaged { link, position },
        }
    }
}

fn fingerprint(cursor: Option<&str>) -> String {
    cursor.map_or_else(|| "-".to_owned(), |cursor| hex::encode(Sha256::digest(cursor)))
}
