-- Mirrors ../postgres/0001_init.sql; a migration is added, never edited.

CREATE TABLE orders (
    id               BLOB    NOT NULL PRIMARY KEY,
    store_id         TEXT    NOT NULL,
    business_date    TEXT    NOT NULL,
    number           INTEGER NOT NULL,
    status           TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    placed_at_ms     INTEGER NOT NULL,
    promised_at_ms   INTEGER NOT NULL,
    status_at_ms     INTEGER NOT NULL,
    reason           TEXT,
    customer_session TEXT    NOT NULL,
    customer_name    TEXT    NOT NULL,
    dining           TEXT    NOT NULL,
    menu_version     INTEGER NOT NULL,
    menu_verified    INTEGER NOT NULL,
    currency         TEXT    NOT NULL,
    total_minor      INTEGER NOT NULL,
    note             TEXT    NOT NULL,
    -- The numbers come from pickup_numbers; this is the backstop.
    UNIQUE (store_id, business_date, number)
) STRICT;

CREATE INDEX orders_newest ON orders (store_id, placed_at_ms, id);
CREATE INDEX orders_by_session ON orders (store_id, customer_session, placed_at_ms, id);
CREATE INDEX orders_open ON orders (store_id, placed_at_ms, id)
    WHERE status IN ('placed', 'accepted', 'preparing', 'ready');
CREATE INDEX orders_by_status_at ON orders (status_at_ms);

CREATE TABLE order_lines (
    order_id         BLOB    NOT NULL REFERENCES orders (id),
    line_index       INTEGER NOT NULL,
    store_id         TEXT    NOT NULL,
    item_id          TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    quantity         INTEGER NOT NULL,
    options          TEXT    NOT NULL,
    line_total_minor INTEGER NOT NULL,
    PRIMARY KEY (order_id, line_index)
) STRICT, WITHOUT ROWID;

-- Append-only. There is one writer, so the sequence alone is the commit order and transaction_id stays 0.
CREATE TABLE order_events (
    sequence       INTEGER PRIMARY KEY AUTOINCREMENT,
    transaction_id INTEGER NOT NULL DEFAULT 0,
    store_id       TEXT    NOT NULL,
    order_id       BLOB    NOT NULL REFERENCES orders (id),
    version        INTEGER NOT NULL,
    kind           TEXT    NOT NULL,
    actor          TEXT    NOT NULL,
    at_ms          INTEGER NOT NULL,
    -- The whole order after the change.
    payload        TEXT    NOT NULL,
    UNIQUE (order_id, version)
) STRICT;

CREATE INDEX order_events_feed ON order_events (transaction_id, sequence);

CREATE TABLE idempotency_keys (
    store_id    TEXT NOT NULL,
    key         TEXT NOT NULL,
    -- SHA-256 of the parsed placement.
    fingerprint BLOB NOT NULL,
    order_id    BLOB NOT NULL,
    PRIMARY KEY (store_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_numbers (
    store_id      TEXT    NOT NULL,
    business_date TEXT    NOT NULL,
    last          INTEGER NOT NULL,
    PRIMARY KEY (store_id, business_date)
) STRICT, WITHOUT ROWID;
