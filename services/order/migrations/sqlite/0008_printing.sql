-- Printers, and what is printed on them: a job for each (printer, order, version), and one more for each copy asked for.
CREATE TABLE printers (
    id            BLOB    NOT NULL PRIMARY KEY,
    store_id      TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    address       TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    confirmation  TEXT    NOT NULL,
    on_accepted   INTEGER NOT NULL,
    on_cancelled  INTEGER NOT NULL,
    enabled       INTEGER NOT NULL,
    -- Jobs refer to it for ever.
    removed_at_ms INTEGER
) STRICT;

CREATE INDEX printers_of_store ON printers (store_id) WHERE removed_at_ms IS NULL;

CREATE TABLE print_jobs (
    id            BLOB    NOT NULL PRIMARY KEY,
    store_id      TEXT    NOT NULL,
    printer_id    BLOB    NOT NULL REFERENCES printers (id),
    -- None on a test page.
    order_id      BLOB    REFERENCES orders (id),
    version       INTEGER NOT NULL,
    copy          INTEGER NOT NULL,
    state         TEXT    NOT NULL,
    cause         TEXT,
    -- Counts the claims too: whoever holds an older one holds nothing.
    tries         INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL,
    next_try_ms   INTEGER NOT NULL,
    lease_ends_ms INTEGER,
    UNIQUE (printer_id, order_id, version, copy)
) STRICT;

CREATE INDEX print_jobs_newest ON print_jobs (store_id, created_at_ms, id);
CREATE INDEX print_jobs_by_order ON print_jobs (order_id);
CREATE INDEX print_jobs_pending ON print_jobs (printer_id, created_at_ms, id) WHERE state IN ('waiting', 'claimed', 'sending');
CREATE INDEX print_jobs_undecided ON print_jobs (store_id, created_at_ms, id) WHERE state IN ('unknown', 'failed');
