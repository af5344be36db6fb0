//! An sRGB colour profile (ICC.1:2001-04, matrix and tone curves; IEC 61966-2-1), made here so that no
//! file of others has to travel with us. PDF/A wants it as the output intent.

/// The profile's bytes.
pub(crate) fn srgb() -> Vec<u8> {
    let curve = curve();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", description("sRGB")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", xyz([0.9505, 1.0, 1.0891])),
        (b"rXYZ", xyz([0.43607, 0.22249, 0.01392])),
        (b"gXYZ", xyz([0.38515, 0.71687, 0.09708])),
        (b"bXYZ", xyz([0.14307, 0.06061, 0.7141])),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let table = 128 + 4 + 12 * tags.len();
    let mut index = Vec::new();
    let mut data: Vec<u8> = Vec::new();
    let mut last: Option<(Vec<u8>, usize)> = None;
    for (name, bytes) in tags {
        // The three curves are one.
        let offset = match &last {
            Some((same, offset)) if *same == bytes => *offset,
            _ => {
                let offset = table + data.len();
                data.extend_from_slice(&bytes);
                data.resize(data.len().next_multiple_of(4), 0);
                offset
            }
        };
        index.extend_from_slice(name);
        index.extend_from_slice(&number(offset));
        index.extend_from_slice(&number(bytes.len()));
        last = Some((bytes, offset));
    }
    let mut profile = Vec::with_capacity(table + data.len());
    profile.extend_from_slice(&number(table + data.len()));
    profile.extend_from_slice(&[0; 4]);
    profile.extend_from_slice(&[2, 0x40, 0, 0]);
    profile.extend_from_slice(b"mntrRGB XYZ ");
    // 2026-01-01 00:00:00
    for part in [2026_u16, 1, 1, 0, 0, 0] {
        profile.extend_from_slice(&part.to_be_bytes());
    }
    profile.extend_from_slice(b"acsp");
    profile.extend_from_slice(&[0; 28]);
    // Illuminant D50.
    for part in [0.9642, 1.0, 0.8249] {
        profile.extend_from_slice(&fixed(part));
    }
    profile.resize(128, 0);
    profile.extend_from_slice(&number(index.len() / 12));
    profile.extend_from_slice(&index);
    profile.extend_from_slice(&data);
    profile
}

fn number(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap_or_default().to_be_bytes()
}

/// s15Fixed16.
#[expect(clippy::cast_possible_truncation, reason = "values between 0 and 2")]
fn fixed(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let mut bytes = b"XYZ \0\0\0\0".to_vec();
    for value in values {
        bytes.extend_from_slice(&fixed(value));
    }
    bytes
}

fn text(words: &str) -> Vec<u8> {
    let mut bytes = b"text\0\0\0\0".to_vec();
    bytes.extend_from_slice(words.as_bytes());
    bytes.push(0);
    bytes
}

fn description(words: &str) -> Vec<u8> {
    let mut bytes = b"desc\0\0\0\0".to_vec();
    bytes.extend_from_slice(&number(words.len() + 1));
    bytes.extend_from_slice(words.as_bytes());
    bytes.push(0);
    // No Unicode and no Macintosh name.
    bytes.extend_from_slice(&[0; 8 + 2 + 1 + 67]);
    bytes
}

/// The tone curve, 1024 points.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "values between 0 and 65535")]
fn curve() -> Vec<u8> {
    let mut bytes = b"curv\0\0\0\0".to_vec();
    bytes.extend_from_slice(&number(1024));
    for step in 0..1024_u16 {
        let value = f64::from(step) / 1023.0;
        let light = if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        bytes.extend_from_slice(&((light * 65535.0).round() as u16).to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::srgb;

    #[test]
    fn the_profile_says_its_own_length() {
        let profile = srgb();
        let said = profile
            .get(..4)
            .map(|head| head.iter().fold(0_usize, |sum, &byte| sum * 256 + usize::from(byte)));
        assert_eq!(said, Some(profile.len()), "the head counts the bytes");
        assert_eq!(profile.get(36..40), Some(b"acsp".as_slice()), "the signature stands in its place");
    }
}
