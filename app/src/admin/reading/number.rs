//! Whole numbers and amounts: with thousands separators, a currency, full-width digits, or the
//! decimals that a spreadsheet adds.

use super::{InvalidText, Reading, fold_text};
use crate::admin::words::reading::UNITS;

/// Decimal digits of the currency's smallest unit; 0 for a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecimalDigits(pub u8);

/// A number from `least` to `most` in the smallest unit: `4,600 won`, `₩4,600`, `４６００`,
/// `4600.0`, `(500)`. `4.600` is accepted when only one of its readings is within the range.
///
/// # Errors
/// [`InvalidText`], also when two numbers are possible.
pub fn read_number(text: &str, digits: DecimalDigits, least: i64, most: i64) -> Reading<i64> {
    let no_number = InvalidText::Number { least, most };
    let (is_negative, number) = strip_units(&fold_text(text));
    if number.is_empty() || !number.contains(|c: char| c.is_ascii_digit()) {
        return Err(no_number);
    }
    let meanings = possible_values(&number, digits);
    let mut whole: Vec<i64> = meanings.iter().map(|n| if is_negative { -n } else { *n }).collect();
    if whole.is_empty() {
        let is_decimal = number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
        return Err(if is_decimal { InvalidText::Separators { least, most } } else { no_number });
    }
    whole.retain(|n| (least..=most).contains(n));
    match whole.as_slice() {
        [] => Err(no_number),
        [one] => Ok(*one),
        [one, other, ..] => Err(InvalidText::TwoNumbers(*one, *other)),
    }
}

/// Whether the number is negative, and its digits and separators without sign and units.
fn strip_units(text: &str) -> (bool, String) {
    let mut is_negative = false;
    let mut rest = text;
    loop {
        let before = rest;
        rest = rest.trim();
        for unit in UNITS {
            rest = rest.strip_prefix(unit).or_else(|| rest.strip_suffix(unit)).unwrap_or(rest);
        }
        rest = rest.strip_prefix('+').unwrap_or(rest);
        let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let inner =
            inner.or_else(|| ["-", "▲", "△"].into_iter().find_map(|sign| rest.strip_prefix(sign)));
        if let Some(inner) = inner.filter(|_| !is_negative) {
            (is_negative, rest) = (true, inner);
        }
        if rest == before {
            return (is_negative, rest.to_owned());
        }
    }
}

/// Every whole number that the text can mean, without repetition.
fn possible_values(text: &str, DecimalDigits(digits): DecimalDigits) -> Vec<i64> {
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(last) = marks.last().copied() else { return text.parse().into_iter().collect() };
    // Thousands: a single kind of separator, and three digits after each.
    let is_grouped = ",. '".contains(last) && marks.iter().all(|other| *other == last);
    let mut found: Vec<i64> =
        parse_grouped(text, last).filter(|_| is_grouped).into_iter().collect();
    // Decimals. A comma is read as the decimal separator only where it cannot separate thousands.
    let is_decimal = marks.iter().filter(|other| **other == last).count() == 1
        && (last == '.' || last == ',' && found.is_empty());
    if let Some((whole, rest)) = text.rsplit_once(last).filter(|_| is_decimal) {
        let before = &marks[..marks.len() - 1];
        let whole: Option<i64> = match before.first() {
            None => whole.parse().ok(),
            Some(mark) if before.iter().all(|other| other == mark) => parse_grouped(whole, *mark),
            Some(_) => None,
        };
        let is_whole = rest.bytes().all(|b| b == b'0');
        found.extend(whole.filter(|_| is_whole));
        let minor: Option<i64> =
            rest.parse().ok().filter(|_| digits > 0 && rest.len() == usize::from(digits));
        found.extend(whole.zip(minor).and_then(|(whole, minor)| {
            whole.checked_mul(10_i64.pow(digits.into()))?.checked_add(minor)
        }));
    }
    found.dedup();
    found
}

/// Digits in groups of three after a first group of one to three, which does not begin with 0.
fn parse_grouped(text: &str, mark: char) -> Option<i64> {
    let mut groups = text.split(mark);
    let first =
        groups.next().filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
    let is_number = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let mut digits = first.to_owned();
    for group in groups {
        (group.len() == 3).then_some(())?;
        digits.push_str(group);
    }
    is_number(&digits).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> Reading<i64> {
        read_number(text, DecimalDigits(0), 0, 100_000_000)
    }

    #[test]
    fn a_price_is_read_as_owners_and_spreadsheets_write_it() {
        for text in [
            "4600",
            " 4,600 ",
            "4,600원",
            "4,600 원",
            "₩4,600",
            "￦4,600",
            "\\4,600",
            "₩ 4600",
            "KRW 4,600",
            "4600 won",
            "4600 s",
            "4600 seconds",
            "4600 days",
            "４６００",
            "４，６００원",
            "4600.0",
            "4600.00",
            "4,600.00",
            "4.600",
            "4.600,00",
            "4600,00",
            "4 600",
            "4\u{a0}600",
            "4'600",
            "+4600",
            "4600.",
            "004600",
        ] {
            assert_eq!(price(text), Ok(4_600), "{text}");
        }
        assert_eq!(
            [price("1,234,567"), price("1.234.567"), price("0")],
            [Ok(1_234_567), Ok(1_234_567), Ok(0)]
        );
    }

    #[test]
    fn a_discount_is_read_with_any_sign() {
        for text in
            ["-500", "−500원", "–500", "(500)", "-₩500", "₩-500", "▲500", "△ 500", "－５００"]
        {
            assert_eq!(read_number(text, DecimalDigits(0), -1_000, 1_000), Ok(-500), "{text}");
        }
        assert!(price("-1").is_err());
    }

    #[test]
    fn what_can_mean_two_numbers_is_refused() {
        assert_eq!(price("4.000"), Err(InvalidText::TwoNumbers(4_000, 4)));
        assert_eq!(read_number("2.000", DecimalDigits(0), 1, 99), Ok(2), "2000 is out of range");
        for text in [
            "4.6", "4600.5", "4,6", "12,34", "1,2345", "4,600,00", "0.500", "0,500", "4.6e+03",
            "사천", "", "원", "1-2", "4600 5",
        ] {
            assert!(price(text).is_err(), "{text}");
        }
        assert_eq!(price("4.6"), Err(InvalidText::Separators { least: 0, most: 100_000_000 }));
        assert!(price("99999999999999999999").is_err());
    }

    #[test]
    fn an_amount_with_cents_is_whole_cents() {
        let amount = |text| read_number(text, DecimalDigits(2), 0, 1_000_000);
        assert_eq!(
            [amount("4.50"), amount("$4.50"), amount("450"), amount("1,234.50")],
            [Ok(450), Ok(450), Ok(450), Ok(123_450)]
        );
        assert_eq!(amount("4.00"), Err(InvalidText::TwoNumbers(4, 400)));
        assert!(amount("4.5").is_err());
    }
}
