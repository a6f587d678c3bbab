-- Mirrors ../sqlite/0001_init.sql; a migration is added, never edited.

CREATE TABLE orders (
    id               UUID    NOT NULL PRIMARY KEY,
    store_id         TEXT    NOT NULL,
    business_date    TEXT    NOT NULL,
    number           BIGINT  NOT NULL,
    status           TEXT    NOT NULL,
    version          BIGINT  NOT NULL,
    placed_at_ms     BIGINT  NOT NULL,
    promised_at_ms   BIGINT  NOT NULL,
    status_at_ms     BIGINT  NOT NULL,
    reason           TEXT,
    customer_session TEXT    NOT NULL,
    customer_name    TEXT    NOT NULL,
    dining           TEXT    NOT NULL,
    menu_version     BIGINT  NOT NULL,
    menu_verified    BOOLEAN NOT NULL,
    currency         TEXT    NOT NULL,
    total_minor      BIGINT  NOT NULL,
    note             TEXT    NOT NULL,
    -- The numbers come from pickup_numbers; this is the backstop.
    UNIQUE (store_id, business_date, number)
);

CREATE INDEX orders_newest ON orders (store_id, placed_at_ms, id);
CREATE INDEX orders_by_session ON orders (store_id, customer_session, placed_at_ms, id);
CREATE INDEX orders_open ON orders (store_id, placed_at_ms, id)
    WHERE status IN ('placed', 'accepted', 'preparing', 'ready');
CREATE INDEX orders_by_status_at ON orders (status_at_ms);

CREATE TABLE order_lines (
    order_id         UUID   NOT NULL REFERENCES orders (id),
    line_index       BIGINT NOT NULL,
    store_id         TEXT   NOT NULL,
    item_id          TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    quantity         BIGINT NOT NULL,
    options          JSONB  NOT NULL,
    line_total_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_index)
);

-- Append-only. Rows become visible out of sequence order, so a reader's position is the writing transaction first,
-- and it reads only below the oldest transaction that still runs.
CREATE TABLE order_events (
    sequence       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    store_id       TEXT   NOT NULL,
    order_id       UUID   NOT NULL REFERENCES orders (id),
    version        BIGINT NOT NULL,
    kind           TEXT   NOT NULL,
    actor          TEXT   NOT NULL,
    at_ms          BIGINT NOT NULL,
    -- The whole order after the change.
    payload        JSONB  NOT NULL,
    UNIQUE (order_id, version)
);

CREATE INDEX order_events_feed ON order_events (transaction_id, sequence);

CREATE TABLE idempotency_keys (
    store_id    TEXT  NOT NULL,
    key         TEXT  NOT NULL,
    -- SHA-256 of the parsed placement.
    fingerprint BYTEA NOT NULL,
    order_id    UUID  NOT NULL,
    PRIMARY KEY (store_id, key)
);

CREATE TABLE pickup_numbers (
    store_id      TEXT   NOT NULL,
    business_date TEXT   NOT NULL,
    last          BIGINT NOT NULL,
    PRIMARY KEY (store_id, business_date)
);
