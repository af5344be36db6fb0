//! Drafts certificates of one partner: who sells what to whom, when, under which number.

use crate::{
    chance::Chance,
    firms::{self, Firm},
    goods::{GOODS, Goods},
};
use block::{Link, Scheme as SchemePack};
use certificate::{
    Declaration, DeclaredItem, Invoice, Issued, Item, Party, Record, Scheme, Text, Transport, When,
};
use chrono::{DateTime, Datelike, Duration, Utc};
use rust_decimal::Decimal;

/// Katanga's name as an issuer.
pub(crate) const KATANGA: &str = "did:web:customs.katanga.example";

/// Drafts certificates of one partner.
pub(crate) struct Drafter<'a> {
    pub chance: Chance,
    link: &'a Link,
    scheme: &'a SchemePack,
    serial: i64,
    declared: i64,
}

impl<'a> Drafter<'a> {
    pub fn new(seed: u64, link: &'a Link, scheme: &'a SchemePack) -> Self {
        let mut chance = Chance::new(seed, &link.partner.country);
        let serial = chance.between(1200, 80_000);
        let declared = chance.between(100_000, 800_000);
        Self { chance, link, scheme, serial, declared }
    }

    /// The next number, built by the link's rule where it has one.
    pub fn number(&mut self, year: i32) -> String {
        self.serial += self.chance.between(1, 9);
        let country = &self.link.partner.country;
        let Some(rule) = &self.link.number else {
            return format!("{country}-{year}-{:07}", self.serial);
        };
        let part = |part: &block::NumberPart| {
            if let Some(is) = &part.is {
                return is.clone();
            }
            let length = part.length;
            match part.name.as_str() {
                "country" => country.clone(),
                "issuer" => format!("{:0length$}", 14),
                "agreement" => self.scheme.code.clone(),
                "year" if length == 2 => format!("{:02}", year % 100),
                "year" => format!("{year:0length$}"),
                "serial" => format!("{:0length$}", self.serial),
                _ => "0".repeat(length),
            }
        };
        rule.parts.iter().map(part).collect()
    }

    /// A plain certificate with one to four items, issued before shipment.
    pub fn certificate(&mut self, issued: DateTime<Utc>) -> Record {
        let lines = self.chance.between(1, 4);
        self.certificate_of(issued, usize::try_from(lines).unwrap_or(1))
    }

    /// The same with this many items.
    pub fn certificate_of(&mut self, issued: DateTime<Utc>, lines: usize) -> Record {
        let country = self.link.partner.country.clone();
        let exporter: Firm = self.chance.pick(firms::exporters(&country));
        let importer: Firm = self.chance.pick(firms::ADJIKISTAN);
        let (official, office) = self.chance.pick(firms::officials(&country));
        let day = issued.date_naive();
        let declared = issued - Duration::hours(self.chance.between(18, 30));
        let invoiced = day - Duration::days(self.chance.between(2, 6));
        let invoice = format!("{}/{:04}", invoiced.year() % 100, self.chance.between(11, 9800));
        let (mode, loading) = match country.as_str() {
            "XB" => self.chance.pick(&[("1", "Port Borava"), ("3", "Velika Bora"), ("2", "Lenntal")]),
            "XC" => self.chance.pick(&[("1", "Neuhaven"), ("4", "Saint-Orme"), ("1", "Nordhavn")]),
            _ => self.chance.pick(&[("1", "Kolwira"), ("3", "Mitumba"), ("4", "Kasaro")]),
        };
        let items = (1..).take(lines).map(|number| self.item(number, &country, &invoice, declared)).collect();
        let issuer_id = format!("{country}-ORIGIN");
        let record = Record {
            number: Some(self.number(issued.year())),
            kind: Some(self.scheme.code.clone()),
            scheme: Scheme {
                code: Some(self.scheme.code.clone()),
                name: Some(self.scheme.name.clone()),
                version: None,
                preferential: Some(true),
            },
            issued: Issued {
                date: Some(When::instant_utc(issued)),
                place: Some(office.rsplit(", ").next().unwrap_or(office).to_owned()),
                ..Issued::default()
            },
            issuer: Party {
                id: Some(issuer_id),
                name: Some(self.link.partner.administration.clone()),
                country: Some(country.clone()),
                ..Party::default()
            },
            official: Party { name: Some(official.to_owned()), ..Party::default() },
            exporter: party(exporter, &country, true),
            importer: party(importer, "XA", true),
            consignee: party(importer, "XA", false),
            transport: Transport {
                export_country: Some(country),
                destination: Some("XA".to_owned()),
                loading: Some(loading.to_owned()),
                mode: Some(mode.to_owned()),
                departure: Some(day + Duration::days(self.chance.between(0, 3))),
                ..Transport::default()
            },
            invoices: vec![Invoice {
                order: Some("1".to_owned()),
                number: Some(invoice),
                date: Some(invoiced),
                url: None,
            }],
            items,
            declaration: Issued { date: Some(When::instant_utc(declared)), ..Issued::default() },
            ..Record::default()
        };
        self.fit(record)
    }

    /// Leaves out what this partner's format has no place for, and says the rest as this partner says it.
    fn fit(&self, mut record: Record) -> Record {
        match self.link.partner.country.as_str() {
            "XB" => record.scheme.preferential = None,
            "XC" => {
                record.kind = None;
                record.issued.name = record.official.name.take();
                for invoice in &mut record.invoices {
                    invoice.order = None;
                }
            }
            _ => {
                record.issuer.id = Some(KATANGA.to_owned());
                for item in &mut record.items {
                    item.hs = item.hs.as_deref().and_then(|hs| hs.get(..6)).map(str::to_owned);
                }
            }
        }
        record
    }

    fn item(&mut self, number: u32, country: &str, invoice: &str, declared: DateTime<Utc>) -> Item {
        let goods: Goods = self.chance.pick(GOODS);
        let whole = self.chance.between(goods.from, goods.to);
        let fraction = if goods.unit == "C62" { 0 } else { self.chance.between(0, 9) * 100 };
        let quantity = Decimal::new(whole * 1000 + fraction, 3).normalize();
        let price = Decimal::new(goods.cents * self.chance.between(90, 115) / 100, 2);
        let gross = (quantity * Decimal::new(goods.grams, 3)).round_dp(3).normalize();
        Item {
            number: Some(number),
            marks: Some(format!("{country}-{:04}", self.chance.between(1, 9999))),
            packages: u32::try_from(self.chance.between(4, 400)).ok(),
            package_type: Some(goods.package.to_owned()),
            description: Some(goods.english.to_owned()),
            names: [("en", goods.english), ("fr", goods.french)]
                .map(|(lang, text)| Text { lang: Some(lang.to_owned()), text: Some(text.to_owned()) })
                .to_vec(),
            hs: Some(goods.hs.to_owned()),
            hs_edition: Some("2022".to_owned()),
            criterion: Some(if goods.obtained { "WO" } else { "CTH" }.to_owned()),
            origin: Some(country.to_owned()),
            gross_mass: Some(gross),
            quantity: Some(quantity),
            unit: Some(goods.unit.to_owned()),
            value: Some((quantity * price).round_dp(2).normalize()),
            currency: Some("USD".to_owned()),
            invoice: Some(invoice.to_owned()),
            declared: Some(When::instant_utc(declared)),
            ..Item::default()
        }
    }

    /// A declaration of `on`'s day that agrees with the certificate and uses `share` percent of each item.
    pub fn declaration(&mut self, record: &Record, on: DateTime<Utc>, share: i64) -> Declaration {
        self.declared += self.chance.between(1, 40);
        let part = |item: &Item| {
            let quantity = item.quantity? * Decimal::new(share, 2);
            let decimals = if item.unit.as_deref() == Some("C62") { 0 } else { 3 };
            Some(
                quantity.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::ToZero).normalize(),
            )
        };
        Declaration {
            number: format!("XA{:02}IM{:07}", on.year() % 100, self.declared),
            date: Some(on.date_naive()),
            importer: record.importer.name.clone().or_else(|| record.consignee.name.clone()),
            certificate: record.number.clone(),
            items: record
                .items
                .iter()
                .map(|item| DeclaredItem {
                    item: item.number,
                    hs: item.hs.clone(),
                    quantity: part(item),
                    unit: item.unit.clone(),
                    invoice: item.invoice.clone(),
                })
                .collect(),
        }
    }
}

/// The same firm has the same id in every certificate.
pub(crate) fn party(firm: Firm, country: &str, id: bool) -> Party {
    let (name, other, address, city) = firm;
    let number = name.bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    Party {
        id: id.then(|| format!("{country}{:08}", number % 100_000_000)),
        name: Some(name.to_owned()),
        other_name: other.map(str::to_owned),
        address: Some(address.to_owned()),
        city: Some(city.to_owned()),
        country: Some(country.to_owned()),
        ..Party::default()
    }
}
