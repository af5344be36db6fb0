//! Documents: the current judgement of each message that is a document, of whatever kind, and what was judged before.

mod content;
mod counts;
mod judgement;
mod quality;
mod reading;
mod summary;

pub use content::{Content, Index};
pub use counts::{Counts, LightCounts, PartnerCount};
pub use judgement::{Inputs, Judgement, Nature};
pub use quality::{QualityKind, QualityWeek};
pub use reading::{Document, PastJudgement};
pub use summary::Summary;

pub(crate) use content::CERTIFICATE;
pub(crate) use judgement::{day_number, forget, touch_certificate, touch_document};
#[cfg(test)]
pub(crate) use quality::fill;
pub(crate) use summary::{by_seq, date};

use crate::error::{Result, StoreError};
use certificate::Light;

pub(crate) fn light_number(light: Light) -> i64 {
    match light {
        Light::Green => 0,
        Light::Amber => 1,
        Light::Red => 2,
    }
}

pub(crate) fn light_of(number: i64) -> Result<Light> {
    match number {
        0 => Ok(Light::Green),
        1 => Ok(Light::Amber),
        2 => Ok(Light::Red),
        _ => Err(StoreError::Damaged { what: "light" }),
    }
}
