//! What the faces show: plain data in the officer's language, also written as TypeScript types.
//!
//! Times are RFC 3339 in UTC, days `YYYY-MM-DD`, quantities decimal text, shares numbers from 0 to 1.
//! Sentences are ready to show; labels belong to the face.

pub mod answer;
pub mod certificate;
pub mod folder;
pub mod home;
pub mod partners;
pub mod parts;
pub mod search;
pub mod session;

pub use answer::*;
pub use certificate::*;
pub use folder::*;
pub use home::*;
pub use partners::*;
pub use parts::*;
pub use search::*;
pub use session::*;
