//! The line that names a document.

use crate::Inner;
use crate::error::Error;
use crate::judge::{Judged, scheme};
use crate::text::Language;
use crate::view::{DocumentHead, Nature};
use block::Scheme;
use certificate::Record;
use chrono::{DateTime, NaiveDate, Utc};
use store::Summary;

/// The kind that is built in.
pub(crate) const CERTIFICATE: &str = "certificate";

impl Inner {
    /// The officer's language.
    pub(crate) fn language(&self) -> Language {
        self.spoken_language().unwrap_or_else(|| Language::of(&self.preferences().language))
    }

    /// Name of an officer of this post; the id where it is erased.
    pub(crate) fn officer_name(&self, id: &str) -> String {
        let officers = self.store.officers().unwrap_or_default();
        officers
            .into_iter()
            .find(|officer| officer.id == id)
            .and_then(|officer| officer.name)
            .unwrap_or_else(|| id.to_owned())
    }

    /// The partner's name for a country.
    pub(crate) fn partner_name(&self, country: &str) -> String {
        self.library()
            .links()
            .iter()
            .find(|link| link.partner.country == country)
            .map_or_else(|| crate::fields::country_name(country), |link| link.partner.name.clone())
    }

    /// The head of a judged document.
    pub(crate) fn head(&self, judged: &Judged, received: DateTime<Utc>) -> DocumentHead {
        let Some(record) = judged.record() else { return self.head_of_other(judged, received) };
        let library = self.library();
        let link = judged.link.as_deref().and_then(|link| library.link(link));
        let scheme = scheme(&library, link, record);
        let country = judged.partner.clone().unwrap_or_default();
        DocumentHead {
            document: judged.message.to_string(),
            kind: CERTIFICATE.to_owned(),
            nature: if judged.is_verified() { Nature::Verified } else { Nature::Claim },
            number: record.number.clone().unwrap_or_default(),
            partner: self.sender(&country, record),
            country,
            form: scheme.map_or_else(
                || record.scheme.name.clone().or_else(|| record.scheme.code.clone()).unwrap_or_default(),
                |scheme| scheme.form.clone(),
            ),
            exporter: record.exporter.name.clone().unwrap_or_default(),
            consignee: record
                .consignee
                .name
                .clone()
                .or_else(|| record.importer.name.clone())
                .unwrap_or_default(),
            issued: record.issued.date.map(|when| when.date.to_string()).unwrap_or_default(),
            valid_until: valid_until(record, scheme).map(|day| day.to_string()).unwrap_or_default(),
            received: crate::render::instant(received),
        }
    }

    /// The head of a document in a list.
    pub(crate) fn head_of(&self, summary: &Summary) -> DocumentHead {
        let country = summary.partner.clone().unwrap_or_default();
        let library = self.library();
        let scheme = summary.scheme.as_deref().and_then(|id| library.scheme_on(id, summary.issued));
        DocumentHead {
            document: summary.message.to_string(),
            kind: summary.kind.clone(),
            nature: match summary.nature {
                store::Nature::Verified => Nature::Verified,
                store::Nature::Claim => Nature::Claim,
            },
            number: summary.number.clone().unwrap_or_default(),
            partner: if country.is_empty() {
                self.language().word("partner.unknown")
            } else {
                self.partner_name(&country)
            },
            country,
            form: match scheme {
                Some(scheme) => scheme.form.clone(),
                None if summary.kind == CERTIFICATE => String::new(),
                None => self.kind_title(&summary.kind),
            },
            exporter: summary.exporter.clone().unwrap_or_default(),
            consignee: summary.consignee.clone().unwrap_or_default(),
            issued: summary.issued.map(|day| day.to_string()).unwrap_or_default(),
            valid_until: String::new(),
            received: crate::render::instant(summary.received_at),
        }
    }

    fn head_of_other(&self, judged: &Judged, received: DateTime<Utc>) -> DocumentHead {
        let index = judged.index();
        let kind = judged.other().map(|(kind, _)| kind.id.clone()).unwrap_or_default();
        let country = judged.partner.clone().unwrap_or_default();
        DocumentHead {
            document: judged.message.to_string(),
            nature: if judged.is_verified() { Nature::Verified } else { Nature::Claim },
            number: index.number.unwrap_or_default(),
            partner: if country.is_empty() {
                self.language().word("partner.unknown")
            } else {
                self.partner_name(&country)
            },
            country,
            form: self.kind_title(&kind),
            kind,
            exporter: index.exporter.unwrap_or_default(),
            consignee: index.consignee.unwrap_or_default(),
            issued: index.issued.map(|day| day.to_string()).unwrap_or_default(),
            valid_until: String::new(),
            received: crate::render::instant(received),
        }
    }

    /// What a kind of document is called in the officer's language; its id where no active pack knows it.
    pub(crate) fn kind_title(&self, kind: &str) -> String {
        let library = self.library();
        library
            .kind(kind)
            .map_or_else(|| kind.to_owned(), |kind| crate::answer::label(self.language(), &kind.title))
    }

    /// The refusal of an act that only certificates of origin take.
    pub(crate) fn not_a_certificate(&self, kind: &str) -> Error {
        Error::new("NOT_A_CERTIFICATE").value("kind", self.kind_title(kind))
    }

    fn sender(&self, country: &str, record: &Record) -> String {
        if !country.is_empty() {
            return self.partner_name(country);
        }
        let claimed = [&record.issuer.country, &record.transport.export_country, &record.exporter.country];
        claimed
            .into_iter()
            .flatten()
            .next()
            .map_or_else(|| self.language().word("partner.unknown"), |code| crate::fields::country_name(code))
    }
}

/// Last day of validity: what the scheme's own rule goes by; without a scheme what the document states.
fn valid_until(record: &Record, scheme: Option<&Scheme>) -> Option<NaiveDate> {
    scheme.map_or(record.validity.until, |scheme| scheme.valid_until(record))
}
