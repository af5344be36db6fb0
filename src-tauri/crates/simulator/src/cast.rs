//! Who plays a partner: its firms, officials and ports. The countries of the demonstration have theirs by name; any
//! other country's are invented by the seed, so that a partner nobody has thought of can be played.

use crate::{
    chance::Chance,
    firms::{self, Manner, NAMED},
    goods::{GOODS, Goods},
};
use std::borrow::Cow;

/// Syllables that places and families begin with.
const BEGIN: &[&str] = &[
    "Bel", "Brun", "Dor", "Fen", "Gal", "Hol", "Ist", "Kor", "Lun", "Mar", "Nim", "Ost", "Pel", "Ras", "Sar",
    "Tes", "Val", "Zor",
];
/// Syllables that places end with.
const PLACE: &[&str] =
    &["burg", "dan", "essa", "gard", "holt", "ino", "mira", "ola", "ten", "vik", "água", "øya"];
/// Syllables that families end with.
const FAMILY: &[&str] = &["aro", "escu", "eyra", "ić", "ley", "mann", "ov", "sen", "ström", "uk"];
const GIVEN: &[&str] = &["Ana", "Ivo", "Lena", "Marko", "Nadia", "Petr", "Søren", "Tomás", "Ulla", "Vera"];
const TRADES: &[&str] = &[
    "Spinning Mills",
    "Dairy Cooperative",
    "Ceramics",
    "Sawmill",
    "Tannery",
    "Orchards",
    "Instruments",
    "Metalworks",
    "Textiles",
    "Foods",
    "Glassworks",
    "Fisheries",
];
const STREETS: &[&str] = &["Mill Street", "Harbour Road", "Station Square", "Bridge Lane", "Market Row"];

/// A firm.
#[derive(Clone, Debug, Default)]
pub(crate) struct Firm {
    pub name: Cow<'static, str>,
    /// In another script.
    pub other_name: Option<&'static str>,
    pub address: Cow<'static, str>,
    pub city: Cow<'static, str>,
}

/// An official and where he or she works.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub name: Cow<'static, str>,
    pub office: Cow<'static, str>,
}

/// Those who play one partner.
#[derive(Clone)]
pub(crate) struct Cast {
    pub exporters: Vec<Firm>,
    pub officials: Vec<Person>,
    /// Mode of transport (UN/ECE Recommendation 19) and place.
    pub ports: Vec<(&'static str, Cow<'static, str>)>,
    pub hs_digits: usize,
    pub goods: Vec<Goods>,
    pub manner: Manner,
}

fn firm(&(name, other_name, address, city): &firms::Firm) -> Firm {
    Firm { name: name.into(), other_name, address: address.into(), city: city.into() }
}

/// Importers of our own country.
pub(crate) fn importers() -> Vec<Firm> {
    firms::ADJIKISTAN.iter().map(firm).collect()
}

/// Importers of our own country whose names run from right to left.
pub(crate) fn importers_right_to_left() -> Vec<Firm> {
    firms::ADJIKISTAN_ARABIC.iter().map(firm).collect()
}

impl Cast {
    /// The cast of a country.
    pub fn of(country: &str, seed: u64) -> Self {
        let Some(named) = NAMED.iter().find(|named| named.country == country) else {
            return Self::invented(&mut Chance::new(seed, &format!("cast of {country}")));
        };
        let person = |&(name, office): &(&'static str, &'static str)| Person {
            name: name.into(),
            office: office.into(),
        };
        Self {
            exporters: named.exporters.iter().map(firm).collect(),
            officials: named.officials.iter().map(person).collect(),
            ports: named.ports.iter().map(|&(mode, place)| (mode, place.into())).collect(),
            hs_digits: named.hs_digits,
            goods: GOODS.to_vec(),
            manner: named.manner,
        }
    }

    fn invented(chance: &mut Chance) -> Self {
        let places = distinct(6, || format!("{}{}", chance.pick(BEGIN), chance.pick(PLACE)));
        let families = distinct(8, || format!("{}{}", chance.pick(BEGIN), chance.pick(FAMILY)));
        let place = |at: usize| places.get(at % places.len().max(1)).cloned().unwrap_or_default();
        let mut exporters = Vec::new();
        for (at, family) in families.iter().enumerate() {
            let trade = chance.pick(TRADES);
            let name =
                if at % 2 == 0 { format!("{} {trade}", place(at)) } else { format!("{family} {trade} Ltd") };
            let address = format!("{} {}", chance.between(1, 120), chance.pick(STREETS));
            exporters.push(Firm {
                name: name.into(),
                other_name: None,
                address: address.into(),
                city: place(at).into(),
            });
        }
        let officials = families.iter().rev().take(4).enumerate().map(|(at, family)| Person {
            name: format!("{} {family}", GIVEN.get(at * 3 % GIVEN.len()).copied().unwrap_or_default()).into(),
            office: format!("Office of Origin, {}", place(at)).into(),
        });
        let officials = officials.collect();
        let ports =
            ["1", "3", "4"].into_iter().enumerate().map(|(at, mode)| (mode, place(at).into())).collect();
        // A dozen kinds of goods, another dozen for another country.
        let from =
            usize::try_from(chance.between(0, i64::try_from(GOODS.len()).unwrap_or(1) - 1)).unwrap_or(0);
        let goods = GOODS.iter().cycle().skip(from).take(12).copied().collect();
        let hs_digits = if chance.pick(&[true, false]) { 6 } else { 8 };
        Self { exporters, officials, ports, hs_digits, goods, manner: Manner::default() }
    }
}

/// So many different ones, in the order of drawing.
fn distinct(count: usize, mut draw: impl FnMut() -> String) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    // The syllables make hundreds of names: a thousand draws find a few different ones.
    for _ in 0..1000 {
        let one = draw();
        if !all.contains(&one) {
            all.push(one);
        }
        if all.len() == count {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_the_cast_of_a_country_that_has_no_names_here() {
        let names = |country, seed| -> Vec<String> {
            Cast::of(country, seed).exporters.iter().map(|firm| firm.name.to_string()).collect()
        };
        assert_eq!(names("QV", 7), names("QV", 7), "the same seed");
        assert_ne!(names("QV", 7), names("QV", 8), "another seed");
        assert_ne!(names("QV", 7), names("QW", 7), "another country");
        assert_eq!(names("QV", 7).len(), 8, "eight firms");
        assert_eq!(names("XB", 1), names("XB", 2), "the demonstration's are as they are");
    }
}
