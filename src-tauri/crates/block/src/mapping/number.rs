//! How a partner spells numbers and HS codes, by example: `0.000000`, `0.##`, `1.234,56`, `0000.00.00`.

use rust_decimal::Decimal;

/// One spelling of decimals.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecimalForm {
    /// In JSON: as a string.
    pub quoted: bool,
    point: Option<char>,
    group: Option<char>,
    least: usize,
    most: usize,
    example: String,
}

impl DecimalForm {
    /// Reads the example; on a mistake the sentence says what to write instead.
    pub(crate) fn parse(example: &str) -> Result<Self, String> {
        let wrong = || {
            Err(format!(
                "`{example}` is no example of a decimal: write 0.00 for two decimals, 0.## for up to two, 1.234,56 for a decimal comma with grouping"
            ))
        };
        let (quoted, body) = unquoted(example);
        let (group, rest) = if let Some(rest) = body.strip_prefix('0') {
            (None, rest)
        } else {
            let mut chars = body.chars();
            let (one, group) = (chars.next(), chars.next());
            match (one, group, chars.as_str().strip_prefix("234")) {
                (Some('1'), Some(group @ ('.' | ',' | ' ' | '\'')), Some(rest)) => (Some(group), rest),
                _ => return wrong(),
            }
        };
        let (point, decimals) = match rest.chars().next() {
            None => (None, ""),
            Some(point @ ('.' | ',')) if Some(point) != group => (Some(point), rest.get(1..).unwrap_or("")),
            Some(_) => return wrong(),
        };
        let least = decimals.chars().take_while(char::is_ascii_digit).count();
        let loose = decimals.get(least..).unwrap_or("");
        if (point.is_some() && decimals.is_empty()) || !loose.chars().all(|c| c == '#') {
            return wrong();
        }
        let most = decimals.len();
        Ok(Self { quoted, point, group, least, most, example: example.to_owned() })
    }

    /// Whether one text could be two numbers under the two forms.
    pub(crate) fn clashes(&self, other: &Self) -> bool {
        let clash = |a: &Self, b: &Self| a.group.is_some() && a.group == b.point;
        clash(self, other) || clash(other, self)
    }

    /// The example, for messages.
    pub(crate) fn example(&self) -> &str {
        &self.example
    }

    /// Whether a text may stand in a number spelt so.
    pub(crate) fn may_hold(&self, text: &str) -> bool {
        let of_number =
            |c: char| c.is_ascii_digit() || c == '-' || Some(c) == self.point || Some(c) == self.group;
        text.chars().all(of_number)
    }

    /// The canonical spelling of a plain number, straight from the text; `None` where it takes more than that.
    pub(crate) fn plain<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.group.is_some() || self.point != Some('.') {
            return None;
        }
        plain(text)
    }

    /// Reads a decimal; `None` where the text is not spelt so.
    pub(crate) fn read(&self, text: &str) -> Option<Decimal> {
        let body = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = match self.point.and_then(|point| body.split_once(point)) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (body, None),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let whole = match self.group {
            Some(group) if whole.contains(group) => {
                let mut groups = whole.split(group);
                let head = groups.next()?;
                let tails: Vec<&str> = groups.collect();
                let placed =
                    digits(head) && head.len() <= 3 && tails.iter().all(|t| digits(t) && t.len() == 3);
                placed.then(|| format!("{head}{}", tails.concat()))?
            }
            _ => whole.to_owned(),
        };
        if !digits(&whole) || decimals.is_some_and(|decimals| !digits(decimals)) {
            return None;
        }
        let sign = if body.len() < text.len() { "-" } else { "" };
        let plain = match decimals {
            Some(decimals) => format!("{sign}{whole}.{decimals}"),
            None => format!("{sign}{whole}"),
        };
        Decimal::from_str_exact(&plain).ok().map(|value| value.normalize())
    }

    /// Writes a decimal, or says what the form cannot say of it.
    pub(crate) fn write(&self, value: Decimal) -> Result<String, String> {
        let value = value.normalize();
        let scale = value.scale() as usize;
        if scale > self.most {
            return Err(format!("has {scale} decimals, and {} takes {}", self.example, self.most));
        }
        let plain = format!("{value:.places$}", places = scale.max(self.least));
        let (sign, body) = plain.strip_prefix('-').map_or(("", plain.as_str()), |body| ("-", body));
        let (whole, decimals) = body.split_once('.').map_or((body, None), |(w, d)| (w, Some(d)));
        let mut out = sign.to_owned();
        for (at, digit) in whole.chars().enumerate() {
            let left = whole.len() - at;
            if let Some(group) = self.group.filter(|_| at > 0 && left % 3 == 0) {
                out.push(group);
            }
            out.push(digit);
        }
        if let Some(decimals) = decimals {
            out.push(self.point.unwrap_or('.'));
            out.push_str(decimals);
        }
        Ok(out)
    }
}

/// A number of few digits whose canonical spelling is its own text, or the start of it: `1240.500000` is `1240.5`.
pub(crate) fn plain(text: &str) -> Option<&str> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let short = text.len() <= 19 && (whole.len() == 1 || !whole.starts_with('0'));
    if !short || !digits(whole) || !digits(decimals) {
        return None;
    }
    Some(if text.len() > whole.len() { text.trim_end_matches('0').trim_end_matches('.') } else { text })
}

/// A JSON example in quotes is a string there.
pub(crate) fn unquoted(example: &str) -> (bool, &str) {
    example.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map_or((false, example), |x| (true, x))
}

/// How HS codes are spelt: lengths of the groups of digits, and what stands between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct HsForm {
    groups: Vec<usize>,
    between: char,
    example: String,
}

impl HsForm {
    /// Reads the example.
    pub(crate) fn parse(example: &str) -> Result<Self, String> {
        let between = example.chars().find(|c| *c != '0').unwrap_or('.');
        let groups: Vec<usize> = example.split(between).map(str::len).collect();
        let fine = ['.', ' ', '-'].contains(&between)
            && groups.iter().all(|length| *length > 0)
            && example.chars().all(|c| c == '0' || c == between);
        let digits: usize = groups.iter().sum();
        if !fine || !(4..=10).contains(&digits) {
            return Err(format!(
                "`{example}` is no example of an HS code: write 0000.00, 0000.00.00 or 000000"
            ));
        }
        Ok(Self { groups, between, example: example.to_owned() })
    }

    /// Whether a text may stand in a code spelt so.
    pub(crate) fn may_hold(&self, text: &str) -> bool {
        text.chars().all(|c| c.is_ascii_digit() || c == self.between)
    }

    /// Reads a code: 4 to 10 digits, with or without separators.
    pub(crate) fn read(text: &str) -> Option<String> {
        if (4..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(text.to_owned());
        }
        let digits: String = text.chars().filter(|c| !['.', ' ', '-'].contains(c)).collect();
        let fine = (4..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fine.then_some(digits)
    }

    /// Writes a code; a shorter one ends early.
    pub(crate) fn write(&self, digits: &str) -> Result<String, String> {
        let (mut out, mut rest) = (String::new(), digits);
        for length in &self.groups {
            if rest.is_empty() {
                break;
            }
            if !out.is_empty() {
                out.push(self.between);
            }
            let (head, tail) = rest.split_at_checked((*length).min(rest.len())).unwrap_or((rest, ""));
            out.push_str(head);
            rest = tail;
        }
        if rest.is_empty() {
            return Ok(out);
        }
        Err(format!("has {} digits, and {} takes fewer", digits.len(), self.example))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn decimals_by_example() {
        for (example, value, text) in [
            ("0.000000", "1240.5", "1240.500000"),
            ("0.##", "1240.5", "1240.5"),
            ("1.234,56", "1234567.5", "1.234.567,50"),
            ("1 234", "-1234567", "-1 234 567"),
            ("\"0,0#\"", "3", "3,0"),
        ] {
            let form = DecimalForm::parse(example).unwrap();
            assert_eq!(form.write(decimal(value)).unwrap(), text, "{example}");
            assert_eq!(form.read(text).unwrap(), decimal(value), "{example} reads what it wrote");
        }
        assert!(DecimalForm::parse("0.##").unwrap().write(decimal("0.125")).is_err(), "never rounded");
    }

    #[test]
    fn plain_numbers_are_spelt_as_decimals_are() {
        for text in
            ["0", "7", "1240.500000", "0.000000", "10", "100.0", "1.05", "123456789012.345678", "0.10"]
        {
            assert_eq!(plain(text), Some(decimal(text).normalize().to_string().as_str()), "{text}");
        }
        for text in ["", "007", "-1", "1.", ".5", "1e3", "1,5", "12345678901234567890"] {
            assert_eq!(plain(text), None, "{text} takes the long way");
        }
    }

    #[test]
    fn what_is_no_example_or_no_number_is_refused() {
        for example in ["N2", "", "1,234,56", "0.", "0.#0", "1234.5"] {
            assert!(DecimalForm::parse(example).is_err(), "{example}");
        }
        let form = DecimalForm::parse("1.234,56").unwrap();
        for text in ["1.23,5", "1,2,3", "", ",5", "1e3", " 1"] {
            assert!(form.read(text).is_none(), "{text}");
        }
        let (dot, comma) = (DecimalForm::parse("1,234.5").unwrap(), DecimalForm::parse("0,0").unwrap());
        assert!(dot.clashes(&comma), "1,234 would be two numbers");
    }

    #[test]
    fn hs_codes_by_example() {
        let form = HsForm::parse("0000.00.00").unwrap();
        assert_eq!(form.write("52052200").unwrap(), "5205.22.00", "grouped");
        assert_eq!(form.write("520522").unwrap(), "5205.22", "shorter ends early");
        assert!(form.write("5205220099").is_err(), "longer is refused");
        assert_eq!(HsForm::read("5205.22"), Some("520522".to_owned()), "digits only");
        assert!(HsForm::read("5205.AB").is_none() && HsForm::read("520").is_none(), "no code");
    }
}
