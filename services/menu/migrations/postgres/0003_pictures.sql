-- Items' own pictures, as JPEG; under one id (of the digest of the large one) there is one picture for ever.
-- kept_ms: when it was last kept, milliseconds since 1970 (UTC). What no item has shown for a day may go.
CREATE TABLE pictures (
    store_id TEXT NOT NULL REFERENCES stores (store_id),
    id TEXT NOT NULL,
    kept_ms BIGINT NOT NULL,
    small BYTEA NOT NULL,
    large BYTEA NOT NULL,
    PRIMARY KEY (store_id, id)
);
