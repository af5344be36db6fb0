//! The path of one certificate, judged from files alone: no folder, no profile, no partner.

use crate::error::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::path::{Path, PathBuf};
pub use verify::{Duties, PathReport, PathStep};
use verify::{Evidence, PathOptions};

/// Larger files are not read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What is asked. Files hold DER, or any number of PEM blocks.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "RFC 5280 6.1.1 has three switches, each of its own")]
pub struct PathQuestion {
    /// The certificate; more in the same file may stand between it and an anchor.
    pub leaf: PathBuf,
    /// The anchors.
    pub anchors: Vec<PathBuf>,
    /// Certificates that may stand between.
    pub certificates: Vec<PathBuf>,
    /// Revocation lists. Where there is a list or a response, whether each certificate is revoked must be
    /// known.
    pub crls: Vec<PathBuf>,
    /// OCSP responses.
    pub responses: Vec<PathBuf>,
    /// The time at which the path must hold.
    pub at: DateTime<Utc>,
    /// Acceptable policies, dotted; empty: any.
    pub policies: Vec<String>,
    /// initial-explicit-policy.
    pub explicit_policy: bool,
    /// initial-policy-mapping-inhibit.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit.
    pub inhibit_any: bool,
    /// Whether the duties of issuers (RFC 5280 section 4) are asked for, too.
    pub strict: bool,
}

/// Judges it. Errors: FILE_NOT_FOUND, FILE_NOT_USABLE, FILE_TOO_LARGE; a certificate that cannot be read is no
/// error but a refusal.
pub fn path(question: &PathQuestion) -> Result<PathReport, Error> {
    let mut own = ders(&question.leaf)?.into_iter();
    let leaf = own.next().unwrap_or_default();
    let pool: Vec<_> = all(&question.certificates)?.into_iter().chain(own).collect();
    let evidence = Evidence {
        crls: all(&question.crls)?,
        responses: all(&question.responses)?,
        max_age_hours: None,
        numbered: question.strict,
    };
    let options = PathOptions {
        at: Some(question.at),
        policies: question.policies.iter().cloned().collect(),
        explicit_policy: question.explicit_policy,
        inhibit_mapping: question.inhibit_mapping,
        inhibit_any: question.inhibit_any,
        duties: if question.strict { Duties::Issuer } else { Duties::Validator },
        revocation: (!question.crls.is_empty() || !question.responses.is_empty()).then_some(evidence),
        ..PathOptions::default()
    };
    Ok(verify::validate_path(&leaf, &pool, &all(&question.anchors)?, &options))
}

/// Reads a time: RFC 3339, or a day, which means its first second in UTC.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).ok().or_else(|| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN).and_utc())
    })
}

fn all(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, Error> {
    let mut list = Vec::new();
    for file in files {
        list.extend(ders(file)?);
    }
    Ok(list)
}

/// What a file holds: its PEM blocks, or itself.
fn ders(file: &Path) -> Result<Vec<Vec<u8>>, Error> {
    if std::fs::metadata(file)?.len() > MOST_BYTES {
        return Err(Error::new("FILE_TOO_LARGE"));
    }
    let bytes = std::fs::read(file)?;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.contains("-----BEGIN "));
    Ok(text.map_or_else(|| vec![bytes.clone()], blocks))
}

/// PEM (RFC 7468), with whatever stands between the blocks. A block that is not base64 is an empty one: it is
/// refused where it is used.
fn blocks(text: &str) -> Vec<Vec<u8>> {
    let mut list = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with("-----BEGIN ") {
            open = Some(String::new());
        } else if line.starts_with("-----END ") {
            list.extend(open.take().map(|body| STANDARD.decode(body).unwrap_or_default()));
        } else if let Some(body) = &mut open {
            body.push_str(line);
        }
    }
    list
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn times_and_blocks_are_read_as_written() {
        assert_eq!(moment("2026-03-01"), moment("2026-03-01T01:00:00+01:00"));
        assert_eq!((moment("yesterday"), moment("2026-13-01")), (None, None));
        let text = "subject=x\n-----BEGIN CERTIFICATE-----\nAQ\nID\n-----END CERTIFICATE-----\n\
                    -----BEGIN X509 CRL-----\nBA==\n-----END X509 CRL-----\n-----BEGIN X-----\n?\n-----END X-----\n";
        assert_eq!(blocks(text), [vec![1, 2, 3], vec![4], vec![]]);
    }
}
