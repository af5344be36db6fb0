//! Views as calm, aligned text for people.

mod answer;
mod certificate;
mod lists;
mod page;
mod status;

pub use answer::{answer, flag};
pub use certificate::certificate;
pub use lists::{imported, log, saved, search, sync};
pub(crate) use page::{Page, visible};
pub use status::{Status, status};

use crate::words;
use desk::view::LightView;

/// The light as a word of one width.
pub(crate) fn light(light: LightView) -> &'static str {
    match light {
        LightView::Green => words::GREEN,
        LightView::Amber => words::AMBER,
        LightView::Red => words::RED,
        LightView::None => words::NO_LIGHT,
    }
}
