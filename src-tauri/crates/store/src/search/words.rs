//! Words for the index: one spelling whatever the case, the accents, the width; pairs of characters for scripts that
//! write no spaces.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The words of a text that is indexed, joined by spaces, at most about `longest` bytes. The last character of a run
/// without spaces stands alone too, so that a search for one character finds it.
pub(crate) fn index(text: &str, longest: usize) -> String {
    let mut joined = String::new();
    for word in words(text, true) {
        if joined.len() + word.len() > longest {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&word);
    }
    joined
}

/// The words of a search text.
pub(crate) fn search(text: &str) -> Vec<String> {
    words(text, false)
}

fn words(text: &str, index: bool) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .nfd()
        // Lower case may bring a mark of its own (İ).
        .filter(|c| !is_combining_mark(*c))
        .nfc()
        .flat_map(plain)
        .collect();
    let mut found = Vec::new();
    let mut run = Vec::new();
    let mut dense = false;
    for c in folded.chars().chain([' ']) {
        let letter = c.is_alphanumeric();
        if !run.is_empty() && (!letter || is_dense(c) != dense) {
            close(&run, dense, index, &mut found);
            run.clear();
        }
        if letter {
            dense = is_dense(c);
            run.push(c);
        }
    }
    found
}

fn close(run: &[char], dense: bool, index: bool, found: &mut Vec<String>) {
    if !dense {
        let word: String = run.iter().collect();
        // The Arabic article is written as one word with its noun; people search without it.
        let bare = word.strip_prefix("\u{627}\u{644}").filter(|rest| rest.chars().count() >= 2);
        found.push(bare.map_or_else(|| word.clone(), str::to_owned));
        return;
    }
    found.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
    if index || run.len() == 1 {
        found.extend(run.last().map(char::to_string));
    }
}

/// Letters that decompose into no accent but are typed without one.
fn plain(c: char) -> impl Iterator<Item = char> {
    let text = match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        // Arabic: the forms that keyboards and typists mix.
        '\u{629}' => "\u{647}",
        '\u{649}' | '\u{6CC}' => "\u{64A}",
        '\u{6A9}' => "\u{643}",
        _ => "",
    };
    text.chars().chain(text.is_empty().then_some(c))
}

/// Scripts that write no spaces between words.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'          // Hiragana, Katakana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' // Han
        | '\u{AC00}'..='\u{D7AF}'                                  // Hangul
        | '\u{0E00}'..='\u{0EFF}'                                  // Thai, Lao
        | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}') // Burmese, Khmer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_makes_no_difference() {
        for (written, typed) in [
            ("ACME Trading", "acme trading"),
            ("Société Générale d'Électronique", "societe generale d electronique"),
            ("Ørsted Łódź", "orsted lodz"),
            ("ＡＣＭＥ", "acme"),
            ("Straße", "strasse"),
            ("İzmir", "izmir"),
            ("شركة الأمل", "شركه امل"),
            ("A.B.C.-Foods", "a b c foods"),
        ] {
            assert_eq!(index(written, 600), search(typed).join(" "), "{written} is found by {typed}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_cut_in_pairs() {
        assert_eq!(index("東京電子", 600), "東京 京電 電子 子", "every pair, and the last alone");
        assert_eq!(search("京電"), ["京電"], "a search is pairs only");
        assert_eq!(search("子"), ["子"], "one character is itself");
        assert_eq!(index("ABC東京 7", 600), "abc 東京 京 7", "mixed runs are cut where the script changes");
    }

    #[test]
    fn nothing_to_search_for_is_no_word() {
        assert!(search("-- & .").is_empty(), "marks are no words");
    }
}
