//! Rules for new PINs: long enough for what they open, and none that a person would guess first.

use super::{InvalidPerson, Pin};
use staff_api::{
    StaffRole,
    limits::{BARISTA_PIN_CHARS, MANAGER_PIN_CHARS},
};

/// Popular PINs of six characters and more that no rule below finds.
const COMMON: [&str; 52] = [
    "102030",
    "112233",
    "123321",
    "123654",
    "142536",
    "147147",
    "147258",
    "147852",
    "147896",
    "159357",
    "159753",
    "159951",
    "192837",
    "258456",
    "321654",
    "456852",
    "741852",
    "753951",
    "789456",
    "852456",
    "951753",
    "987456",
    "147258369",
    "741852963",
    "789456123",
    "963852741",
    "11223344",
    "12341234",
    "1q2w3e",
    "1q2w3e4r",
    "1qaz2wsx",
    "a1b2c3",
    "abc123",
    "asdfgh",
    "baseball",
    "dragon",
    "football",
    "iloveyou",
    "letmein",
    "monkey",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "princess",
    "qazwsx",
    "qwer1234",
    "qwerty",
    "sunshine",
    "trustno1",
    "welcome",
    "whatever",
    "zxcvbn",
];
/// Words that suggest themselves to the staff of a café with this program.
const HERE: [&str; 8] =
    ["admin", "barista", "cafe", "coffee", "jumun", "manager", "order", "staff"];

impl Pin {
    /// A new PIN for a person with this role, name and store.
    ///
    /// # Errors
    /// [`InvalidPerson::Pin`] when it is too short or too long, [`InvalidPerson::PinCommon`] when
    /// it is easily guessed.
    pub fn choose_pin(
        text: &str,
        role: StaffRole,
        name: &str,
        store: &str,
    ) -> Result<Self, InvalidPerson> {
        let pin = Self::parse(text)?;
        let least = match role {
            StaffRole::Barista => BARISTA_PIN_CHARS,
            StaffRole::Manager => MANAGER_PIN_CHARS,
        };
        if text.chars().count() < least {
            return Err(InvalidPerson::Pin);
        }
        let is_common =
            is_common(&text.to_lowercase(), &[name.to_lowercase(), store.to_lowercase()]);
        if is_common { Err(InvalidPerson::PinCommon) } else { Ok(pin) }
    }

    /// A PIN from the command line of the machine, as a script draws it at random: six characters
    /// suffice until the person chooses another one.
    ///
    /// # Errors
    /// [`InvalidPerson::Pin`]
    pub fn from_console(text: &str) -> Result<Self, InvalidPerson> {
        let pin = Self::parse(text)?;
        if pin.as_str().chars().count() < BARISTA_PIN_CHARS {
            Err(InvalidPerson::Pin)
        } else {
            Ok(pin)
        }
    }
}

fn is_common(pin: &str, of_theirs: &[String]) -> bool {
    let chars: Vec<char> = pin.chars().collect();
    is_sequence(&chars) || is_repetition(&chars) || is_word(pin, of_theirs)
}

/// 123456, 987654, 890123, abcdef: each character follows the one before, up or down.
fn is_sequence(chars: &[char]) -> bool {
    let step = |pair: &[char]| match (pair[0].to_digit(10), pair[1].to_digit(10)) {
        (Some(a), Some(b)) => match (b + 10 - a) % 10 {
            9 => -1,
            step => i64::from(step),
        },
        _ => i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])),
    };
    [1, -1].iter().any(|way| chars.windows(2).all(|pair| step(pair) == *way))
}

/// 111111, 121212, 123123, or one of them with one more character at an end.
fn is_repetition(chars: &[char]) -> bool {
    let repeats = |chars: &[char]| {
        (1..=chars.len() / 2).any(|period| chars.iter().zip(&chars[period..]).all(|(a, b)| a == b))
    };
    repeats(chars) || repeats(&chars[..chars.len() - 1]) || repeats(&chars[1..])
}

/// A popular PIN with up to two characters around it, or a word of this place or person with up to
/// four.
fn is_word(pin: &str, of_theirs: &[String]) -> bool {
    let with_few = |word: &str, few: usize| {
        word.chars().count() >= 2
            && pin.contains(word)
            && pin.chars().count() <= word.chars().count() + few
    };
    COMMON.iter().any(|word| with_few(word, 2))
        || HERE.iter().any(|word| with_few(word, 4))
        || of_theirs.iter().any(|word| with_few(word, 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(text: &str, role: StaffRole) -> Result<Pin, InvalidPerson> {
        Pin::choose_pin(text, role, "Minji", "gangnam")
    }

    #[test]
    fn a_managers_pin_is_longer_than_a_baristas() {
        for (text, barista, manager) in [
            ("48291", false, false),
            ("482913", true, false),
            ("4829137", true, false),
            ("48291370", true, true),
            (&"길동 홍".repeat(2), false, false),
            (&"a1길".repeat(22), false, false),
            ("correct-horse-battery", true, true),
        ] {
            assert_eq!(choose(text, StaffRole::Barista).is_ok(), barista, "{text}");
            assert_eq!(choose(text, StaffRole::Manager).is_ok(), manager, "{text}");
        }
        assert!(Pin::from_console("482913").is_ok() && Pin::from_console("48291").is_err());
    }

    #[test]
    fn what_would_be_guessed_first_is_refused() {
        for common in [
            "000000",
            "111111",
            "1111112",
            "7111111",
            "123456",
            "1234567",
            "654321",
            "890123",
            "abcdefgh",
            "121212",
            "123123",
            "1231231",
            "112233",
            "147258",
            "1q2w3e4r!",
            "Password1",
            "QWERTY",
        ] {
            assert_eq!(
                choose(common, StaffRole::Barista),
                Err(InvalidPerson::PinCommon),
                "{common}"
            );
        }
        for good in [
            "482913",
            "135791",
            "864209",
            "246802",
            "135790",
            "482914",
            "93017264",
            "coffee-and-a-long-walk",
        ] {
            assert!(choose(good, StaffRole::Barista).is_ok(), "{good}");
        }
    }

    #[test]
    fn words_of_the_cafe_of_its_trade_and_of_the_person_are_refused() {
        for here in ["jumun1234", "cafe2026", "minji1", "Minji2026", "gangnam12"] {
            assert_eq!(choose(here, StaffRole::Barista), Err(InvalidPerson::PinCommon), "{here}");
        }
    }

    #[test]
    fn of_all_six_digits_hardly_any_is_lost() {
        let refused = (0..1_000_000)
            .filter(|n| choose(&format!("{n:06}"), StaffRole::Barista).is_err())
            .count();
        assert!((1_000..20_000).contains(&refused), "{refused}");
    }
}
