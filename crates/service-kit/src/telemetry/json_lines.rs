//! Log format of one JSON object per line. The request's id is a top-level staff, where log
//! searches expect it.

use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::{self, Debug, Write as _};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::Writer,
        time::{FormatTime as _, SystemTime},
    },
    registry::LookupSpan,
};

/// The log format for programs.
pub(crate) struct JsonLines;

#[derive(Serialize)]
struct LogLine<'a> {
    timestamp: &'a str,
    level: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
    target: &'a str,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut timestamp = String::new();
        SystemTime.format_time(&mut Writer::new(&mut timestamp))?;
        let mut fields = FieldVisitor(Map::new());
        event.record(&mut fields);
        let line = LogLine {
            timestamp: &timestamp,
            level: event.metadata().level().as_str(),
            trace_id: crate::observe::request_id(),
            target: event.metadata().target(),
            fields: fields.0,
        };
        writeln!(writer, "{}", serde_json::to_string(&line).map_err(|_| fmt::Error)?)
    }
}

struct FieldVisitor(Map<String, Value>);

impl FieldVisitor {
    fn insert_value(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().trim_start_matches("r#").to_owned(), value.into());
    }
}

impl Visit for FieldVisitor {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert_value(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert_value(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert_value(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert_value(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert_value(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        // Writing to a string does not fail; a value whose formatting fails is omitted.
        if write!(text, "{value:?}").is_ok() {
            self.insert_value(field, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::RequestTrace;
    use http::HeaderMap;
    use std::{io, sync::Arc, sync::Mutex};

    #[derive(Clone, Default)]
    struct Text(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Text {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_line_names_the_request_that_it_belongs_to() {
        let text = Text::default();
        let writer = text.clone();
        let lines =
            tracing_subscriber::fmt().event_format(JsonLines).with_writer(move || writer.clone());
        let _guard = tracing::subscriber::set_default(lines.finish());
        let trace = RequestTrace::from_headers(&HeaderMap::new(), true);
        trace
            .run_scoped(async { tracing::info!(number = 7, paid = true, why = %"x\"y", "placed") })
            .await;
        tracing::warn!("alone");
        let text = String::from_utf8(text.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["trace_id"], trace.id.to_string());
        assert_eq!(
            (&lines[0]["level"], &lines[0]["message"], &lines[0]["number"], &lines[0]["why"]),
            (&"INFO".into(), &"placed".into(), &7.into(), &"x\"y".into())
        );
        assert!(lines[0]["timestamp"].as_str().unwrap().ends_with('Z'));
        assert_eq!((&lines[1]["message"], lines[1].get("trace_id")), (&"alone".into(), None));
    }

    #[test]
    fn a_text_with_line_breaks_stays_one_line_of_its_own_field() {
        let text = Text::default();
        let writer = text.clone();
        let lines =
            tracing_subscriber::fmt().event_format(JsonLines).with_writer(move || writer.clone());
        let _guard = tracing::subscriber::set_default(lines.finish());
        let forged = "x\r\n{\"level\":\"ERROR\"}\n\u{1b}[31m\u{2028}\", \"message\":\"forged";
        tracing::info!(name = forged, how = ?forged, "told");
        let text = String::from_utf8(text.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(!text.trim_end().chars().any(char::is_control), "{text:?}");
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&line["level"], &line["message"], &line["name"]),
            (&"INFO".into(), &"told".into(), &forged.into())
        );
    }
}
