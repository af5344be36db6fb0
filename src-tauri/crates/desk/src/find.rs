//! The search screen: the same language as everywhere, with exact facets.

use crate::error::Error;
use crate::text::Language;
use crate::view::{Chip, FacetValue, FacetView, HitView, LightView, SearchView};
use crate::{Desk, Inner, render};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::time::Instant;
use store::{Field, Keyset, MessageId, Order, Query, QueryError, Summary, Term, TermValue};

/// Most hits of one page.
const MOST_HITS: u32 = 200;
/// Most values shown of one facet.
const MOST_VALUES: usize = 12;

impl Desk {
    /// Searches. Errors: QUERY_NOT_READ with the place and a suggestion.
    pub fn search(
        &self,
        _now: DateTime<Utc>,
        query: String,
        order: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<SearchView, Error> {
        let inner = &self.0;
        let language = inner.language();
        let begun = Instant::now();
        let tree = Query::parse(&query).map_err(|error| not_read(&error))?;
        let after: Option<Keyset> = match after {
            Some(text) => Some(text.parse().map_err(|_| Error::new("NOT_FOUND").detail("no such page"))?),
            None => None,
        };
        let order = match order.as_str() {
            "oldest" => Order::Oldest,
            "issued" => Order::Issued,
            "light" => Order::Light,
            _ => Order::Newest,
        };
        let limit = usize::try_from(limit.clamp(1, MOST_HITS)).unwrap_or(1);
        let page = inner.store.search_query(&tree, after.as_ref(), limit, order)?;
        let hits = page.hits.iter().map(|hit| inner.hit(hit, language)).collect::<Result<Vec<_>, Error>>()?;
        let suggestion = if page.total == 0 { inner.narrower(&tree)? } else { None };
        Ok(SearchView {
            query: tree.to_string(),
            chips: tree.terms.iter().map(chip).collect(),
            total: u32::try_from(page.total).unwrap_or(u32::MAX),
            hits,
            facets: inner.facets(&page.facets, &tree, language),
            next: page.next.map(|next| next.to_string()),
            millis: begun.elapsed().as_secs_f32() * 1000.0,
            suggestion,
        })
    }
}

fn not_read(error: &QueryError) -> Error {
    Error::new("QUERY_NOT_READ")
        .detail(error)
        .value("typed", &error.typed)
        .value("suggestion", error.suggestion.clone().unwrap_or_default())
}

fn chip(term: &Term) -> Chip {
    let text = term.to_string();
    let plain = text.trim_start_matches('-');
    let (field, value) = match &term.value {
        TermValue::Any(_) => ("", plain),
        TermValue::In(field, _) | TermValue::Span(field, _, _) => {
            (field.word(), plain.split_once(':').map_or(plain, |(_, value)| value))
        }
    };
    Chip { field: field.to_owned(), value: value.to_owned(), negated: term.negated, text: text.clone() }
}

impl Inner {
    fn hit(&self, hit: &Summary, language: Language) -> Result<HitView, Error> {
        let library = self.library();
        let scheme = hit.scheme.as_deref().and_then(|id| library.scheme_on(id, hit.issued));
        let label = |id: &String| {
            scheme
                .and_then(|scheme| scheme.decisions.iter().find(|kind| kind.id == *id))
                .map_or_else(|| id.clone(), |kind| crate::answer::label(language, &kind.label))
        };
        Ok(HitView {
            head: self.head_of(hit),
            light: LightView::from(hit.light),
            goods: hit.goods.clone().unwrap_or_default(),
            more: u32::try_from(hit.items.saturating_sub(1)).unwrap_or(u32::MAX),
            hs: String::new(),
            decision: hit.decisions.iter().map(label).collect::<Vec<_>>().join(", "),
            title: self.leading_sentence(&hit.message)?,
            flags: u32::from(hit.flagged),
        })
    }

    /// The sentence that decides, from the kept judgement.
    pub(crate) fn leading_sentence(&self, document: &MessageId) -> Result<String, Error> {
        let language = self.language();
        Ok(self
            .store
            .document(document)?
            .map(|document| render::answer(language, document.light, &document.findings).0)
            .unwrap_or_default())
    }

    /// How many documents of a party are green, amber and red.
    pub(crate) fn lights_of(&self, field: &str, party: &str) -> Result<(u32, u32, u32), Error> {
        let Some(field) = Field::of(field) else { return Ok((0, 0, 0)) };
        let query = Query::default().and(field, store::Text::phrase(party));
        let page = self.store.search_query(&query, None, 1, Order::Newest)?;
        let of = |light: &str| {
            u32::try_from(page.facets.light.get(light).copied().unwrap_or_default()).unwrap_or(u32::MAX)
        };
        Ok((of("green"), of("amber"), of("red")))
    }

    /// The query without the term that excludes most; none where no single term is to blame.
    fn narrower(&self, query: &Query) -> Result<Option<String>, Error> {
        let mut best: Option<(u64, String)> = None;
        for at in 0..query.terms.len().min(8) {
            let mut other = query.clone();
            other.terms.remove(at);
            if other.terms.is_empty() {
                continue;
            }
            let total = self.store.search_query(&other, None, 1, Order::Newest)?.total;
            if total > 0 && best.as_ref().is_none_or(|(most, _)| total > *most) {
                best = Some((total, other.to_string()));
            }
        }
        Ok(best.map(|(_, text)| text))
    }

    fn facets(&self, facets: &store::Facets, query: &Query, language: Language) -> Vec<FacetView> {
        let asked = |field: &str, value: &str| {
            query.terms.iter().any(|term| match &term.value {
                TermValue::In(of, values) => {
                    !term.negated && of.word() == field && values.iter().any(|one| one.text() == value)
                }
                _ => false,
            })
        };
        let facet = |field: &str, counts: &BTreeMap<String, u64>, by_count: bool| {
            let mut values: Vec<FacetValue> = counts
                .iter()
                .filter(|(value, _)| !value.is_empty())
                .map(|(value, count)| FacetValue {
                    value: value.clone(),
                    label: self.facet_label(field, value, language),
                    count: u32::try_from(*count).unwrap_or(u32::MAX),
                    on: asked(field, value),
                })
                .collect();
            if by_count {
                values.sort_by_key(|value| std::cmp::Reverse(value.count));
            }
            values.truncate(MOST_VALUES);
            FacetView { field: field.to_owned(), values }
        };
        let none = BTreeMap::new();
        let mut month = facet("issued", &facets.month, false);
        month.values.reverse();
        vec![
            facet("light", &facets.light, false),
            facet("partner", &facets.partner, true),
            // One kind alone divides nothing.
            facet("kind", if facets.kind.len() > 1 { &facets.kind } else { &none }, true),
            facet("scheme", &facets.scheme, true),
            facet("hs", &facets.chapter, true),
            month,
            facet("decision", &facets.decision, true),
        ]
    }

    fn facet_label(&self, field: &str, value: &str, language: Language) -> String {
        match field {
            "light" => language.word(&format!("light.{value}")),
            "partner" => self.partner_name(value),
            "kind" => self.kind_title(value),
            "scheme" => {
                self.library().scheme(value).map_or_else(|| value.to_owned(), |scheme| scheme.form.clone())
            }
            "hs" => format!("{value} {}", language.find(&format!("chapter.{value}")).unwrap_or_default())
                .trim_end()
                .to_owned(),
            "decision" if value == "none" => language.word("decision.none"),
            "decision" => self
                .library()
                .schemes()
                .iter()
                .flat_map(|scheme| &scheme.decisions)
                .find(|kind| kind.id == value)
                .map_or_else(|| value.to_owned(), |kind| crate::answer::label(language, &kind.label)),
            _ => value.to_owned(),
        }
    }
}
