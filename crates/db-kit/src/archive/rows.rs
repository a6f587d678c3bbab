//! Description of tables that both engines share: the statements that read and fill them, and the
//! conversion of rows to and from lines.

use serde_json::{Map, Value};
use std::fmt::Write as _;
use uuid::Uuid;

/// The type of a column; each engine maps it to its own type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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

/// A column of a [`Table`].
#[derive(Debug)]
pub struct Column {
    /// Its name in the database and in the archive.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// SQL expression that is read in place of the column.
    pub select: Option<&'static str>,
    /// Whether a later migration added the column. If so, a null is omitted from the line, so that
    /// older archives can be read and compared.
    pub added: bool,
}

impl Column {
    /// A column that is read without an expression.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, select: None, added: false }
    }

    /// A column that a later migration added, null in the rows that existed then.
    pub const fn added(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, select: None, added: true }
    }
}

/// A table whose rows are archived.
#[derive(Debug)]
pub struct Table {
    /// Its name in the database and in the archive.
    pub name: &'static str,
    /// All archived columns.
    pub columns: &'static [Column],
    /// The sort columns of its rows, which define a total order.
    pub order: &'static [&'static str],
}

/// The value of one column in one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Field {
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
pub(crate) type Row = Vec<Field>;

impl Table {
    /// The statement that reads all rows in order. `collate` is the clause that makes the engine
    /// compare texts by bytes.
    pub fn select(&self, collate: &str) -> String {
        let columns = self.columns.iter().map(|column| match column.select {
            Some(select) => format!("{select} AS {}", column.name),
            None => column.name.to_owned(),
        });
        let is_text = |name: &str| self.columns.iter().any(|c| c.name == name && c.kind == Kind::Text);
        let order = self.order.iter().map(|&name| match is_text(name) {
            true => format!("{}.{name} {collate}", self.name),
            false => format!("{}.{name}", self.name),
        });
        let (columns, order): (Vec<_>, Vec<_>) = (columns.collect(), order.collect());
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.name, order.join(", "))
    }

    /// The `INSERT` statement up to its values.
    pub fn insert(&self, overriding: &str) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        format!("INSERT INTO {} ({}) {overriding} ", self.name, columns.join(", "))
    }

    pub(super) fn line(&self, row: Row) -> String {
        let fields = self.columns.iter().zip(row.into_iter().map(value));
        let told = fields.filter(|(column, value)| !(column.added && value.is_null()));
        let row: Map<_, _> = told.map(|(column, value)| (column.name.to_owned(), value)).collect();
        let mut line = String::from("{\"row\":");
        canonical(&Value::Object(row), &mut line);
        let _infallible = write!(line, ",\"table\":{}}}", Value::from(self.name));
        line
    }

    pub(super) fn parse(&self, mut row: Map<String, Value>) -> Result<Row, String> {
        let fields = self.columns.iter().map(|column| {
            let value = row.remove(column.name).or_else(|| column.added.then_some(Value::Null));
            let value = value.ok_or_else(|| format!("no column {}", column.name))?;
            field(column.kind, value).ok_or_else(|| format!("column {} cannot be read", column.name))
        });
        let fields = fields.collect::<Result<_, _>>()?;
        match row.keys().next() {
            Some(unknown) => Err(format!("the column {unknown} has no place here")),
            None => Ok(fields),
        }
    }
}

fn value(field: Field) -> Value {
    match field {
        Field::Id(id) => id.map(|id| id.to_string()).into(),
        Field::Text(text) => text.into(),
        Field::Integer(integer) => integer.into(),
        Field::Flag(flag) => flag.into(),
        Field::Json(json) => json.into(),
        Field::Bytes(bytes) => bytes.map(hex::encode).into(),
    }
}

fn field(kind: Kind, value: Value) -> Option<Field> {
    let none = value.is_null();
    Some(match kind {
        Kind::Id if none => Field::Id(None),
        Kind::Id => Field::Id(Some(Uuid::try_parse(value.as_str()?).ok()?)),
        Kind::Text if none => Field::Text(None),
        Kind::Text => Field::Text(Some(value.as_str()?.to_owned())),
        Kind::Integer if none => Field::Integer(None),
        Kind::Integer => Field::Integer(Some(value.as_i64()?)),
        Kind::Flag if none => Field::Flag(None),
        Kind::Flag => Field::Flag(Some(value.as_bool()?)),
        Kind::Json if none => Field::Json(None),
        Kind::Json => Field::Json(Some(value)),
        Kind::Bytes if none => Field::Bytes(None),
        Kind::Bytes => Field::Bytes(Some(hex::decode(value.as_str()?).ok()?)),
    })
}

/// Writes canonical JSON: object keys are sorted, since their order differs between engines and map
/// implementations.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            list(('{', '}'), entries, out, |(key, value), out| {
                let _infallible = write!(out, "{}:", Value::from(key.as_str()));
                canonical(value, out);
            });
        }
        Value::Array(values) => list(('[', ']'), values, out, canonical),
        simple => {
            let _infallible = write!(out, "{simple}");
        }
    }
}

fn list<T>(
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
