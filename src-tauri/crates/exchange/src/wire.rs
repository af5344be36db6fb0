//! One HTTP request, with every limit: TLS by the link's own authority, no redirect, no proxy, a bounded
//! body, bounded waits, bounded tries.

use crate::{Endpoint, ExchangeError, Patience};
use backon::{ExponentialBuilder, Retryable};
use reqwest::{
    Certificate, Method, Response, StatusCode,
    header::{CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER},
    redirect, tls,
};
use std::{error::Error, time::Duration};
use url::Url;

/// The largest answer, in bytes after decompression.
pub const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;
/// The longest entity tag that is remembered.
const ETAG_BYTES_MAX: usize = 512;

pub(crate) struct Wire {
    pub link: String,
    base: Url,
    http: reqwest::Client,
    patience: Patience,
}

pub(crate) struct Ask<'a> {
    pub path: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    pub etag: Option<&'a str>,
    /// Content type and body of a POST; none is a GET.
    pub post: Option<(&'static str, &'a [u8])>,
}

/// Any answer that is neither busy nor broken.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub bytes: Vec<u8>,
}

impl Wire {
    pub fn new(endpoint: &Endpoint, patience: Patience) -> Result<Self, ExchangeError> {
        let link = endpoint.link.clone();
        let invalid = |what| ExchangeError::EndpointNotValid { link: link.clone(), what };
        let base = Url::parse(&endpoint.base_url).map_err(|_| invalid("the address is not a URL"))?;
        if base.scheme() != "https" || base.host_str().is_none() {
            return Err(invalid("the address is not https"));
        }
        if !base.username().is_empty() || base.password().is_some() || base.query().is_some() {
            return Err(invalid("the address carries a name, a password or a query"));
        }
        let authorities = Certificate::from_pem_bundle(&endpoint.tls_ca_pem)
            .map_err(|_| invalid("the TLS authority is not PEM"))?;
        if authorities.is_empty() {
            return Err(invalid("no TLS authority is given"));
        }
        let http = reqwest::Client::builder()
            .https_only(true)
            .tls_certs_only(authorities)
            .tls_version_min(tls::Version::TLS_1_2)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .gzip(true)
            .connect_timeout(patience.connect)
            .read_timeout(patience.silence)
            .timeout(patience.whole)
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent(concat!("origin-desk/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| invalid("the TLS authority cannot be used"))?;
        Ok(Self { link, base, http, patience })
    }

    /// Asks, and asks again after a pause while the failure is an ordinary one.
    pub async fn ask(&self, ask: &Ask<'_>) -> Result<Answer, ExchangeError> {
        let patience = self.patience;
        let pauses = ExponentialBuilder::new()
            .with_min_delay(patience.first_pause)
            .with_max_delay(patience.longest_pause)
            .with_max_times(patience.tries.saturating_sub(1))
            .with_jitter();
        (|| self.once(ask))
            .retry(pauses)
            .when(ExchangeError::is_wait)
            .adjust(|error, pause| match (error.retry_after(), pause) {
                // A wait longer than ours is the caller's to plan; a shorter one is kept to.
                (Some(asked), Some(_)) if asked > patience.longest_pause => None,
                (Some(asked), Some(pause)) => Some(asked.max(pause)),
                (_, pause) => pause,
            })
            .notify(|error, pause| tracing::debug!(link = %self.link, code = error.code(), ?pause, "again"))
            .await
    }

    /// Asks once.
    pub async fn once(&self, ask: &Ask<'_>) -> Result<Answer, ExchangeError> {
        let method = if ask.post.is_some() { Method::POST } else { Method::GET };
        let mut request = self.http.request(method, self.address(ask)?);
        if let Some(etag) = ask.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some((kind, body)) = ask.post {
            request = request.header(CONTENT_TYPE, kind).body(body.to_vec());
        }
        let answer = request.send().await.map_err(|error| self.failed(&error))?;
        let status = answer.status();
        if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
            let retry_after = wait(answer.headers());
            return Err(ExchangeError::Busy {
                link: self.link.clone(),
                status: status.as_u16(),
                retry_after,
            });
        }
        let etag = answer.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let etag = etag.filter(|etag| etag.len() <= ETAG_BYTES_MAX);
        let bytes = self.body(answer).await?;
        Ok(Answer { status, etag, bytes })
    }

    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, ExchangeError> {
        let too_large =
            || ExchangeError::NotUnderstood { link: self.link.clone(), what: "the answer is too large" };
        if answer.content_length().is_some_and(|length| length > BODY_BYTES_MAX as u64) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.failed(&error))? {
            if bytes.len().saturating_add(chunk.len()) > BODY_BYTES_MAX {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// The pack's path below the base; it can leave neither the host nor the base.
    fn address(&self, ask: &Ask<'_>) -> Result<Url, ExchangeError> {
        let invalid = || ExchangeError::EndpointNotValid {
            link: self.link.clone(),
            what: "a path leaves the endpoint's address",
        };
        let mut segments = ask.path.split('/');
        if !ask.path.starts_with('/')
            || ask.path.contains(['?', '#', '\\', '%'])
            || segments.any(|segment| segment == ".." || segment == ".")
        {
            return Err(invalid());
        }
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), ask.path));
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(ask.query);
        }
        Ok(url)
    }

    fn failed(&self, error: &reqwest::Error) -> ExchangeError {
        let link = self.link.clone();
        let mut source: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(cause) = source {
            if tls_refusal(cause) {
                return ExchangeError::TlsRefused { link };
            }
            source = cause.source();
        }
        let what = match error {
            error if error.is_timeout() => "no answer in time",
            error if error.is_connect() => "no connection",
            error if error.is_decode() => {
                return ExchangeError::NotUnderstood { link, what: "the answer cannot be decompressed" };
            }
            _ => "the connection broke",
        };
        ExchangeError::Unreachable { link, what }
    }
}

/// An `io::Error` hides its inner error from `source`, so it is opened here.
fn tls_refusal(cause: &(dyn Error + 'static)) -> bool {
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return matches!(
            error,
            rustls::Error::InvalidCertificate(_)
                | rustls::Error::NoCertificatesPresented
                | rustls::Error::UnsupportedNameType
                | rustls::Error::AlertReceived(_)
                | rustls::Error::PeerIncompatible(_)
        );
    }
    cause
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref)
        .is_some_and(|inner| tls_refusal(inner))
}

/// `Retry-After` in seconds; a date is not read, because there is no wall clock here.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(86_400)))
}
