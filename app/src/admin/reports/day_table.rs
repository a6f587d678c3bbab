//! A business day as a table for bookkeeping: times on the store's clock, statuses in words, and
//! the same tax as on the page.

use crate::{
    admin::{
        board::island::status_word,
        words::{reports::DayColumn, staff_words},
    },
    shared::{
        ssr::{guard_formulas, translate_reason},
        ui::{Lang, plain_amount},
    },
};
use gateway::tax_minor;
use jiff::{Timestamp, tz::TimeZone};
use menu_api::Store;
use order_api::{DiningMode, Order, OrderLine, OrderStatus};

/// Byte order mark, so that a spreadsheet reads the file as UTF-8.
const MARK: &str = "\u{feff}";
const MINUTE: &str = "%Y-%m-%d %H:%M";

/// What each row of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayTable {
    /// An order.
    Orders,
    /// A drink of an order.
    Drinks,
}

const ORDERS: [DayColumn; 13] = [
    DayColumn::BusinessDate,
    DayColumn::Number,
    DayColumn::PlacedAt,
    DayColumn::PromisedAt,
    DayColumn::ReadyAt,
    DayColumn::Status,
    DayColumn::Reason,
    DayColumn::Name,
    DayColumn::Dining,
    DayColumn::Pieces,
    DayColumn::Amount,
    DayColumn::Tax,
    DayColumn::Lines,
];
const DRINKS: [DayColumn; 11] = [
    DayColumn::BusinessDate,
    DayColumn::Number,
    DayColumn::PlacedAt,
    DayColumn::Status,
    DayColumn::Dining,
    DayColumn::Item,
    DayColumn::Options,
    DayColumn::Pieces,
    DayColumn::UnitPrice,
    DayColumn::Amount,
    DayColumn::Tax,
];

/// The day's orders sorted by number, and a row of sums below; headings and statuses in `lang`.
///
/// # Errors
/// No known case: the table is written to memory.
pub fn write_day(
    orders: &[Order],
    store: &Store,
    kind: DayTable,
    lang: Lang,
) -> csv::Result<String> {
    let mut orders: Vec<_> = orders.iter().collect();
    orders.sort_by_key(|order| order.number);
    let day =
        DayTableWriter { store, zone: TimeZone::get(&store.zone).unwrap_or(TimeZone::UTC), lang };
    let (columns, rows): (&[DayColumn], Vec<Vec<String>>) = match kind {
        DayTable::Orders => (&ORDERS, orders.iter().map(|order| day.order_row(order)).collect()),
        DayTable::Drinks => {
            let drinks = orders
                .iter()
                .flat_map(|order| order.lines.iter().map(|line| day.drink_row(order, line)));
            (&DRINKS, drinks.collect())
        }
    };
    let mut writer = csv::Writer::from_writer(MARK.as_bytes().to_vec());
    writer
        .write_record(columns.iter().map(|column| (staff_words(lang).reports.column)(*column)))?;
    for row in rows.into_iter().chain([day.sum_row(&orders, columns)]) {
        writer.write_record(row.iter().map(|cell| guard_formulas(cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct DayTableWriter<'a> {
    store: &'a Store,
    zone: TimeZone,
    lang: Lang,
}

impl DayTableWriter<'_> {
    fn local_time(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime(MINUTE).to_string()
    }

    fn amount_text(&self, minor: i64) -> String {
        plain_amount(minor, &self.store.currency)
    }

    fn tax_text(&self, minor: i64) -> String {
        self.amount_text(tax_minor(minor, self.store.tax_percent))
    }

    fn order_row(&self, order: &Order) -> Vec<String> {
        let drink = |line: &OrderLine| match options_text(line).as_str() {
            "" => format!("{} x{}", line.name, line.quantity),
            options => format!("{}({options}) x{}", line.name, line.quantity),
        };
        let written = order.reason.as_deref().map(|written| translate_reason(written, self.lang).0);
        vec![
            order.business_date.to_string(),
            order.number.to_string(),
            self.local_time(order.placed_at),
            self.local_time(order.promised_at),
            order.handling.ready_at.map(|at| self.local_time(at)).unwrap_or_default(),
            status_word(order.status, self.lang).to_owned(),
            written.unwrap_or_default(),
            order.customer.name.clone(),
            self.dining_text(order).to_owned(),
            piece_count(order).to_string(),
            self.amount_text(order.total),
            self.tax_text(order.total),
            order.lines.iter().map(drink).collect::<Vec<_>>().join("; "),
        ]
    }

    fn drink_row(&self, order: &Order, line: &OrderLine) -> Vec<String> {
        vec![
            order.business_date.to_string(),
            order.number.to_string(),
            self.local_time(order.placed_at),
            status_word(order.status, self.lang).to_owned(),
            self.dining_text(order).to_owned(),
            line.name.clone(),
            options_text(line),
            line.quantity.to_string(),
            self.amount_text(line.line_total.checked_div(line.quantity).unwrap_or_default()),
            self.amount_text(line.line_total),
            self.tax_text(line.line_total),
        ]
    }

    fn dining_text(&self, order: &Order) -> &'static str {
        let words = &self.lang.words().common;
        if order.dining == DiningMode::Here { words.here } else { words.takeout }
    }

    /// Like the page, the sums count completed orders only.
    fn sum_row(&self, orders: &[&Order], columns: &[DayColumn]) -> Vec<String> {
        let sold = || orders.iter().filter(|order| order.status == OrderStatus::Completed);
        let total = sold().fold(0_i64, |sum, order| sum.saturating_add(order.total));
        let cell = |column: &DayColumn| match column {
            DayColumn::BusinessDate => (staff_words(self.lang).reports.sum_of)(status_word(
                OrderStatus::Completed,
                self.lang,
            )),
            DayColumn::Pieces => sold().map(|order| piece_count(order)).sum::<i64>().to_string(),
            DayColumn::Amount => self.amount_text(total),
            DayColumn::Tax => self.tax_text(total),
            _ => String::new(),
        };
        columns.iter().map(cell).collect()
    }
}

fn piece_count(order: &Order) -> i64 {
    order.lines.iter().map(|line| line.quantity).sum()
}

fn options_text(line: &OrderLine) -> String {
    let option = |option: &order_api::LineOption| match option.quantity {
        1 => option.name.clone(),
        times => format!("{} x{times}", option.name),
    };
    line.options.iter().map(option).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn store(zone: &str) -> Store {
        serde_json::from_value(
            json!({ "name": { "ko": "카페" }, "zone": zone, "currency": "KRW", "hours": {} }),
        )
        .unwrap()
    }

    fn order(number: i64, status: &str, name: &str) -> Order {
        serde_json::from_value(json!({
            "id": "01980000-0000-7000-8000-000000000001", "store": "main", "number": number, "business_date": "2026-11-29",
            "status": status, "version": 2, "placed_at": "2026-11-29T18:12:56.544Z", "promised_at": "2026-11-29T18:17:56Z",
            "status_at": "2026-11-29T18:12:56Z", "customer": { "session": "s", "name": name }, "dining": "takeout",
            "menu_version": 1, "menu_verified": true, "currency": "KRW", "total": 11_000, "note": "", "reason": "closing",
            "lines": [{ "item_id": "latte", "name": "카페 라떼", "unit_price": 5_000, "quantity": 2, "line_total": 11_000,
                "options": [{ "option_id": "shot", "group": "샷", "name": "샷 추가", "price": 500, "quantity": 1 }] }]
        }))
        .unwrap()
    }

    #[test]
    fn a_day_is_on_the_stores_clock_in_words_and_adds_up() {
        let orders = [order(2, "cancelled", "민지"), order(1, "completed", "=HYPERLINK(1)")];
        let table = write_day(&orders, &store("Asia/Seoul"), DayTable::Orders, Lang::Ko).unwrap();
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(
            lines[0],
            "\u{feff}영업일,번호,주문 시각,약속 시각,완성 시각,상태,사유,이름,장소,개수,금액,그중 부가세,메뉴"
        );
        assert_eq!(
            lines[1],
            "2026-11-29,1,2026-11-30 03:12,2026-11-30 03:17,,전달 완료,곧 영업을 마쳐요,'=HYPERLINK(1),포장,2,11000,1000,카페 라떼(샷 추가) x2"
        );
        assert!(lines[2].contains(",취소,") && lines[2].contains(",민지,"), "{table}");
        assert_eq!(lines[3], "전달 완료 합계,,,,,,,,,2,11000,1000,");
        assert!(!table.contains('Z') && !table.contains("2026-11-29T"), "no time is in UTC");
    }

    #[test]
    fn a_second_table_has_a_line_for_each_drink() {
        let table = write_day(
            &[order(1, "completed", "")],
            &store("Europe/Berlin"),
            DayTable::Drinks,
            Lang::Ko,
        )
        .unwrap();
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(
            lines[1],
            "2026-11-29,1,2026-11-29 19:12,전달 완료,포장,카페 라떼,샷 추가,2,5500,11000,1000"
        );
        assert_eq!(lines[2], "전달 완료 합계,,,,,,,2,,11000,1000");
    }

    #[test]
    fn a_table_reads_in_the_managers_language() {
        let orders = [order(1, "cancelled", ""), order(2, "completed", "")];
        let table = write_day(&orders, &store("Asia/Seoul"), DayTable::Orders, Lang::En).unwrap();
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(
            lines[0],
            "\u{feff}Business date,Number,Ordered at,Due at,Ready at,Status,Reason,Name,Dining option,Quantity,Amount,\
             Of which VAT,Items"
        );
        assert!(
            lines[1].contains(Lang::En.words().order.reasons[2]) && lines[1].contains(",To go,"),
            "{table}"
        );
        assert!(
            lines[3].starts_with("Total: ") && lines[3].ends_with(",,,,,,,,,2,11000,1000,"),
            "{table}"
        );
    }
}
