//! How values lie in columns: times, hashes, compressed bytes, JSON.

use crate::error::{Result, StoreError};
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::cell::RefCell;

/// More than this is never written, so more than this is never unpacked.
pub(crate) const LARGEST: usize = 64 * 1024 * 1024;

/// zstd level: 3 packs a 4 kB message in some 10 µs.
const PACKING: i32 = 3;

thread_local! {
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

pub(crate) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

pub(crate) fn time(millis: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis).ok_or(StoreError::Damaged { what: "time" })
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub(crate) fn hash_from(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| StoreError::Damaged { what: "hash" })
}

pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    if bytes.len() > LARGEST {
        return Err(StoreError::Invalid { what: "content", why: "larger than 64 MiB" });
    }
    // Making a compressor costs more than packing a small message with it.
    PACKER
        .with_borrow_mut(|packer| {
            if packer.is_none() {
                *packer = zstd::bulk::Compressor::new(PACKING).ok();
            }
            packer.as_mut().and_then(|packer| packer.compress(bytes).ok())
        })
        .ok_or(StoreError::Invalid { what: "content", why: "not packable" })
}

pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    let size = zstd::zstd_safe::get_frame_content_size(packed)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= LARGEST)
        .ok_or(StoreError::Damaged { what: "packed content" })?;
    zstd::bulk::decompress(packed, size).map_err(|_| StoreError::Damaged { what: "packed content" })
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Invalid { what: "value", why: "not JSON" })
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged { what: "JSON value" })
}

/// A count for a caller; SQLite counts are never negative.
pub(crate) fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A count for SQLite.
pub(crate) fn limit(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
