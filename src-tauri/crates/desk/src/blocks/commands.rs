//! What the faces ask for. Being filled.

use crate::Desk;
use crate::error::Error;
use crate::view::*;
use chrono::{DateTime, Utc};

macro_rules! coming {
    ($($name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        impl Desk {
            $(
                /// See the list of commands.
                #[allow(unused_variables, clippy::needless_pass_by_value)]
                pub fn $name(&self, now: DateTime<Utc>, $($arg: $type),*) -> Result<$result, Error> {
                    Err(Error::new("INTERNAL").detail("not built yet"))
                }
            )*
        }
    };
}

coming! {
    blocks() -> BlocksView;
    add_pack(path: String) -> PackReportView;
    pack_report(hash: String) -> PackCheckView;
    try_pack(hashes: Vec<String>, path: String) -> TrialView;
    activate_packs(hashes: Vec<String>, accept: Vec<String>, second: Option<SecondInput>) -> ActivationView;
    roll_back_pack(pack: String, second: Option<SecondInput>) -> ActivationView;
    set_block_key(key: Option<String>, second: Option<SecondInput>) -> BlocksView;
    quality(link: Option<String>) -> QualityView;
    save_quality(link: String, language: String, path: String) -> SavedView;
    save_arrangement(link: String, language: String, path: String) -> SavedView;
}
