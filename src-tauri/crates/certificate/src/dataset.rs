//! The common dataset of certificates of origin: which elements there are, by their WCO Data Model ids where they have one, and
//! where each stands in the canonical shapes. What a block maps of it is its coverage.

/// One element of the dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// Canonical field, `items[].hs` for a field of a group; that of an update is written `update.date`.
    pub field: &'static str,
    /// WCO Data Model ids; none where the element has no id of its own.
    pub wco: &'static [&'static str],
    /// Name in English.
    pub name: &'static str,
}

impl Element {
    /// Kind of the message that carries it: `certificate` or `update`.
    pub fn kind(&self) -> &'static str {
        if self.field.starts_with("update.") { "update" } else { "certificate" }
    }

    /// Its path within its kind: `items[].hs`, `date`.
    pub fn path(&self) -> &'static str {
        self.field.strip_prefix("update.").unwrap_or(self.field)
    }
}

const fn element(field: &'static str, wco: &'static [&'static str], name: &'static str) -> Element {
    Element { field, wco, name }
}

/// All elements, in the order of the record.
pub const ELEMENTS: &[Element] = &[
    element("number", &["D014"], "Certificate number"),
    element("function", &["017"], "Function of the message"),
    element("reference", &["D026"], "Message reference"),
    element("kind", &["D013"], "Type of certificate"),
    element("scheme.code", &[], "Agreement, code"),
    element("scheme.name", &[], "Agreement, name"),
    element("scheme.version", &[], "Version of the form"),
    element("issued.date", &["D011"], "Date or time of issue"),
    element("issued.place", &["D012"], "Place of issue"),
    element("issued.place_code", &["L098"], "Place of issue, code"),
    element("validity.from", &[], "Valid from"),
    element("validity.until", &[], "Valid until"),
    element("issuer.name", &[], "Issuing body, name"),
    element("issuer.id", &[], "Issuing body, identifier"),
    element("issuer.country", &["242"], "Issuing body, country"),
    element("issuer.address", &["239"], "Issuing body, street and number"),
    element("issuer.city", &["241"], "Issuing body, city"),
    element("issuer.postcode", &["245"], "Issuing body, postcode"),
    element("exporter.name", &["R031"], "Exporter, name"),
    element("exporter.id", &["R032"], "Exporter, identifier"),
    element("exporter.address", &["239"], "Exporter, street and number"),
    element("exporter.city", &["241"], "Exporter, city"),
    element("exporter.country", &["242"], "Exporter, country"),
    element("exporter.postcode", &["245"], "Exporter, postcode"),
    element("producers[].name", &["R034"], "Producer, name"),
    element("producers[].id", &["R035"], "Producer, identifier"),
    element("producers[].address", &["239"], "Producer, street and number"),
    element("producers[].city", &["241"], "Producer, city"),
    element("producers[].country", &["242"], "Producer, country"),
    element("producers[].postcode", &["245"], "Producer, postcode"),
    element("producers[].confidential", &[], "Producer, withheld at the exporter’s wish"),
    element("consignee.name", &["R014"], "Consignee, name"),
    element("consignee.id", &["R015"], "Consignee, identifier"),
    element("consignee.address", &["239"], "Consignee, street and number"),
    element("consignee.city", &["241"], "Consignee, city"),
    element("consignee.country", &["242"], "Consignee, country"),
    element("consignee.postcode", &["245"], "Consignee, postcode"),
    element("importer.name", &["R037"], "Importer, name"),
    element("importer.id", &["R038"], "Importer, identifier"),
    element("importer.address", &["239"], "Importer, street and number"),
    element("importer.city", &["241"], "Importer, city"),
    element("importer.country", &["242"], "Importer, country"),
    element("importer.postcode", &["245"], "Importer, postcode"),
    element("transport.export_country", &["062"], "Country of export"),
    element("transport.destination", &["465"], "Country of destination"),
    element("transport.loading", &["L009"], "Place of loading"),
    element("transport.loading_code", &["L010"], "Place of loading, code"),
    element("transport.unloading", &["L012"], "Place of unloading"),
    element("transport.unloading_code", &["L013"], "Place of unloading, code"),
    element("transport.means", &["T005"], "Means of transport"),
    element("transport.mode", &["T022"], "Mode of transport"),
    element("transport.departure", &["156"], "Day of departure"),
    element("transport.document", &["D023"], "Transport document"),
    element("items[].number", &["006"], "Item, sequence number"),
    element("items[].marks", &["142"], "Item, marks and numbers"),
    element("items[].packages", &["144"], "Item, number of packages"),
    element("items[].package_type", &["141"], "Item, type of packages"),
    element("items[].description", &["137"], "Item, description of goods"),
    element("items[].hs", &["145"], "Item, HS code"),
    element("items[].hs_edition", &[], "Item, edition of the HS"),
    element("items[].criterion", &["436"], "Item, origin criterion"),
    element("items[].criterion_percent", &[], "Item, percentage of the criterion"),
    element("items[].origin", &["063"], "Item, country of origin"),
    element("items[].gross_mass", &["126"], "Item, gross mass"),
    element("items[].quantity", &["130"], "Item, tariff quantity"),
    element("items[].unit", &[], "Item, unit of the tariff quantity"),
    element("items[].value", &[], "Item, value"),
    element("items[].currency", &[], "Item, currency of the value"),
    element("items[].invoice", &[], "Item, its invoice"),
    element("items[].producer", &[], "Item, reference to the producer"),
    element("invoices[].number", &["D016"], "Invoice, number"),
    element("invoices[].date", &["D015"], "Invoice, date"),
    element("marks.third_party_invoice", &[], "Third-party invoicing"),
    element("marks.back_to_back.number", &[], "Back-to-back, number of the original"),
    element("marks.back_to_back.date", &[], "Back-to-back, date of the original"),
    element("marks.back_to_back.country", &[], "Back-to-back, country of the original"),
    element("marks.retrospective", &[], "Issued retrospectively"),
    element("marks.certified_copy", &[], "Certified true copy"),
    element("marks.duplicate", &[], "Duplicate"),
    element("marks.exhibition", &[], "Exhibition"),
    element("marks.cumulation", &[], "Cumulation"),
    element("replaces.number", &["D018"], "Replaces, number of the earlier certificate"),
    element("update.number", &["D018"], "Cancels or replaces, number of the certificate"),
    element("update.action", &[], "Cancels or replaces, which of the two"),
    element("update.date", &["373"], "Date of cancellation"),
    element("remarks.general", &["225"], "Remarks"),
    element("signatures[].role", &[], "Signature, role of the signer"),
    element("signatures[].time", &[], "Signature, time"),
    element("signatures[].scope", &[], "Signature, scope"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Record, Update};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    #[test]
    fn every_element_stands_in_the_record_and_once() {
        let mut seen = BTreeSet::new();
        for element in ELEMENTS {
            assert!(seen.insert(element.field), "{} is there twice", element.field);
            // The types refuse a field that they do not know, and a value of the wrong shape; some shape must fit.
            let fits = [json!("2026-01-31"), json!("cancel"), json!(true), json!(7), json!("1.5")]
                .into_iter()
                .any(|leaf| {
                    let value =
                        element.path().rsplit('.').fold(leaf, |inner, step| match step.strip_suffix("[]") {
                            Some(list) => json!({ list: [inner] }),
                            None => json!({ step: inner }),
                        });
                    match (element.kind(), value) {
                        ("update", Value::Object(mut value)) => {
                            value.entry("number").or_insert(json!("1"));
                            value.entry("action").or_insert(json!("cancel"));
                            serde_json::from_value::<Update>(Value::Object(value)).is_ok()
                        }
                        (_, value) => serde_json::from_value::<Record>(value).is_ok(),
                    }
                });
            assert!(fits, "{} is no canonical field", element.field);
        }
    }

    #[test]
    fn the_ids_of_the_union_are_all_there() {
        let ids: BTreeSet<&str> = ELEMENTS.iter().flat_map(|element| element.wco).copied().collect();
        for id in [
            "D014", "017", "D026", "D013", "D011", "D012", "L098", "R031", "R032", "239", "241", "242",
            "245", "R034", "R035", "R014", "R015", "R037", "R038", "062", "465", "L009", "L010", "L012",
            "L013", "T005", "T022", "156", "D023", "006", "142", "144", "141", "137", "145", "436", "063",
            "126", "130", "D016", "D015", "D018", "373", "225",
        ] {
            assert!(ids.contains(id), "{id}");
        }
    }
}
