//! Korean-aware name search. `ㄹㄸ` finds 라떼 by its initial consonants, as contact lists on
//! Korean phones do, and a half-typed syllable finds every name that it may complete to (`캎` on
//! the way to 카페). Server and browser share this code, so a page without scripts finds the same
//! items.

const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
/// Compound letters, each followed by the two letters that it is typed as.
const DOUBLE: &str = "ㄳㄱㅅㄵㄴㅈㄶㄴㅎㄺㄹㄱㄻㄹㅁㄼㄹㅂㄽㄹㅅㄾㄹㅌㄿㄹㅍㅀㄹㅎㅄㅂㅅㅘㅗㅏㅙㅗㅐㅚㅗㅣㅝㅜㅓㅞㅜㅔㅟㅜㅣㅢㅡㅣ";
const SYLLABLES: u32 = 0xAC00;
const VOWELS: u32 = 0x314F;
/// Start of the conjoining letters into which Unicode normalization (NFD) splits a syllable; macOS
/// writes file names and copied text in this form.
const FIRST_INITIAL: u32 = 0x1100;
const FIRST_VOWEL: u32 = 0x1161;
const FIRST_FINAL: u32 = 0x11A8;

/// Whether one of `names`, separated by line breaks, contains `query`. An empty query matches every
/// name.
pub fn matches_query(query: &str, names: &str) -> bool {
    let wanted = typed_letters(query);
    let by_initials = !wanted.is_empty() && wanted.chars().all(is_consonant);
    names.lines().any(|name| {
        typed_letters(name).contains(&wanted)
            || (by_initials && initial_consonants(name).contains(&wanted))
    })
}

/// `text` without case, accents, spaces and marks; Hangul as the letters that are typed for it.
fn typed_letters(text: &str) -> String {
    let mut letters = String::with_capacity(text.len() * 2);
    text.chars().for_each(|letter| {
        match split_syllable(letter).or_else(|| split_conjoining_letter(letter)) {
            Some((initial, vowel, last)) => {
                letters.extend(initial);
                vowel
                    .into_iter()
                    .chain(last)
                    .for_each(|letter| push_single_letters(letter, &mut letters));
            }
            None => push_single_letters(strip_accent(letter), &mut letters),
        }
    });
    letters.retain(|letter| letter.is_ascii_alphanumeric() || is_letter(letter));
    letters
}

/// The first consonant of every syllable.
fn initial_consonants(text: &str) -> String {
    text.chars()
        .filter_map(|letter| split_syllable(letter).or_else(|| split_conjoining_letter(letter))?.0)
        .collect()
}

type Jamo = Option<char>;

fn split_syllable(letter: char) -> Option<(Jamo, Jamo, Jamo)> {
    let place =
        u32::from(letter).checked_sub(SYLLABLES).filter(|place| *place < 19 * 21 * 28)? as usize;
    let initial = place / 588;
    let vowel = place % 588 / 28;
    let last = place % 28;
    let last = last.checked_sub(1).and_then(|last| FINALS.chars().nth(last));
    Some((INITIALS.chars().nth(initial), char::from_u32(VOWELS + vowel as u32), last))
}

/// The same for a conjoining letter, which is one of the three parts alone.
fn split_conjoining_letter(letter: char) -> Option<(Jamo, Jamo, Jamo)> {
    let of = |letters: &str, first: u32| {
        u32::from(letter).checked_sub(first).and_then(|place| letters.chars().nth(place as usize))
    };
    let vowel = u32::from(letter).checked_sub(FIRST_VOWEL).filter(|place| *place < 21);
    let vowel = vowel.and_then(|place| char::from_u32(VOWELS + place));
    let parts = (of(INITIALS, FIRST_INITIAL), vowel, of(FINALS, FIRST_FINAL));
    (parts != (None, None, None)).then_some(parts)
}

fn push_single_letters(letter: char, into: &mut String) {
    let mut rest = DOUBLE.chars();
    while let (Some(double), Some(one), Some(two)) = (rest.next(), rest.next(), rest.next()) {
        if double == letter {
            return into.extend([one, two]);
        }
    }
    into.push(letter);
}

/// Lower case without accents, within Latin-1.
fn strip_accent(letter: char) -> char {
    match letter {
        'à'..='å' | 'À'..='Å' => 'a',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        other => other.to_ascii_lowercase(),
    }
}

/// A letter of any script. Latin-1 signs, combining accents and punctuation are excluded; `plain`
/// removes the other accents.
fn is_letter(letter: char) -> bool {
    letter > '\u{BF}'
        && !('\u{300}'..='\u{36F}').contains(&letter)
        && !('\u{2000}'..='\u{303F}').contains(&letter)
}

fn is_consonant(letter: char) -> bool {
    ('ㄱ'..='ㅎ').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_any_part_of_it_in_either_language() {
        let latte = "카페 라떼\nCaffè latte";
        for query in ["라떼", "카페라떼", "페 라", "latte", "CAFFE L", "caffè", "", "  ", "è l"]
        {
            assert!(matches_query(query, latte), "{query}");
        }
        for query in ["모카", "lattes", "라떼카", "떼c", "1"] {
            assert!(!matches_query(query, latte), "{query}");
        }
    }

    #[test]
    fn initial_consonants_find_a_name_even_when_joined() {
        assert!(matches_query("ㅋㅍㄹㄸ", "카페 라떼\nCaffè latte"));
        assert!(matches_query("ㄹㄸ", "카페 라떼"));
        assert!(matches_query("ㄳ", "고소한 라떼"), "an input method joins ㄱ and ㅅ");
        assert!(matches_query("ㅇㅁ", "아메리카노"));
        assert!(!matches_query("ㅁㅇ", "아메리카노"));
        assert!(!matches_query("ㄹㄸ1", "카페 라떼"));
    }

    #[test]
    fn composed_and_decomposed_spellings_match() {
        let apart = |text: &str| {
            use unicode_normalization::UnicodeNormalization as _;
            text.nfd().collect::<String>()
        };
        for query in ["라떼", "닭", "caffè", "ㄹㄸ", "캎"] {
            for (query, name) in [
                (apart(query), "카페 라떼 닭\nCaffè".to_owned()),
                (query.to_owned(), apart("카페 라떼 닭\nCaffè")),
            ] {
                assert!(matches_query(&query, &name), "{query} in {name}");
            }
            assert!(!matches_query(&apart(query), "모"), "{query}");
        }
        assert!(matches_query("값", &apart("값")) && matches_query(&apart("값"), "값"));
    }

    #[test]
    fn a_half_typed_syllable_finds_its_completions() {
        for typed in ["ㅋ", "카", "캎", "카페", "카펠", "카페ㄹ", "카페라", "카페라ㄸ", "카페라떼"]
        {
            assert!(matches_query(typed, "카페 라떼"), "{typed}");
        }
        for typed in ["고", "과", "광", "과일", "달", "닭"] {
            assert!(matches_query(typed, "과일 닭"), "{typed}");
        }
    }
}
