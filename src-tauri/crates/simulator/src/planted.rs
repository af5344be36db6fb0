//! What a world holds and what must be found in it: the rows of DESIGN section 6, planted by name.

use certificate::Declaration;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One planted case. Several may share a cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planted {
    /// Stable id: the finding's where the finding has one cause, else a slug.
    pub cause: String,
    /// Id of the partner's link pack; `none` for a message that came by file from an unknown partner.
    pub link: String,
    /// Certificate number, where the message has one.
    pub number: Option<String>,
    /// SHA-256 of the message, lower-case hex.
    pub message: String,
    /// What the table says of it.
    pub expect: Expect,
    /// Whether it shows when the message is received and judged, or when it is presented.
    pub at: Moment,
    /// Simulated time at which the desk judges or presents it.
    pub judge_at: DateTime<Utc>,
    /// The declaration to present, for [`Moment::Presented`].
    pub declaration: Option<Declaration>,
    /// Presentations to decide first, preference given in full, in this order.
    pub earlier: Vec<Declaration>,
    /// Not served by a partner: handed over as a file ([`crate::World::message`] has its bytes).
    pub by_file: bool,
}

/// Verdict, finding and light that the table names. `None` and empty: the table says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expect {
    /// Main indication of ETSI EN 319 102-1: `TOTAL-PASSED`, `INDETERMINATE`, `TOTAL-FAILED`.
    pub verdict: Option<String>,
    /// Sub-indications that are right, any of them; empty: not looked at.
    pub sub: Vec<String>,
    /// Id of the finding that must be there.
    pub finding: Option<String>,
    /// `green`, `amber` or `red`.
    pub light: Option<String>,
    /// Reason for which it must be in quarantine.
    pub quarantine: Option<String>,
}

/// When a planted case shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// When it has been received and judged.
    Received,
    /// When it is presented.
    Presented,
}

/// A good certificate: green when judged at the base day, and for a declaration that agrees with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Good {
    /// Id of the partner's link pack.
    pub link: String,
    /// Certificate number.
    pub number: String,
    /// SHA-256 of the message, lower-case hex.
    pub message: String,
    /// The difficulty that must stay green: `right-to-left`, `forty-items`, `decimal-comma`,
    /// `retrospective-marked`, `successor`, `expired-after-receipt`.
    #[serde(rename = "trait")]
    pub trait_: Option<String>,
    /// A declaration that agrees with the certificate.
    pub declaration: Declaration,
}

/// One line of what was planted, for `origin-training simulate --list`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Cause of a planted case, or `good` with its trait: `good/right-to-left`.
    pub cause: String,
    /// Id of the link pack.
    pub link: String,
    /// Certificate number.
    pub number: Option<String>,
    /// SHA-256 of the message, hex.
    pub message: String,
    /// Time at which it shows.
    pub judge_at: DateTime<Utc>,
    /// What must be found.
    pub expect: Expect,
}
