//! Drafts documents of one partner: who sells what to whom, when, under which number. What a document can say is asked
//! of its format, what it must say of its scheme.

use crate::{
    Result, SimulatorError,
    cast::{self, Cast, Firm},
    chance::Chance,
    fit::Fit,
    goods::Goods,
    invent::invent,
};
use block::{NumberRule, Scheme as SchemePack, SchemeFacts};
use certificate::{
    Declaration, DeclaredItem, Invoice, Issued, Item, Level, Party, Record, Scheme, Text, Transport, When,
};
use chrono::{DateTime, Datelike, Duration, Utc};
use rust_decimal::Decimal;

/// Our own country.
pub(crate) const HOME: &str = "XA";
/// Drafts that are thrown away before a scheme's rules are said to allow none.
const MOST_DRAFTS: usize = 25;

/// The issuing side.
#[derive(Clone)]
pub(crate) struct Issuer {
    pub country: String,
    pub administration: String,
    /// What its documents call it.
    pub id: String,
    pub number: Option<NumberRule>,
}

/// Drafts documents of one partner.
pub(crate) struct Drafter<'a> {
    pub chance: Chance,
    pub cast: Cast,
    pub issuer: Issuer,
    scheme: Option<&'a SchemePack>,
    serial: i64,
    declared: i64,
}

impl<'a> Drafter<'a> {
    pub fn new(seed: u64, issuer: Issuer, scheme: Option<&'a SchemePack>) -> Self {
        let mut chance = Chance::new(seed, &issuer.country);
        let serial = chance.between(1200, 80_000);
        let declared = chance.between(100_000, 800_000);
        Self { chance, cast: Cast::of(&issuer.country, seed), issuer, scheme, serial, declared }
    }

    /// The next number, built by the link's rule where it has one.
    pub fn number(&mut self, year: i32) -> String {
        self.serial += self.chance.between(1, 9);
        let country = &self.issuer.country;
        let code = self.scheme.map(|scheme| scheme.code.as_str()).unwrap_or_default();
        let Some(rule) = &self.issuer.number else {
            return format!("{country}-{year}-{:07}", self.serial);
        };
        let part = |part: &block::NumberPart| {
            if let Some(is) = &part.is {
                return is.clone();
            }
            let length = part.length;
            let text = match part.name.as_str() {
                "country" => country.clone(),
                "issuer" => format!("{:0length$}", 14),
                "agreement" => code.to_owned(),
                "year" if length == 2 => format!("{:02}", year % 100),
                "year" => format!("{year:0length$}"),
                "serial" => format!("{:0length$}", self.serial),
                _ => String::new(),
            };
            // As long as the part is: its end counts, for a serial number.
            let short = length.saturating_sub(text.chars().count());
            let long = text.chars().count().saturating_sub(length);
            text.chars().skip(long).chain(std::iter::repeat_n('0', short)).collect()
        };
        rule.parts.iter().map(part).collect()
    }

    /// A plain certificate with one to four items, issued before shipment.
    pub fn certificate(&mut self, fit: &Fit<'_>, issued: DateTime<Utc>) -> Result<Record> {
        let lines = self.chance.between(1, 4);
        self.certificate_of(fit, issued, usize::try_from(lines).unwrap_or(1))
    }

    /// The same with this many items.
    pub fn certificate_of(&mut self, fit: &Fit<'_>, issued: DateTime<Utc>, lines: usize) -> Result<Record> {
        let mut found = None;
        for _ in 0..MOST_DRAFTS {
            let record = self.draft(fit, issued, lines);
            let record = self.fitted(fit, &record, issued)?;
            found = self.broken_rule(&record, issued);
            if found.is_none() {
                return Ok(record);
            }
        }
        let scheme = self.scheme.map(|scheme| scheme.id.clone()).unwrap_or_default();
        Err(SimulatorError::Packs(format!(
            "`{scheme}`: nothing that is drafted here keeps its rule {}",
            found.unwrap_or_default()
        )))
    }

    /// A record as a message can carry it.
    pub fn fitted(&mut self, fit: &Fit<'_>, record: &Record, issued: DateTime<Utc>) -> Result<Record> {
        let Self { chance, cast, issuer, .. } = self;
        fit.fitted(record, &mut |field, holds| invent(chance, cast, issuer, issued, field, holds))
    }

    /// The rule of the scheme that a draft breaks, or that cannot be said of it and keeps green away.
    pub fn broken_rule(&self, record: &Record, on: DateTime<Utc>) -> Option<String> {
        let findings = self.scheme?.judge(record, &SchemeFacts { today: on.date_naive() });
        let bad = |level| matches!(level, Level::NotEvaluableAmber | Level::Amber | Level::Red);
        findings.into_iter().find(|finding| bad(finding.level)).map(|finding| finding.id)
    }

    /// What a rule of the scheme lights when the certificate is judged or presented on a day; `None` where nothing.
    pub fn light(&self, rule: &str, record: &Record, on: DateTime<Utc>) -> Option<&'static str> {
        let scheme = self.scheme?;
        let today = on.date_naive();
        let mut findings = scheme.judge(record, &SchemeFacts { today });
        findings.extend(scheme.judge_presentation(record, today));
        match findings.into_iter().find(|finding| finding.id == rule)?.level {
            Level::Red => Some("red"),
            Level::Amber => Some("amber"),
            _ => None,
        }
    }

    fn draft(&mut self, fit: &Fit<'_>, issued: DateTime<Utc>, lines: usize) -> Record {
        let country = self.issuer.country.clone();
        let exporter = self.chance.one(&self.cast.exporters).cloned().unwrap_or_default();
        let importer = self.chance.one(&cast::importers()).cloned().unwrap_or_default();
        let official = self.chance.one(&self.cast.officials).cloned().unwrap_or_default();
        let day = issued.date_naive();
        let declared = issued - Duration::hours(self.chance.between(18, 30));
        let invoiced = day - Duration::days(self.chance.between(2, 6));
        let invoice = format!("{}/{:04}", invoiced.year() % 100, self.chance.between(11, 9800));
        let (mode, loading) = self.chance.one(&self.cast.ports).cloned().unwrap_or_default();
        let items =
            (1..).take(lines).map(|number| self.item(fit, number, &country, &invoice, declared)).collect();
        let place = official.office.rsplit(", ").next().unwrap_or(&official.office).to_owned();
        // An official who has no place of his own on the form signs it all the same.
        let (official, signed) = if fit.carries("official.name") || !fit.carries("issued.name") {
            (Some(official.name.into_owned()), None)
        } else {
            (None, Some(official.name.into_owned()))
        };
        Record {
            number: Some(self.number(issued.year())),
            kind: self.scheme.map(|scheme| scheme.code.clone()),
            scheme: Scheme {
                code: self.scheme.map(|scheme| scheme.code.clone()),
                name: self.scheme.map(|scheme| scheme.name.clone()),
                version: None,
                preferential: Some(true),
            },
            issued: Issued {
                date: Some(When::instant_utc(issued)),
                place: Some(place),
                name: signed,
                ..Issued::default()
            },
            issuer: Party {
                id: Some(self.issuer.id.clone()),
                name: Some(self.issuer.administration.clone()),
                country: Some(country.clone()),
                ..Party::default()
            },
            official: Party { name: official, ..Party::default() },
            exporter: party(&exporter, &country, true),
            importer: party(&importer, HOME, true),
            consignee: party(&importer, HOME, false),
            transport: Transport {
                export_country: Some(country),
                destination: Some(HOME.to_owned()),
                loading: Some(loading.into_owned()),
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
        }
    }

    fn item(
        &mut self,
        fit: &Fit<'_>,
        number: u32,
        country: &str,
        invoice: &str,
        declared: DateTime<Utc>,
    ) -> Item {
        let goods: Goods = self.goods(fit);
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
            hs: goods.hs.get(..self.cast.hs_digits).map(str::to_owned),
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

    /// Goods whose unit the format has a word for.
    fn goods(&mut self, fit: &Fit<'_>) -> Goods {
        let units = fit.words("items[].unit");
        let said = |goods: &Goods| units.is_empty() || units.iter().any(|unit| unit == goods.unit);
        let goods = self.chance.pick(&self.cast.goods);
        if said(&goods) {
            return goods;
        }
        self.cast.goods.iter().copied().find(said).unwrap_or(goods)
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
            number: format!("{HOME}{:02}IM{:07}", on.year() % 100, self.declared),
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
pub(crate) fn party(firm: &Firm, country: &str, id: bool) -> Party {
    Party {
        id: id.then(|| register_number(&firm.name, country)),
        name: Some(firm.name.to_string()),
        other_name: firm.other_name.map(str::to_owned),
        address: Some(firm.address.to_string()),
        city: Some(firm.city.to_string()),
        country: Some(country.to_owned()),
        ..Party::default()
    }
}

/// A number that goes with a name.
pub(crate) fn register_number(name: &str, country: &str) -> String {
    let number = name.bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    format!("{country}{:08}", number % 100_000_000)
}
