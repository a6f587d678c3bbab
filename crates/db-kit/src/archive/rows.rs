//! Description of tables that both engines share: the statements that read and fill them, and the
//! conversion of rows to and from lines.

use serde_json::{Map, Value};
use std::fmt::Write as _;
use uuid::Uuid;

/// The type of a column; each engine maps it to its own type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A UUID.
    Id,
    /// Text.
    Text,
    /// A 64-bit integer.
    Integer,
    /// A boolean.
    Flag,
    /// JSON.
    Json,
    /// Bytes, in hexadecimal in the archive.
    Bytes,
}

/// A column of a [`ArchiveTable`].
#[derive(Debug)]
pub struct ArchiveColumn {
    /// Its name in the database and in the archive.
    pub name: &'static str,
    /// The type of its values.
    pub kind: ColumnKind,
    /// SQL expression that is read in place of the column.
    pub select: Option<&'static str>,
    /// Whether a later migration added the column. If so, a null is omitted from the line, so that
    /// older archives can be read and compared.
    pub added: bool,
}

impl ArchiveColumn {
    /// A column that is read without an expression.
    pub const fn new(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, select: None, added: false }
    }

    /// A column that a later migration added, null in the rows that existed then.
    pub const fn added_later(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, select: None, added: true }
    }
}

/// A table whose rows are archived.
#[derive(Debug)]
pub struct ArchiveTable {
    /// Its name in the database and in the archive.
    pub name: &'static str,
    /// All archived columns.
    pub columns: &'static [ArchiveColumn],
    /// The sort columns of its rows, which define a total order.
    pub order: &'static [&'static str],
}

/// The value of one column in one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FieldValue {
    /// See [`Kind::Id`].
    Id(Option<Uuid>),
    /// See [`Kind::Text`].
    Text(Option<String>),
    /// See [`Kind::Integer`].
    Integer(Option<i64>),
    /// See [`Kind::Flag`].
    Flag(Option<bool>),
    /// See [`Kind::Json`].
    Json(Option<Value>),
    /// See [`Kind::Bytes`].
    Bytes(Option<Vec<u8>>),
}

/// The values of one row, in the order of [`Table::columns`].
pub(crate) type Row = Vec<FieldValue>;

impl ArchiveTable {
    /// The statement that reads all rows in order. `collate` is the clause that makes the engine
    /// compare texts by bytes.
    pub fn select_sql(&self, collate: &str) -> String {
        let columns = self.columns.iter().map(|column| match column.select {
            Some(select) => format!("{select} AS {}", column.name),
            None => column.name.to_owned(),
        });
        let is_text =
            |name: &str| self.columns.iter().any(|c| c.name == name && c.kind == ColumnKind::Text);
        let order = self.order.iter().map(|&name| match is_text(name) {
            true => format!("{}.{name} {collate}", self.name),
            false => format!("{}.{name}", self.name),
        });
        let columns: Vec<_> = columns.collect();
        let order: Vec<_> = order.collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.name, order.join(", "))
    }

    /// The `INSERT` statement up to its values.
    pub fn insert_sql(&self, overriding: &str) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        format!("INSERT INTO {} ({}) {overriding} ", self.name, columns.join(", "))
    }

    pub(super) fn format_row(&self, row: Row) -> String {
        let fields = self.columns.iter().zip(row.into_iter().map(to_json_value));
        let told = fields.filter(|(column, value)| !(column.added && value.is_null()));
        let row: Map<_, _> = told.map(|(column, value)| (column.name.to_owned(), value)).collect();
        let mut line = String::from("{\"row\":");
        write_canonical(&Value::Object(row), &mut line);
        let _infallible = write!(line, ",\"table\":{}}}", Value::from(self.name));
        line
    }

    pub(super) fn parse(&self, mut row: Map<String, Value>) -> Result<Row, String> {
        let fields = self.columns.iter().map(|column| {
            let value = row.remove(column.name).or_else(|| column.added.then_some(Value::Null));
            let value = value.ok_or_else(|| format!("no column {}", column.name))?;
            parse_field(column.kind, value)
                .ok_or_else(|| format!("column {} cannot be read", column.name))
        });
        let fields = fields.collect::<Result<_, _>>()?;
        match row.keys().next() {
            Some(unknown) => Err(format!("the column {unknown} has no place here")),
            None => Ok(fields),
        }
    }
}

fn to_json_value(field: FieldValue) -> Value {
    match field {
        FieldValue::Id(id) => id.map(|id| id.to_string()).into(),
        FieldValue::Text(text) => text.into(),
        FieldValue::Integer(integer) => integer.into(),
        FieldValue::Flag(flag) => flag.into(),
        FieldValue::Json(json) => json.into(),
        FieldValue::Bytes(bytes) => bytes.map(hex::encode).into(),
    }
}

fn parse_field(kind: ColumnKind, value: Value) -> Option<FieldValue> {
    let none = value.is_null();
    Some(match kind {
        ColumnKind::Id if none => FieldValue::Id(None),
        ColumnKind::Id => FieldValue::Id(Some(Uuid::try_parse(value.as_str()?).ok()?)),
        ColumnKind::Text if none => FieldValue::Text(None),
        ColumnKind::Text => FieldValue::Text(Some(value.as_str()?.to_owned())),
        ColumnKind::Integer if none => FieldValue::Integer(None),
        ColumnKind::Integer => FieldValue::Integer(Some(value.as_i64()?)),
        ColumnKind::Flag if none => FieldValue::Flag(None),
        ColumnKind::Flag => FieldValue::Flag(Some(value.as_bool()?)),
        ColumnKind::Json if none => FieldValue::Json(None),
        ColumnKind::Json => FieldValue::Json(Some(value)),
        ColumnKind::Bytes if none => FieldValue::Bytes(None),
        ColumnKind::Bytes => FieldValue::Bytes(Some(hex::decode(value.as_str()?).ok()?)),
    })
}

/// Writes canonical JSON: object keys are sorted, since their order differs between engines and map
/// implementations.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            write_delimited(('{', '}'), entries, out, |(key, value), out| {
                let _infallible = write!(out, "{}:", Value::from(key.as_str()));
                write_canonical(value, out);
            });
        }
        Value::Array(values) => write_delimited(('[', ']'), values, out, write_canonical),
        simple => {
            let _infallible = write!(out, "{simple}");
        }
    }
}

fn write_delimited<T>(
    (open, close): (char, char),
    values: impl IntoIterator<Item = T>,
    out: &mut String,
    one: impl Fn(T, &mut String),
) {
    out.push(open);
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        one(value, out);
    }
    out.push(close);
}
