use super::*;
use crate::admin::menu_editor::table::write_table;
use proptest::prelude::*;

mod spreadsheets;

fn read(table: &str, menu: &Menu) -> ImportPlan {
    plan_import(table, menu, Lang::Ko)
}

fn menu() -> Menu {
    let store =
        json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
    let menu = json!({
        "version": 3, "store": store,
        "categories": [{ "id": "coffee", "name": { "ko": "커피", "en": "Coffee" } }, { "id": "tea", "name": { "ko": "티" } }],
        "items": [
            { "id": "americano", "category": "coffee", "name": { "ko": "아메리카노" }, "price_minor": 4500, "option_groups": ["size"] },
            { "id": "latte", "category": "coffee", "name": { "ko": "라떼" }, "price_minor": 5000, "allergens": ["milk"],
              "availability": { "state": "sold_out", "until": { "time": "2026-03-02T12:00:00Z" } } },
        ],
        "option_groups": [{ "id": "size", "name": { "ko": "사이즈" }, "min": 1, "max": 1, "options": [
            { "id": "regular", "name": { "ko": "레귤러" }, "default_quantity": 1 },
            { "id": "small", "name": { "ko": "스몰" }, "price_minor": -500 },
        ] }],
    });
    serde_json::from_value(menu).unwrap()
}

fn content_of(menu: &Menu) -> Value {
    json!({ "categories": menu.categories, "items": menu.items, "option_groups": menu.option_groups })
}

/// The plan of the menu's own table with these replacements.
fn plan(replace: &[(&str, &str)]) -> ImportPlan {
    let table = write_table(&menu()).unwrap();
    let table = replace.iter().fold(table, |table, (from, to)| {
        assert!(table.contains(from), "{from} in {table}");
        table.replacen(from, to, 1)
    });
    read(&table, &menu())
}

#[test]
fn what_was_written_out_changes_nothing() {
    let plan = plan(&[]);
    assert_eq!((plan.faults, plan.changes), (vec![], vec![]));
    assert_eq!(plan.content, content_of(&menu()));
}

#[test]
fn what_is_added_changed_taken_out_and_moved_is_told_by_its_line() {
    let added = "option,large,size,라지,,,,,700\nitem,,,모카,,,,coffee,5500\ncategory,tea";
    let changes = plan(&[
        ("category,tea", "category,cake,,케이크\ncategory,tea"),
        ("아메리카노", "롱 블랙"),
        (",4500,", ",\"4,800\","),
    ])
    .changes;
    assert_eq!(changes[0], (3, "분류 케이크: 새로 만들어요".to_owned()));
    assert_eq!(changes[1].1, "메뉴 롱 블랙: 이름 아메리카노 → 롱 블랙, 가격 4500 → 4800");
    let fuller = plan(&[("category,tea", added)]);
    assert_eq!(fuller.faults, []);
    assert_eq!(
        fuller.content["items"][0]["name"]["ko"], "모카",
        "the order of lines is the menu's"
    );
    assert_eq!(fuller.content["items"][0]["prep_s"], 60);
    assert_eq!(fuller.content["option_groups"][0]["options"][0]["id"], "large");
    let table = write_table(&menu()).unwrap();
    let fewer: Vec<&str> = table.lines().filter(|line| !line.contains("latte")).collect();
    assert_eq!(read(&fewer.join("\n"), &menu()).changes, [(0, "메뉴 라떼: 지워요".to_owned())]);
    let first = fewer[1];
    let second = fewer[2];
    let swapped = table.replace(first, "@").replace(second, first).replace('@', second);
    assert_eq!(read(&swapped, &menu()).changes, [(0, "분류의 순서를 바꿔요".to_owned())]);
}

#[test]
fn every_fault_is_told_with_its_line_and_nothing_else_is() {
    let faults = plan(&[
        ("category,tea,,티", "category,tea,,"),
        (",4500,", ",비싸요,"),
        ("item,latte,,라떼,,,,coffee", "item,latte,,라떼,,,,gone"),
        ("option,small,size", "option,regular,none"),
    ])
    .faults;
    let lines: Vec<u64> = faults.iter().map(|(at, _)| *at).collect();
    assert_eq!(lines, [3, 4, 5, 8, 8], "{faults:?}");
    assert!(faults[2].1.contains("없는 분류예요: gone"), "{faults:?}");
    for table in ["", "이름,가격\n", "kind,id,색\n", "kind,id,id\n"] {
        assert_eq!(read(table, &menu()).faults[0].0, 1, "{table}");
    }
    assert_eq!(read("kind,id\nitem,Latte\nthing,x\n", &menu()).faults.len(), 2);
}

#[test]
fn a_table_is_read_in_every_language_and_answered_in_the_readers() {
    let table = write_table(&menu()).unwrap();
    let korean = table.replace("\nitem,", "\n메뉴,").replace("\noption,", "\n선택지,");
    let english = table.replace("\nitem,", "\nItem,").replace("\ngroup,", "\nOption group,");
    for table in [korean, english] {
        let plan = plan_import(&table, &menu(), Lang::En);
        assert_eq!((plan.faults, plan.changes), (vec![], vec![]));
    }
    let changed = table.replace(",4500,", ",4800,").replace("category,coffee", "category,drinks");
    let plan = plan_import(&changed, &menu(), Lang::En);
    assert_eq!(plan.faults[0], (4, "There is no such category: coffee".to_owned()));
    let changes: Vec<_> = plan.changes.into_iter().map(|(_, text)| text).collect();
    assert_eq!(changes[..2], ["Category Coffee: is new", "Item 아메리카노: Price 4500 → 4800"]);
    let wrong = plan_import(&table.replace(",4500,", ",much,"), &menu(), Lang::En).faults;
    assert!(wrong[0].1.ends_with("‘much’ – Enter a number from 0 to 100000000."), "{wrong:?}");
}

#[test]
fn a_column_that_is_left_out_leaves_everything_as_it_is() {
    let plan = read(
        "kind,id,group,price_minor\ncategory,coffee\ncategory,tea\nitem,americano,,4600\nitem,latte,,5000\ngroup,size\noption,regular,size,0\noption,small,size,-500\n",
        &menu(),
    );
    assert_eq!(plan.faults, []);
    assert_eq!(plan.changes, [(4, "메뉴 아메리카노: 가격 4500 → 4600".to_owned())]);
    assert_eq!(plan.content["items"][0]["option_groups"], json!(["size"]));
}

/// The faults of a table with this header and these rows.
fn faults(head: &str, lines: impl Iterator<Item = String>) -> Vec<(u64, String)> {
    let table = std::iter::once(head.to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
    let plan = read(&table, &menu());
    assert_eq!((plan.changes, plan.content), (vec![], Value::Null), "no work was done for it");
    plan.faults
}

#[test]
fn a_table_of_anything_but_a_menu_is_given_up_soon() {
    let strange = faults("kind,id", (0..700_000).map(|n| format!("x,{n}")));
    assert_eq!(strange.len(), limits::FAULTS + 1);
    assert_eq!(strange[limits::FAULTS].1, "더 읽지 않았어요. 먼저 이것들을 고쳐 주세요.");
    let cells = faults("kind,id", (0..500).map(|n| format!("item,{n}{}", "x".repeat(5_000))));
    assert!(
        cells.iter().map(|(_, words)| words.len()).sum::<usize>() < 20_000,
        "nor is it all said back"
    );
    let columns = vec!["kind"; 1_000_000].join(",");
    assert_eq!(faults(&columns, std::iter::empty()), [(1, "칸이 너무 많아요.".to_owned())]);
}

#[test]
fn a_table_has_no_more_lines_of_a_kind_than_a_menu_has_room_for() {
    for (head, row, most, words) in [
        ("kind,name.ko,id", "category,이름,", 100, "분류: 100줄까지 올릴 수 있어요."),
        (
            "kind,name.ko,category,price_minor,id",
            "item,이름,coffee,4000,",
            1_000,
            "메뉴: 1000줄까지 올릴 수 있어요.",
        ),
        ("kind,name.ko,id", "group,이름,", 300, "옵션: 300줄까지 올릴 수 있어요."),
        (
            "kind,name.ko,group,id",
            "option,이름,size,",
            15_000,
            "선택지: 15000줄까지 올릴 수 있어요.",
        ),
    ] {
        let plan = |count: u64| {
            let lines = (0..count).map(|n| format!("{row}{n}"));
            read(
                &std::iter::once(head.to_owned()).chain(lines).collect::<Vec<_>>().join("\n"),
                &menu(),
            )
        };
        let fits = plan(most);
        let too_many = plan(most + 1);
        assert!(fits.faults.iter().all(|(_, fault)| fault != words), "{row}");
        assert_eq!(too_many.faults.last().unwrap(), &(most + 2, words.to_owned()));
        assert!(too_many.faults.len() < limits::FAULTS, "{row} is a good line");
        assert_eq!(too_many.content, Value::Null);
    }
}

proptest! {
    #[test]
    fn whatever_the_menu_says_its_table_changes_nothing(
        names in proptest::collection::vec("[^\\p{C}]{0,6}[a-z가-힣'=+@,\";-][^\\p{C}]{0,12}", 4),
        texts in proptest::collection::vec("[^\\p{C}]{0,20}\n?[^\\p{C}]{0,20}", 4),
        price in 0..100_000_000i64,
        off in -100_000_000..100_000_000i64,
    ) {
        let mut menu = menu();
        menu.categories[0].name.ko.clone_from(&names[0]);
        menu.items[0].name.ko.clone_from(&names[1]);
        menu.items[1].description.ko.clone_from(&texts[0]);
        menu.items[1].description.en.clone_from(&texts[1]);
        menu.items[0].name.en.clone_from(&texts[2].replace('\n', " "));
        menu.items[0].price_minor = price;
        menu.option_groups[0].name.ko.clone_from(&names[2]);
        menu.option_groups[0].options[1].name.ko.clone_from(&names[3]);
        menu.option_groups[0].options[1].price_minor = off;
        let plan = read(&write_table(&menu).unwrap(), &menu);
        prop_assert_eq!(plan.faults, vec![]);
        prop_assert_eq!(plan.changes, vec![]);
        prop_assert_eq!(plan.content, content_of(&menu));
    }

    #[test]
    fn no_table_is_too_strange(table in "(kind,id,group,name\\.ko,price_minor\n)?([a-z0-9,\"\n가-힣=-]{0,80})") {
        let _whatever = read(&table, &menu());
    }
}
