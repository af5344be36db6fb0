//! What the faces show: plain data in the officer's language, also written as TypeScript types.
//!
//! Times are RFC 3339 in UTC, days `YYYY-MM-DD`, quantities decimal text, shares numbers from 0 to 1.
//! Sentences are ready to show; labels belong to the face.

mod answer;
mod blocks;
mod folder;
mod home;
mod inspection;
mod partners;
mod parts;
mod search;
mod session;

pub use answer::*;
pub use blocks::*;
pub use folder::*;
pub use home::*;
pub use inspection::*;
pub use partners::*;
pub use parts::*;
pub use search::*;
pub use session::*;
