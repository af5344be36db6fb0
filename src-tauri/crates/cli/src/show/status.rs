//! What is here, by light and partner.

use super::page::Page;
use crate::words;
use chrono::{DateTime, Utc};
use desk::view::{PartnersView, StatusView};
use desk::{Desk, Error};
use serde::Serialize;

/// Counts by light and partner beside the desk's own state.
#[derive(Serialize)]
pub struct Status {
    /// The desk's state.
    pub status: StatusView,
    /// One row a partner, then files that came from no partner.
    pub partners: Vec<Row>,
}

/// Counts of one partner.
#[derive(Serialize)]
pub struct Row {
    /// Link id; empty for files of no partner.
    pub link: String,
    /// Partner's name.
    pub partner: String,
    /// Green documents.
    pub green: u32,
    /// Amber ones.
    pub amber: u32,
    /// Red ones.
    pub red: u32,
    /// Messages in quarantine.
    pub quarantine: u32,
    /// The link's state in words.
    pub state: String,
}

impl Status {
    /// Asks the desk: its search counts exactly, whatever the number of documents.
    pub fn of(desk: &Desk, now: DateTime<Utc>) -> Result<Self, Error> {
        let PartnersView { links, quarantine, .. } = desk.partners(now)?;
        let mut rest = lights(desk, "", now)?;
        let mut partners = Vec::new();
        for link in links {
            let counts = lights(desk, &format!("partner:{}", link.country), now)?;
            for (all, own) in rest.iter_mut().zip(counts) {
                *all = all.saturating_sub(own);
            }
            let [green, amber, red] = counts;
            let row = Row {
                link: link.link,
                partner: link.partner,
                green,
                amber,
                red,
                quarantine: link.quarantine,
                state: link.text,
            };
            partners.push(row);
        }
        let loose = quarantine.iter().filter(|row| row.link.is_empty()).count();
        let loose = u32::try_from(loose).unwrap_or(u32::MAX);
        let [green, amber, red] = rest;
        if loose + green + amber + red > 0 {
            let partner = words::FILES.to_owned();
            partners.push(Row {
                link: String::new(),
                partner,
                green,
                amber,
                red,
                quarantine: loose,
                state: String::new(),
            });
        }
        Ok(Self { status: desk.status(now)?, partners })
    }
}

/// Green, amber, red of what a query finds.
fn lights(desk: &Desk, query: &str, now: DateTime<Utc>) -> Result<[u32; 3], Error> {
    let view = desk.search(now, query.to_owned(), "newest".to_owned(), None, 1)?;
    let count = |value: &str| {
        let facet = view.facets.iter().find(|facet| facet.field == "light");
        facet.and_then(|facet| facet.values.iter().find(|one| one.value == value)).map_or(0, |one| one.count)
    };
    Ok([count("green"), count("amber"), count("red")])
}

/// A table by partner, then how old the knowledge is.
pub fn status(view: &Status) -> String {
    let mut page = Page::default();
    let words_of = [words::PARTNER, "green", "amber", "red", words::QUARANTINE, words::STATE];
    let mut rows = vec![words_of.map(str::to_owned).to_vec()];
    let mut all = [0_u32; 4];
    for row in &view.partners {
        let counts = [row.green, row.amber, row.red, row.quarantine];
        all.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        rows.push(line(&row.partner, counts, &row.state));
    }
    rows.push(line(words::ALL, all, ""));
    page.table(&rows, &[1, 2, 3, 4]);
    page.heading(words::KNOWLEDGE);
    let rows = view.status.knowledge.iter().map(|row| {
        let known = row.keys_as_of.clone().unwrap_or_else(|| words::NEVER.to_owned());
        let stale = match &row.stale_at {
            _ if row.stale => words::STALE.to_owned(),
            Some(at) => format!("{} {at}", words::STALE_AFTER),
            None => String::new(),
        };
        vec![row.partner.clone(), format!("{} {known}", words::AS_OF), stale]
    });
    page.table(&rows.collect::<Vec<_>>(), &[]);
    let status = &view.status;
    page.line("");
    let (waiting, wedged) = (status.receipts_waiting, status.receipts_wedged);
    page.fact(words::RECEIPTS, &format!("{waiting} {}, {wedged} {}", words::WAITING, words::WEDGED));
    page.fact(words::OPEN_FLAGS, &status.open_flags.to_string());
    page.text()
}

fn line(name: &str, counts: [u32; 4], state: &str) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    row.extend(counts.map(|count| count.to_string()));
    row.push(state.to_owned());
    row
}
