use super::*;
use serde_json::json;

static TABLES: [ArchiveTable; 1] = [ArchiveTable {
    name: "things",
    columns: &[
        ArchiveColumn::new("id", ColumnKind::Id),
        ArchiveColumn::new("name", ColumnKind::Text),
        ArchiveColumn {
            name: "size",
            kind: ColumnKind::Integer,
            select: Some("1 + size"),
            added: false,
        },
        ArchiveColumn::new("whole", ColumnKind::Flag),
        ArchiveColumn::new("body", ColumnKind::Json),
        ArchiveColumn::new("print", ColumnKind::Bytes),
    ],
    order: &["name", "id"],
}];

fn row(name: &str, body: serde_json::Value) -> Row {
    vec![
        FieldValue::Id(Some("01980000-0000-7000-8000-000000000001".parse().unwrap())),
        FieldValue::Text(Some(name.to_owned())),
        FieldValue::Integer(Some(i64::MAX)),
        FieldValue::Flag(Some(true)),
        FieldValue::Json(Some(body)),
        FieldValue::Bytes(Some(vec![0, 255])),
    ]
}

fn written(rows: &[Row]) -> (Vec<u8>, ArchiveSummary) {
    let mut file = Vec::new();
    let mut writer = ArchiveWriter::with_header(&mut file, "shop", 3).unwrap();
    rows.iter().for_each(|row| writer.write_row(&TABLES[0], row.clone()).unwrap());
    let summary = writer.write_end_line().unwrap();
    (file, summary)
}

fn read(file: &[u8]) -> Result<(Vec<Row>, ArchiveSummary), ArchiveError> {
    let mut reader =
        ArchiveReader::open(file, &ArchiveSpec { name: "shop", schema: 3, tables: &TABLES })?;
    let mut rows = Vec::new();
    loop {
        match reader.read_next()? {
            (ArchiveEntry::Row(_, row), rest) => {
                rows.push(row);
                reader = rest;
            }
            (ArchiveEntry::End(summary), _) => return Ok((rows, summary)),
        }
    }
}

#[test]
fn what_is_written_is_read_and_the_order_of_keys_does_not_matter() {
    let none = [FieldValue::Id(None), FieldValue::Text(None), FieldValue::Integer(None)];
    let nothing = none
        .into_iter()
        .chain([FieldValue::Flag(None), FieldValue::Json(None), FieldValue::Bytes(None)])
        .collect();
    let rows = [row("a\"\n민지", json!({ "z": [1, { "b": null, "a": -2 }], "a": "x" })), nothing];
    let (file, summary) = written(&rows);
    let (again, said) = read(&file).unwrap();
    assert_eq!((again.as_slice(), &said), (rows.as_slice(), &summary));
    assert_eq!(summary.rows, 2);
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text.lines().count(), 4, "a header, two rows, an end: {text}");
    assert!(text.contains(r#"{"row":{"body":{"a":"x","z":[1,{"a":-2,"b":null}]},"id":"#), "{text}");

    let mut digest = digest_only();
    rows.iter().for_each(|row| digest.write_row(&TABLES[0], row.clone()).unwrap());
    assert_eq!(digest.write_end_line().unwrap(), summary);
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
        let kept = lines
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != index)
            .map(|(_, line)| format!("{line}\n"));
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
    assert!(matches!(
        changed("\"schema\":3", "\"schema\":4"),
        ArchiveError::Newer { found: 4, newest: 3 }
    ));
    for (from, to) in
        [("things", "others"), ("00ff", "0g"), (",\"whole\":true", ""), ("\"whole\"", "\"hole\"")]
    {
        assert!(matches!(changed(from, to), ArchiveError::Line { line: 2, .. }), "{from} → {to}");
    }
}

#[test]
fn the_statements_name_every_column_and_order_completely() {
    assert_eq!(
        TABLES[0].select_sql("COLLATE x"),
        "SELECT id, name, 1 + size AS size, whole, body, print FROM things ORDER BY things.name COLLATE x, things.id"
    );
    assert_eq!(
        TABLES[0].insert_sql("y"),
        "INSERT INTO things (id, name, size, whole, body, print) y "
    );
}

#[test]
fn an_archive_from_before_a_column_is_read_and_is_what_it_was_when_written_again() {
    const NAME: ArchiveColumn = ArchiveColumn::new("name", ColumnKind::Text);
    static BEFORE: [ArchiveTable; 1] =
        [ArchiveTable { name: "things", columns: &[NAME], order: &["name"] }];
    static AFTER: [ArchiveTable; 1] = [ArchiveTable {
        name: "things",
        columns: &[NAME, ArchiveColumn::added_later("note", ColumnKind::Text)],
        order: &["name"],
    }];
    let text = |text: &str| FieldValue::Text(Some(text.to_owned()));
    let old = BEFORE[0].format_row(vec![text("a")]);
    assert_eq!(AFTER[0].format_row(vec![text("a"), FieldValue::Text(None)]), old);
    let row = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).unwrap()["row"].as_object().unwrap().clone()
    };
    assert_eq!(AFTER[0].parse(row(&old)), Ok(vec![text("a"), FieldValue::Text(None)]));
    let told = AFTER[0].format_row(vec![text("a"), text("b")]);
    assert_eq!(AFTER[0].parse(row(&told)), Ok(vec![text("a"), text("b")]));
}
