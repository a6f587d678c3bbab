//! Strict decoding of JSON bodies: an unknown field is an error.
//!
//! A misspelt field, `price` instead of `price_minor`, must not pass as "no change". The contract's
//! own types ignore unknown fields, so that older readers keep working.

use super::Refusal;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use service_kit::json::{misplaced_list, path};

/// Decodes `value` as a `T`, and refuses fields that `T` does not have.
///
/// # Errors
/// [`Refusal::InvalidBody`] with what does not fit, or with the path of the unknown field.
pub fn decode<T: DeserializeOwned + Serialize>(value: Value) -> Result<T, Refusal> {
    let decoded: T = T::deserialize(&value).map_err(|error| Refusal::InvalidBody(error.to_string()))?;
    let read = serde_json::to_value(&decoded).map_err(|error| Refusal::InvalidBody(error.to_string()))?;
    if let Some(why) = misplaced_list(&value, &read) {
        return Err(Refusal::InvalidBody(why));
    }
    match unread(&value, &read) {
        Some(place) => Err(Refusal::InvalidBody(format!("unknown field {place}"))),
        None => Ok(decoded),
    }
}

/// The path of the first field of `sent` that is not in `read`.
fn unread(sent: &Value, read: &Value) -> Option<String> {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => sent.iter().find_map(|(name, value)| {
            let inner = match read.get(name) {
                Some(read) => unread(value, read)?,
                None => String::new(),
            };
            Some(path(name, &inner))
        }),
        (Value::Array(sent), Value::Array(read)) => {
            let pairs = sent.iter().zip(read).enumerate();
            pairs.filter_map(|(n, (s, r))| unread(s, r).map(|inner| path(&n.to_string(), &inner))).next()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use menu_api::{Category, OptionGroup};
    use serde_json::json;

    #[test]
    fn a_misspelt_field_is_named_with_its_path() {
        let group = json!({"id": "g", "name": {"ko": "샷"}, "max": 1, "options": [
            {"id": "shot", "name": {"ko": "샷"}}, {"id": "o", "name": {"ko": "o"}, "price": 600},
        ]});
        let refused = decode::<OptionGroup>(group).unwrap_err();
        assert_eq!(refused, Refusal::InvalidBody("unknown field options.1.price".to_owned()));
    }

    #[test]
    fn a_list_is_no_object_although_its_fields_could_be_read_from_it() {
        let refused = decode::<Category>(json!({"id": "tea", "name": ["티", "Tea"]})).unwrap_err();
        assert_eq!(refused, Refusal::InvalidBody("name: an object belongs here, not a list".to_owned()));
        assert!(decode::<menu_api::WeeklyHours>(json!([])).is_err());
    }

    #[test]
    fn fields_with_a_default_may_be_left_out_and_nothing_else() {
        let category = decode::<Category>(json!({"id": "tea", "name": {"ko": "티"}})).unwrap();
        assert_eq!(category.name.en, "");
        assert!(matches!(decode::<Category>(json!({"id": "tea"})), Err(Refusal::InvalidBody(_))));
        assert!(matches!(
            decode::<Category>(json!({"id": "Tea!", "name": {"ko": "티"}})),
            Err(Refusal::InvalidBody(_))
        ));
    }
}
