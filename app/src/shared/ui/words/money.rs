//! Formatting of amounts by language and currency. A value of [`MoneyFormat`] is passed to an
//! island, so that the browser formats amounts as the server did without knowing any language.

use crate::shared::ui::Lang;
use serde::{Deserialize, Serialize};

/// The format of amounts of one currency in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyFormat {
    before: String,
    after: String,
    decimals: u8,
}

impl MoneyFormat {
    /// The format for an ISO 4217 currency code.
    pub fn for_currency(currency: &str, lang: Lang) -> Self {
        let decimals = minor_unit_digits(currency);
        match (lang.words().money)(currency) {
            Some((before, after)) => {
                Self { before: before.to_owned(), after: after.to_owned(), decimals }
            }
            None => Self { before: format!("{currency} "), after: String::new(), decimals },
        }
    }

    /// `12,300원`, `₩12,300`, `-$3.50`. `minor` is in minor units of the currency.
    pub fn format_amount(&self, minor: i64) -> String {
        let (whole, rest) = whole_and_rest(minor, self.decimals);
        let mut text = String::with_capacity(whole.len() * 2 + 16);
        if minor < 0 {
            text.push('-');
        }
        text.push_str(&self.before);
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if !rest.is_empty() {
            text.push('.');
            text.push_str(&rest);
        }
        text.push_str(&self.after);
        text
    }

    /// The surcharge of an option: `+600원`, `-300원`, or an empty text for 0.
    pub fn format_surcharge(&self, minor: i64) -> String {
        match minor {
            0 => String::new(),
            1.. => format!("+{}", self.format_amount(minor)),
            _ => self.format_amount(minor),
        }
    }
}

/// `12300`, `-3.50`: an amount that a spreadsheet reads as a number.
pub fn plain_amount(minor: i64, currency: &str) -> String {
    let (whole, rest) = whole_and_rest(minor, minor_unit_digits(currency));
    let sign = if minor < 0 { "-" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

/// The digits before and after the decimal point.
fn whole_and_rest(minor: i64, decimals: u8) -> (String, String) {
    let mut whole = format!("{:0>1$}", minor.unsigned_abs(), usize::from(decimals) + 1);
    let rest = whole.split_off(whole.len() - usize::from(decimals));
    (whole, rest)
}

/// Number of decimal digits of the currency's minor unit (ISO 4217).
pub fn minor_unit_digits(currency: &str) -> u8 {
    match currency {
        "CLP" | "ISK" | "JPY" | "KRW" | "PYG" | "UGX" | "VND" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        let won = MoneyFormat::for_currency("KRW", Lang::Ko);
        let amounts = [0, 900, 4_500, 12_300, 1_234_567, -600];
        assert_eq!(
            amounts.map(|minor| won.format_amount(minor)),
            ["0원", "900원", "4,500원", "12,300원", "1,234,567원", "-600원"]
        );
        assert_eq!(
            [600, 0, -300].map(|minor| won.format_surcharge(minor)),
            ["+600원", "", "-300원"]
        );
    }

    #[test]
    fn a_spreadsheet_is_given_numbers() {
        let plain = |currency| [0, 5, -123_450].map(|minor| plain_amount(minor, currency));
        assert_eq!(plain("KRW"), ["0", "5", "-123450"]);
        assert_eq!(plain("USD"), ["0.00", "0.05", "-1234.50"]);
    }

    #[test]
    fn an_amount_is_written_by_language_and_currency() {
        let written =
            |currency, lang, minor| MoneyFormat::for_currency(currency, lang).format_amount(minor);
        assert_eq!(written("KRW", Lang::En, 12_300), "₩12,300");
        assert_eq!(written("JPY", Lang::Ko, 1_200), "1,200엔");
        assert_eq!(written("USD", Lang::En, 5), "$0.05");
        assert_eq!(written("USD", Lang::Ko, -123_450), "-US$1,234.50");
        assert_eq!(written("CHF", Lang::En, 100_000_000), "CHF 1,000,000.00");
        assert_eq!(written("KWD", Lang::En, 1_500), "KWD 1.500");
        assert_eq!(written("KRW", Lang::En, i64::MIN), "-₩9,223,372,036,854,775,808");
        assert_eq!(MoneyFormat::for_currency("KRW", Lang::En).format_surcharge(600), "+₩600");
    }
}
