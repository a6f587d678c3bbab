use super::*;

/// A table with a valid row for every requirement.
fn table() -> String {
    let row = |level: &str, ids: &str| -> String {
        ids.split_whitespace()
            .map(|id| format!("| {id} | {level} | n/a | Nothing of that kind |  |\n"))
            .collect()
    };
    row("1", ids::LEVEL_1) + &row("2", ids::LEVEL_2)
}

fn read(path: &Path) -> Option<String> {
    match path.to_str() {
        Some("a.rs") => Some("#[test]\nfn it_holds() {}\n".to_owned()),
        Some("b.spec.ts") => Some("test(\"it holds\", async () => {});\n".to_owned()),
        Some("c.md") => Some("## Keys\n| a | b |\n".to_owned()),
        _ => None,
    }
}

fn found(table: &str) -> Vec<String> {
    row_violations(&parse_rows(table), &["roof"], &read)
}

#[test]
fn the_table_of_this_checkout_is_true() {
    assert_eq!(find_violations().unwrap(), Vec::<String>::new());
}

#[test]
fn levels_one_and_two_have_253_requirements() {
    let count = |ids: &str| ids.split_whitespace().count();
    assert_eq!((count(ids::LEVEL_1), count(ids::LEVEL_2)), (70, 183));
    assert_eq!(parse_rows(&table()).len(), 253);
}

#[test]
fn a_row_that_is_missing_twice_there_or_of_another_level_is_found() {
    let table = table();
    assert_eq!(found(&table), Vec::<String>::new());
    let first = table.lines().next().unwrap();
    for bad in [
        table.replacen(first, "", 1),
        format!("{table}{first}\n"),
        table.replacen("| 1 |", "| 2 |", 1),
        format!("{table}| 1.2.99 | 1 | n/a | Nothing |  |\n"),
    ] {
        assert_eq!(found(&bad).len(), 1, "{:?}", found(&bad));
    }
}

#[test]
fn a_row_says_how_and_its_tests_are_there() {
    let with = |row: &str| table().replacen("n/a | Nothing of that kind |  |", row, 1);
    for good in [
        "tested | so | `a.rs::it_holds`<br>`b.spec.ts::it holds` |",
        "tested | so | `c.md::## Keys`<br>`c.md::\\| a \\| b \\|` |",
        "documented | so | `c.md::## Keys` |",
        "PENDING(roof) | so |  |",
        "not met | because |  |",
    ] {
        assert_eq!(found(&with(good)), Vec::<String>::new());
    }
    for bad in [
        "tested | so |  |",
        "documented | so | `a.rs::it_holds` |",
        "documented | so | `c.md::## Locks` |",
        "tested | so | `a.rs::it_hold` |",
        "tested | so | `a.rs::holds` |",
        "tested | so | `b.spec.ts::it hold` |",
        "tested | so | `gone.rs::it_holds` |",
        "tested | so | `a.rs` |",
        "met | so | `a.rs::it_holds` |",
        "not met |  |  |",
        "PENDING(cellar) | so |  |",
        "perhaps | so |  |",
    ] {
        assert_eq!(found(&with(bad)).len(), 1, "{bad}: {:?}", found(&with(bad)));
    }
}
