//! Strict decoding of JSON bodies: an unknown field is an error.
//!
//! A misspelt field, `price` instead of `price_minor`, must not pass as "no change". The contract's
//! own types ignore unknown fields, so that older readers keep working.

use super::EditRefusal;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use service_kit::json::{join_path, misplaced_list};

/// Decodes `value` as a `T`, and refuses fields that `T` does not have.
///
/// # Errors
/// [`EditRefusal::InvalidBody`] with what does not fit, or with the path of the unknown field.
pub fn decode_entity<T: DeserializeOwned + Serialize>(value: Value) -> Result<T, EditRefusal> {
    let decoded: T =
        T::deserialize(&value).map_err(|error| EditRefusal::InvalidBody(error.to_string()))?;
    let read = serde_json::to_value(&decoded)
        .map_err(|error| EditRefusal::InvalidBody(error.to_string()))?;
    if let Some(why) = misplaced_list(&value, &read) {
        return Err(EditRefusal::InvalidBody(why));
    }
    match find_unread_field(&value, &read) {
        Some(place) => Err(EditRefusal::InvalidBody(format!("unknown field {place}"))),
        None => Ok(decoded),
    }
}

/// The path of the first field of `sent` that is not in `read`.
fn find_unread_field(sent: &Value, read: &Value) -> Option<String> {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => sent.iter().find_map(|(name, value)| {
            let inner = match read.get(name) {
                Some(read) => find_unread_field(value, read)?,
                None => String::new(),
            };
            Some(join_path(name, &inner))
        }),
        (Value::Array(sent), Value::Array(read)) => {
            let pairs = sent.iter().zip(read).enumerate();
            pairs
                .filter_map(|(n, (s, r))| {
                    find_unread_field(s, r).map(|inner| join_path(&n.to_string(), &inner))
                })
                .next()
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
        let refused = decode_entity::<OptionGroup>(group).unwrap_err();
        assert_eq!(refused, EditRefusal::InvalidBody("unknown field options.1.price".to_owned()));
    }

    #[test]
    fn a_list_is_no_object_although_its_fields_could_be_read_from_it() {
        let refused =
            decode_entity::<Category>(json!({"id": "tea", "name": ["티", "Tea"]})).unwrap_err();
        assert_eq!(
            refused,
            EditRefusal::InvalidBody("name: an object belongs here, not a list".to_owned())
        );
        assert!(decode_entity::<menu_api::WeeklyHours>(json!([])).is_err());
    }

    #[test]
    fn fields_with_a_default_may_be_left_out_and_nothing_else() {
        let category =
            decode_entity::<Category>(json!({"id": "tea", "name": {"ko": "티"}})).unwrap();
        assert_eq!(category.name.en, "");
        assert!(matches!(
            decode_entity::<Category>(json!({"id": "tea"})),
            Err(EditRefusal::InvalidBody(_))
        ));
        assert!(matches!(
            decode_entity::<Category>(json!({"id": "Tea!", "name": {"ko": "티"}})),
            Err(EditRefusal::InvalidBody(_))
        ));
    }
}
