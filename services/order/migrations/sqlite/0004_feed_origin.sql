-- Mirrors Postgres's, where positions belong to one server. Those of SQLite travel with the rows, so it stays empty.
CREATE TABLE feed_origin (
    transaction_id INTEGER NOT NULL
) STRICT;
