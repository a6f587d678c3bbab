use super::*;
use serde_json::json;

static TABLES: [Table; 1] = [Table {
    name: "things",
    columns: &[
        Column::new("id", Kind::Id),
        Column::new("name", Kind::Text),
        Column { name: "size", kind: Kind::Integer, select: Some("1 + size"), added: false },
        Column::new("whole", Kind::Flag),
        Column::new("body", Kind::Json),
        Column::new("print", Kind::Bytes),
    ],
    order: &["name", "id"],
}];

fn row(name: &str, body: serde_json::Value) -> Row {
    vec![
        Field::Id(Some("01980000-0000-7000-8000-000000000001".parse().unwrap())),
        Field::Text(Some(name.to_owned())),
        Field::Integer(Some(i64::MAX)),
        Field::Flag(Some(true)),
        Field::Json(Some(body)),
        Field::Bytes(Some(vec![0, 255])),
    ]
}

fn written(rows: &[Row]) -> (Vec<u8>, Summary) {
    let mut file = Vec::new();
    let mut writer = Writer::begin(&mut file, "shop", 3).unwrap();
    rows.iter().for_each(|row| writer.row(&TABLES[0], row.clone()).unwrap());
    let summary = writer.finish().unwrap();
    (file, summary)
}

fn read(file: &[u8]) -> Result<(Vec<Row>, Summary), ArchiveError> {
    let mut reader = Reader::open(file, &Archive { name: "shop", schema: 3, tables: &TABLES })?;
    let mut rows = Vec::new();
    loop {
        match reader.read()? {
            (Next::Row(_, row), rest) => {
                rows.push(row);
                reader = rest;
            }
            (Next::End(summary), _) => return Ok((rows, summary)),
        }
    }
}

#[test]
fn what_is_written_is_read_and_the_order_of_keys_does_not_matter() {
    let none = [Field::Id(None), Field::Text(None), Field::Integer(None)];
    let nothing =
        none.into_iter().chain([Field::Flag(None), Field::Json(None), Field::Bytes(None)]).collect();
    let rows = [row("a\"\n민지", json!({ "z": [1, { "b": null, "a": -2 }], "a": "x" })), nothing];
    let (file, summary) = written(&rows);
    let (again, said) = read(&file).unwrap();
    assert_eq!((again.as_slice(), &said), (rows.as_slice(), &summary));
    assert_eq!(summary.rows, 2);
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text.lines().count(), 4, "a header, two rows, an end: {text}");
    assert!(text.contains(r#"{"row":{"body":{"a":"x","z":[1,{"a":-2,"b":null}]},"id":"#), "{text}");

    let mut digest = digest_only();
    rows.iter().for_each(|row| digest.row(&TABLES[0], row.clone()).unwrap());
    assert_eq!(digest.finish().unwrap(), summary);
}

#[test]
fn a_file_that_was_cut_off_changed_or_is_no_archive_is_refused() {
    let (file, _) = written(&[row("a", json!(1)), row("b", json!(2))]);
    let text = String::from_utf8(file.clone()).unwrap();
    for length in 0..file.len() {
        assert!(read(&file[..length]).is_err(), "cut off after {length}");
    }
    let lines: Vec<_> = text.lines().collect();
    let without = |index: usize| {
        let kept = lines.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, line)| format!("{line}\n"));
        read(kept.collect::<String>().as_bytes()).unwrap_err()
    };
    let twice = read(&[file.clone(), file.clone()].concat()).unwrap_err();
    assert!(matches!(twice, ArchiveError::Line { line: 4, .. }), "one after the other: {twice}");
    assert!(matches!(without(0), ArchiveError::Foreign("shop")));
    assert!(matches!(without(1), ArchiveError::Changed { .. }));
    assert!(matches!(without(3), ArchiveError::CutOff));
    let changed = |from: &str, to: &str| read(text.replacen(from, to, 1).as_bytes()).unwrap_err();
    assert!(matches!(changed("\"body\":2", "\"body\":3"), ArchiveError::Changed { .. }));
    assert!(matches!(changed("shop", "chop"), ArchiveError::Foreign("shop")));
    assert!(matches!(changed("\"schema\":3", "\"schema\":4"), ArchiveError::Newer { found: 4, newest: 3 }));
    for (from, to) in
        [("things", "others"), ("00ff", "0g"), (",\"whole\":true", ""), ("\"whole\"", "\"hole\"")]
    {
        assert!(matches!(changed(from, to), ArchiveError::Line { line: 2, .. }), "{from} → {to}");
    }
}

#[test]
fn the_statements_name_every_column_and_order_completely() {
    assert_eq!(
        TABLES[0].select("COLLATE x"),
        "SELECT id, name, 1 + size AS size, whole, body, print FROM things ORDER BY things.name COLLATE x, things.id"
    );
    assert_eq!(TABLES[0].insert("y"), "INSERT INTO things (id, name, size, whole, body, print) y ");
}

#[test]
fn an_archive_from_before_a_column_is_read_and_is_what_it_was_when_written_again() {
    const NAME: Column = Column::new("name", Kind::Text);
    static BEFORE: [Table; 1] = [Table { name: "things", columns: &[NAME], order: &["name"] }];
    static AFTER: [Table; 1] =
        [Table { name: "things", columns: &[NAME, Column::added("note", Kind::Text)], order: &["name"] }];
    let text = |text: &str| Field::Text(Some(text.to_owned()));
    let old = BEFORE[0].line(vec![text("a")]);
    assert_eq!(AFTER[0].line(vec![text("a"), Field::Text(None)]), old);
    let row = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).unwrap()["row"].as_object().unwrap().clone()
    };
    assert_eq!(AFTER[0].parse(row(&old)), Ok(vec![text("a"), Field::Text(None)]));
    let told = AFTER[0].line(vec![text("a"), text("b")]);
    assert_eq!(AFTER[0].parse(row(&told)), Ok(vec![text("a"), text("b")]));
}
