-- What shall be sold later; at most one for a store, and none when there is nothing to be published.
-- version: grows with every change; it begins at the milliseconds since 1970 (UTC), so that no two drafts share one.
CREATE TABLE drafts (
    store_id TEXT NOT NULL PRIMARY KEY REFERENCES stores (store_id),
    version INTEGER NOT NULL,
    body TEXT NOT NULL
);
