//! Derived variants of a schema for requests.

use serde_json::{Value, json};

/// Adds to `schemas` the variant of `name` for requests, which forbids unknown fields. Returns the
/// new name.
pub fn add_closed_schema(schemas: &mut Value, name: &str) -> String {
    let variant = format!("New{name}");
    if schemas.get(&variant).is_none() {
        let mut schema = schemas[name].clone();
        forbid_unknown_fields(schemas, &mut schema);
        schemas[&variant] = schema;
    }
    variant
}

/// Forbids unknown fields in `schema`, and refers to such variants of the objects below it.
fn forbid_unknown_fields(schemas: &mut Value, schema: &mut Value) {
    let refers = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|to| to.rsplit('/').next())
        .map(str::to_owned);
    if let Some(name) = refers {
        if has_fields(&schemas[&name]) {
            schema["$ref"] = schema_reference(&add_closed_schema(schemas, &name));
        }
        return;
    }
    if schema.get("properties").is_some() {
        schema["additionalProperties"] = false.into();
    }
    for below in ["properties", "items", "oneOf", "anyOf"] {
        match schema.get_mut(below) {
            Some(Value::Object(properties)) if below == "properties" => {
                properties
                    .values_mut()
                    .for_each(|property| forbid_unknown_fields(schemas, property));
            }
            Some(Value::Array(all)) => {
                all.iter_mut().for_each(|one| forbid_unknown_fields(schemas, one));
            }
            Some(one) => forbid_unknown_fields(schemas, one),
            None => {}
        }
    }
}

fn has_fields(schema: &Value) -> bool {
    schema.get("properties").is_some() || schema.get("oneOf").is_some()
}

/// Adds to `schemas` the merge patch (RFC 7396) of `name`: every field is optional, and a field
/// with a default may be `null`, which resets it. Returns the new name.
pub fn merge_patch(schemas: &mut Value, name: &str) -> String {
    let variant = format!("{name}Patch");
    if schemas.get(&variant).is_none() {
        let whole = add_closed_schema(schemas, name);
        let mut schema = schemas[&whole].clone();
        let required = schema["required"].take();
        let is_required =
            |field: &str| required.as_array().is_some_and(|all| all.iter().any(|one| one == field));
        schema.as_object_mut().map(|schema| schema.remove("required"));
        schema.as_object_mut().map(|schema| schema.remove("example"));
        for (field, property) in schema["properties"].as_object_mut().into_iter().flatten() {
            patch_property(schemas, property);
            if !is_required(field) {
                *property = json!({ "anyOf": [property.clone(), { "type": "null" }] });
            }
        }
        schemas[&variant] = schema;
    }
    variant
}

/// Nested objects are merged as well.
fn patch_property(schemas: &mut Value, property: &mut Value) {
    let refers = property
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|to| to.rsplit('/').next())
        .map(str::to_owned);
    let Some(name) = refers else { return };
    if schemas[&name].get("properties").is_some() {
        let open = name.strip_prefix("New").unwrap_or(&name).to_owned();
        property["$ref"] = schema_reference(&merge_patch(schemas, &open));
    }
}

fn schema_reference(name: &str) -> Value {
    format!("#/components/schemas/{name}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Value {
        json!({
            "Id": { "type": "string" },
            "Text": { "type": "object", "required": ["ko"], "properties": {
                "ko": { "type": "string" }, "en": { "type": "string" } } },
            "Item": { "type": "object", "required": ["id", "name"], "properties": {
                "id": { "$ref": "#/components/schemas/Id" },
                "name": { "$ref": "#/components/schemas/Text" },
                "more": { "type": "array", "items": { "$ref": "#/components/schemas/Text" } } } }
        })
    }

    #[test]
    fn a_request_holds_no_unknown_field_however_deep() {
        let mut schemas = schemas();
        assert_eq!(add_closed_schema(&mut schemas, "Item"), "NewItem");
        assert_eq!(schemas["NewItem"]["additionalProperties"], false);
        assert_eq!(schemas["NewItem"]["properties"]["id"]["$ref"], "#/components/schemas/Id");
        for text in ["/name/$ref", "/more/items/$ref"] {
            assert_eq!(
                schemas["NewItem"]["properties"].pointer(text).unwrap(),
                "#/components/schemas/NewText"
            );
        }
        assert_eq!(schemas["NewText"]["additionalProperties"], false);
        assert_eq!(schemas["Item"].get("additionalProperties"), None, "answers may grow");
    }

    #[test]
    fn a_patch_leaves_out_what_it_likes_and_takes_back_what_has_a_default() {
        let mut schemas = schemas();
        assert_eq!(merge_patch(&mut schemas, "Item"), "ItemPatch");
        assert_eq!(schemas["ItemPatch"].get("required"), None);
        let properties = &schemas["ItemPatch"]["properties"];
        assert_eq!(properties["name"]["$ref"], "#/components/schemas/TextPatch");
        assert_eq!(properties["more"]["anyOf"][1]["type"], "null");
        assert_eq!(schemas["TextPatch"]["properties"]["ko"], json!({ "type": "string" }));
        assert_eq!(schemas["TextPatch"]["properties"]["en"]["anyOf"][1]["type"], "null");
    }
}
