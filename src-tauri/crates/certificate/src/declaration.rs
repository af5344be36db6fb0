//! The import declaration for which a certificate is presented, as far as this program compares it.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A declaration as typed by an officer or read from a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Declaration {
    /// Number of the declaration; the same number again is the same presentation.
    pub number: String,
    /// Day of acceptance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Importer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub importer: Option<String>,
    /// Number of the certificate it claims preference under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Lines of goods that claim preference.
    pub items: Vec<DeclaredItem>,
}

/// One line of a declaration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeclaredItem {
    /// The certificate's item it uses; by position where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// HS code, dots allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hs: Option<String>,
    /// Quantity declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// Its unit, UN/ECE Recommendation 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Invoice number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}
