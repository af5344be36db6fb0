//! The canonical record. Its sections and field names are those of the block language, so that a
//! mapping's result deserialises straight into it. Ids such as R031 or D014 are WCO Data Model ids.

use crate::When;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One certificate of origin in canonical form, which anyone may make. Absent and empty are one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Record {
    /// Certificate number as issued (D014).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The message's own reference (D026).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the message is for: `9` original, `5` replacement, `1` cancellation (017, UN/EDIFACT 1225).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Type of the certificate in its scheme, for example `BA` (D013).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The agreement.
    #[serde(skip_serializing_if = "is_default")]
    pub scheme: Scheme,
    /// When and where it was issued (D011, D012, L098).
    #[serde(skip_serializing_if = "is_default")]
    pub issued: Issued,
    /// Validity as the message states it; the scheme's own rule may be narrower.
    #[serde(skip_serializing_if = "is_default")]
    pub validity: Validity,
    /// The issuing body.
    #[serde(skip_serializing_if = "is_default")]
    pub issuer: Party,
    /// The official that the message names. Never proof: the signer's list entry is.
    #[serde(skip_serializing_if = "is_default")]
    pub official: Party,
    /// Exporter (R031, R032).
    #[serde(skip_serializing_if = "is_default")]
    pub exporter: Party,
    /// Importer (R037, R038).
    #[serde(skip_serializing_if = "is_default")]
    pub importer: Party,
    /// Consignee (R014, R015).
    #[serde(skip_serializing_if = "is_default")]
    pub consignee: Party,
    /// Producers (R034, R035).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub producers: Vec<Party>,
    /// Transport as far as known.
    #[serde(skip_serializing_if = "is_default")]
    pub transport: Transport,
    /// Invoices (D015, D016).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invoices: Vec<Invoice>,
    /// Lines of goods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The exporter's declaration: when and by whom.
    #[serde(skip_serializing_if = "is_default")]
    pub declaration: Issued,
    /// Marks the scheme knows: retrospective, duplicate, …
    #[serde(skip_serializing_if = "is_default")]
    pub marks: Marks,
    /// The certificate this one replaces (D018).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Successor>,
    /// Remarks (225).
    #[serde(skip_serializing_if = "is_default")]
    pub remarks: Remarks,
    /// Signatures as the message tells of them. Never proof: what `verify` finds is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<SignatureClaim>,
}

/// What a message says of one of its signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignatureClaim {
    /// As what was signed: exporter, official.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Who signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<When>,
    /// What the signature is for: the part or the declaration that it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// The agreement under which a certificate is issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scheme {
    /// Code of the agreement, for example `BA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name of the agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Version of the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether preference is claimed, where the message says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferential: Option<bool>,
}

/// When, where and by whom something was issued or declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Issued {
    /// Date or time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<When>,
    /// Place (D012).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Code of the place (L098), for example its UN/LOCODE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_code: Option<String>,
    /// Person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// First and last day of validity, in the issuer's calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Validity {
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A firm, person or body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Party {
    /// Identifier (tax number, register number, DID).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name in another script.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_name: Option<String>,
    /// Street and number (239); lines joined by a line feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// City (241).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Postcode (245).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Country, ISO 3166-1 alpha-2 (242).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Whether the scheme lets it be withheld from others: a producer's name that the exporter keeps back.
    #[serde(skip_serializing_if = "is_default")]
    pub confidential: bool,
}

/// Transport as far as known when the certificate was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transport {
    /// Country of export (062), alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_country: Option<String>,
    /// Country of destination (465), alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Place of loading (L009).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loading: Option<String>,
    /// Code of the place of loading (L010), UN/LOCODE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loading_code: Option<String>,
    /// Place of unloading (L012).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unloading: Option<String>,
    /// Code of the place of unloading (L013), UN/LOCODE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unloading_code: Option<String>,
    /// Mode (T022), UN/ECE Recommendation 19 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Vessel, flight, vehicle (T005).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// Transport document (D023).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Day of departure (156).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<NaiveDate>,
}

/// An invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Invoice {
    /// The message's own order number of it, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Number (D016).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Day (D015).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Where a copy is offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// One line of goods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Item {
    /// Sequence number (006).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Marks and numbers (142).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<String>,
    /// Count of packages (144).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<u32>,
    /// Type of packages (141), UN/ECE Recommendation 21.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_type: Option<String>,
    /// Description of goods (137).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The description in several languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Text>,
    /// HS code (145), digits only, 4 to 10 of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hs: Option<String>,
    /// Edition of the HS, for example `2022`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hs_edition: Option<String>,
    /// Origin criterion (436).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    /// Percentage that belongs to the criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion_percent: Option<Decimal>,
    /// Country of origin (063), alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Gross mass in kilograms (126).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_mass: Option<Decimal>,
    /// Certified quantity (130).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// Its unit, UN/ECE Recommendation 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    /// Currency of the value, ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Number of the invoice this line stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// Name or id of the producer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// Date of the exporter's declaration for this line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<When>,
}

/// A text with its language (BCP 47).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Text {
    /// Language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Marks that change how a scheme treats a certificate.
#[allow(clippy::struct_excessive_bools)] // boxes that are ticked or not, as on the form
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marks {
    /// Issued after shipment, and said so.
    #[serde(skip_serializing_if = "is_default")]
    pub retrospective: bool,
    /// A duplicate of a lost certificate, and said so.
    #[serde(skip_serializing_if = "is_default")]
    pub duplicate: bool,
    /// A certified true copy.
    #[serde(skip_serializing_if = "is_default")]
    pub certified_copy: bool,
    /// Invoiced from a third country.
    #[serde(skip_serializing_if = "is_default")]
    pub third_party_invoice: bool,
    /// Goods for an exhibition.
    #[serde(skip_serializing_if = "is_default")]
    pub exhibition: bool,
    /// Cumulation is used.
    #[serde(skip_serializing_if = "is_default")]
    pub cumulation: bool,
    /// Back-to-back: the certificate it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_to_back: Option<BackToBack>,
}

/// The original of a back-to-back certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackToBack {
    /// Number of the original.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Its country, alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The certificate that is replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Successor {
    /// Number of the replaced certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Reason, in the issuer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Remarks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Remarks {
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general: Option<String>,
    /// Currency of all values, where it is said once, ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
