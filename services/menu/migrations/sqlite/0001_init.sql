-- One row a store; version grows by one with every change to anything of that store.
CREATE TABLE stores (
    store_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version >= 1),
    body TEXT NOT NULL
);

CREATE TABLE categories (
    store_id TEXT NOT NULL REFERENCES stores (store_id),
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (store_id, id)
);

CREATE TABLE items (
    store_id TEXT NOT NULL REFERENCES stores (store_id),
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (store_id, id)
);

CREATE TABLE option_groups (
    store_id TEXT NOT NULL REFERENCES stores (store_id),
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (store_id, id)
);

-- What is not simply available, so that selling out rewrites no body. No row means available.
-- until_ms: milliseconds since 1970 (UTC) at which it comes back; none means when staff put it back.
CREATE TABLE availability (
    store_id TEXT NOT NULL REFERENCES stores (store_id),
    subject TEXT NOT NULL CHECK (subject IN ('item', 'option')),
    id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sold_out', 'hidden')),
    until_ms INTEGER,
    PRIMARY KEY (store_id, subject, id)
);
