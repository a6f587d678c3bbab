//! Test that the table of error codes in `docs/api.md` lists exactly those of the descriptions.

use super::service::description_file;
use crate::{packages::SERVICES, workspace};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

type Codes = BTreeSet<(u16, String)>;

/// The router's own refusal, independent of the path: no operation lists it.
const OF_NO_OPERATION: (u16, &str) = (405, "method_not_allowed");

fn documented_codes() -> Codes {
    let text = fs::read_to_string(workspace::root_folder().join("docs/api.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        Some((cells.next()?.parse().ok()?, cells.next()?.to_owned()))
    });
    let rows: Vec<(u16, String)> = rows.collect();
    let codes = rows.iter().flat_map(|(status, cell)| {
        cell.split(", ").map(|code| (*status, code.trim_matches('`').to_owned()))
    });
    codes.collect()
}

fn described_codes() -> Codes {
    let mut codes = Codes::from([(OF_NO_OPERATION.0, OF_NO_OPERATION.1.to_owned())]);
    for service in SERVICES {
        let document: Value =
            serde_json::from_str(&fs::read_to_string(description_file(service)).unwrap()).unwrap();
        let items = document["paths"].as_object().unwrap().values();
        for operation in items.flat_map(|item| item.as_object().unwrap().values()) {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let enumerated = response.pointer(
                    "/content/application~1problem+json/schema/allOf/1/properties/code/enum",
                );
                for code in enumerated.and_then(Value::as_array).into_iter().flatten() {
                    codes.insert((status.parse().unwrap(), code.as_str().unwrap().to_owned()));
                }
            }
        }
    }
    codes
}

#[test]
fn the_table_of_codes_is_what_the_services_describe() {
    let documented = documented_codes();
    let described = described_codes();
    let missing: Vec<_> = described.difference(&documented).collect();
    let stale: Vec<_> = documented.difference(&described).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "docs/api.md lacks {missing:?}, and no service describes {stale:?}"
    );
}
