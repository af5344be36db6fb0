//! The header of a seal (BSI TR-03137 part 1, 2.3): fixed fields, letters packed as C40.

use super::SealRefusal;
use chrono::NaiveDate;

const MAGIC: u8 = 0xDC;
/// Longest number of a certificate, in characters.
const MOST_DIGITS: usize = 40;

/// What it says.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) country: String,
    pub(crate) signer: String,
    pub(crate) certificate: String,
    pub(crate) issued: Option<NaiveDate>,
    pub(crate) signed: NaiveDate,
    pub(crate) kind: (u8, u8),
}

impl Header {
    /// Reads it; gives what stands after it.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Self, &[u8]), SealRefusal> {
        const SHORT: SealRefusal = SealRefusal::Malformed("the bytes end too early");
        let ([magic, version], rest) = bytes.split_first_chunk::<2>().ok_or(SHORT)?;
        if *magic != MAGIC {
            return Err(SealRefusal::Malformed("no seal"));
        }
        let (country, rest) = rest.split_at_checked(2).ok_or(SHORT)?;
        let country = letters(country)?;
        let (signer, certificate, rest) = match version {
            // Version 3: nine characters, four of the signer and five of the certificate.
            0x02 => {
                let (packed, rest) = rest.split_at_checked(6).ok_or(SHORT)?;
                let text = letters(packed)?;
                let (signer, certificate) = text.split_at_checked(4).ok_or(SHORT)?;
                (signer.to_owned(), certificate.trim().to_owned(), rest)
            }
            // Version 4: the signer, the length of the certificate's number in hexadecimal, the number.
            0x03 => {
                let (packed, _) = rest.split_at_checked(4).ok_or(SHORT)?;
                let head = letters(packed)?;
                let (signer, length) = head.split_at_checked(4).ok_or(SHORT)?;
                let digits = length.get(..2).unwrap_or_default();
                let fits = |length: &usize| (1..=MOST_DIGITS).contains(length);
                // Some write it in decimal; what is too long in hexadecimal is read so.
                let length = usize::from_str_radix(digits, 16)
                    .ok()
                    .filter(fits)
                    .or_else(|| digits.parse().ok().filter(fits))
                    .ok_or(SealRefusal::Malformed("the length of the certificate's number"))?;
                let (packed, rest) = rest.split_at_checked((6 + length).div_ceil(3) * 2).ok_or(SHORT)?;
                let text = letters(packed)?;
                let number = text.get(6..6 + length).ok_or(SHORT)?;
                (signer.to_owned(), number.to_owned(), rest)
            }
            _ => return Err(SealRefusal::Malformed("a version that is not known")),
        };
        let (issued, rest) = rest.split_first_chunk::<3>().ok_or(SHORT)?;
        let (signed, rest) = rest.split_first_chunk::<3>().ok_or(SHORT)?;
        let ([definition, category], rest) = rest.split_first_chunk::<2>().ok_or(SHORT)?;
        let header = Self {
            country: country.trim_end_matches('<').to_owned(),
            signer,
            certificate,
            issued: day(*issued)?,
            signed: day(*signed)?.ok_or(SealRefusal::Malformed("no day of signing"))?,
            kind: (*definition, *category),
        };
        Ok((header, rest))
    }
}

/// C40 (ISO/IEC 16022), the basic set only: three characters in two bytes. A last byte alone, after 0xFE, is
/// one character in ASCII.
fn letters(bytes: &[u8]) -> Result<String, SealRefusal> {
    const WRONG: SealRefusal = SealRefusal::Malformed("letters that are none");
    let mut text = String::new();
    for pair in bytes.as_chunks::<2>().0 {
        if let [0xFE, single] = *pair {
            let letter = single.checked_sub(1).filter(u8::is_ascii_alphanumeric).ok_or(WRONG)?;
            text.push(char::from(letter));
            continue;
        }
        let number = u16::from_be_bytes(*pair).checked_sub(1).ok_or(WRONG)?;
        for digit in [number / 1600, number / 40 % 40, number % 40] {
            text.push(match u8::try_from(digit).map_err(|_| WRONG)? {
                // Fills up to three.
                0 => continue,
                3 => ' ',
                digit @ 4..=13 => char::from(b'0' + digit - 4),
                digit @ 14..=39 => char::from(b'A' + digit - 14),
                _ => return Err(WRONG),
            });
        }
    }
    Ok(text)
}

/// Month, day and year as one number; all ones is no day.
fn day(bytes: [u8; 3]) -> Result<Option<NaiveDate>, SealRefusal> {
    if bytes == [0xFF; 3] {
        return Ok(None);
    }
    let [high, middle, low] = bytes;
    let number = u32::from_be_bytes([0, high, middle, low]);
    let (month, day, year) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let year = i32::try_from(year).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, month, day).map(Some).ok_or(SealRefusal::Malformed("a day that is none"))
}
