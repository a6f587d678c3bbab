-- Mirrors ../sqlite/0001_init.sql; a migration is added, never edited.

CREATE TABLE stores (
    store_id TEXT  NOT NULL PRIMARY KEY,
    -- Of its PINs' hashes.
    pin_salt BYTEA NOT NULL
);

CREATE TABLE people (
    id               UUID  NOT NULL PRIMARY KEY,
    store_id         TEXT  NOT NULL REFERENCES stores (store_id),
    name             TEXT  NOT NULL,
    role             TEXT  NOT NULL,
    -- Argon2id with the store's salt: a PIN alone says who somebody is.
    pin_hash         BYTEA NOT NULL,
    -- Sessions from before are over.
    signed_out_at_ms BIGINT,
    UNIQUE (store_id, pin_hash)
);

CREATE TABLE devices (
    id             UUID   NOT NULL PRIMARY KEY,
    store_id       TEXT   NOT NULL REFERENCES stores (store_id),
    name           TEXT   NOT NULL,
    enrolled_at_ms BIGINT NOT NULL,
    enrolled_by    TEXT   NOT NULL
);

CREATE INDEX devices_of_store ON devices (store_id, enrolled_at_ms);

-- How far each source of guesses has filled its bucket.
CREATE TABLE pin_guesses (
    store_id    TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    empty_at_ms BIGINT NOT NULL,
    PRIMARY KEY (store_id, source)
);
