-- Printers, and what is printed on them: a job for each (printer, order, version), and one more for each copy asked for.
CREATE TABLE printers (
    id            UUID NOT NULL PRIMARY KEY,
    store_id      TEXT NOT NULL,
    version       BIGINT NOT NULL,
    name          TEXT NOT NULL,
    address       TEXT NOT NULL,
    zone          TEXT NOT NULL,
    confirmation  TEXT NOT NULL,
    on_accepted   BOOLEAN NOT NULL,
    on_cancelled  BOOLEAN NOT NULL,
    enabled       BOOLEAN NOT NULL,
    -- Jobs refer to it for ever.
    removed_at_ms BIGINT
);

CREATE INDEX printers_of_store ON printers (store_id) WHERE removed_at_ms IS NULL;

CREATE TABLE print_jobs (
    id            UUID NOT NULL PRIMARY KEY,
    store_id      TEXT NOT NULL,
    printer_id    UUID NOT NULL REFERENCES printers (id),
    -- None on a test page.
    order_id      UUID REFERENCES orders (id),
    version       BIGINT NOT NULL,
    copy          BIGINT NOT NULL,
    state         TEXT NOT NULL,
    cause         TEXT,
    -- Counts the claims too: whoever holds an older one holds nothing.
    tries         BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    next_try_ms   BIGINT NOT NULL,
    lease_ends_ms BIGINT,
    UNIQUE (printer_id, order_id, version, copy)
);

CREATE INDEX print_jobs_newest ON print_jobs (store_id, created_at_ms, id);
CREATE INDEX print_jobs_by_order ON print_jobs (order_id);
CREATE INDEX print_jobs_pending ON print_jobs (printer_id, created_at_ms, id) WHERE state IN ('waiting', 'claimed', 'sending');
CREATE INDEX print_jobs_undecided ON print_jobs (store_id, created_at_ms, id) WHERE state IN ('unknown', 'failed');
