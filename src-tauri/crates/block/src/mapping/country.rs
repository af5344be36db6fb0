//! How a partner spells countries: ISO 3166-1 alpha-2, alpha-3, numeric, or English short names.

use certificate::country;
use std::{collections::HashMap, sync::LazyLock};

/// The spelling that is written; all of them are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountryForm {
    Alpha2,
    Alpha3,
    Numeric,
    Name,
}

/// The form of a name, or what to write instead.
pub(super) fn country_form(name: &str) -> Result<CountryForm, String> {
    match name {
        "alpha-2" => Ok(CountryForm::Alpha2),
        "alpha-3" => Ok(CountryForm::Alpha3),
        "numeric" => Ok(CountryForm::Numeric),
        "name" => Ok(CountryForm::Name),
        _ => Err(format!("`{name}` is no form of country: write alpha-2, alpha-3, numeric or name")),
    }
}

/// The alpha-2 code of any spelling of a country. The usual spellings are looked up; `country::alpha2` compares with
/// every country, and a certificate names dozens.
pub(super) fn alpha2(text: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let all = country::COUNTRIES.iter();
        all.flat_map(|(two, three, number, name)| [two, three, number, name].map(|s| (*s, *two))).collect()
    });
    if let Some(known) = KNOWN.get(text) {
        return Some(known);
    }
    // A numeric code that was written as a number has lost its zeros: 32 is 032.
    if text.len() < 3 && text.bytes().all(|b| b.is_ascii_digit()) {
        return KNOWN.get(format!("{text:0>3}").as_str()).copied();
    }
    country::alpha2(text)
}

/// A country as the message spells it.
pub(super) fn spell_country(alpha2: &str, form: CountryForm) -> Option<String> {
    let Some(found) = country::COUNTRIES.iter().find(|known| known.0 == alpha2) else {
        // A user-assigned code without a name here has no other spelling; a format that wants one has a code list.
        let own = matches!(form, CountryForm::Alpha2) && country::is_code(alpha2);
        return own.then(|| alpha2.to_owned());
    };
    Some(
        match form {
            CountryForm::Alpha2 => found.0,
            CountryForm::Alpha3 => found.1,
            CountryForm::Numeric => found.2,
            CountryForm::Name => found.3,
        }
        .to_owned(),
    )
}
