-- Mirrors ../postgres/0002_sessions_and_audit.sql; a migration is added, never edited.

-- Grows with every change of people or devices: the newer of two signed rosters is the one that counts.
ALTER TABLE stores ADD COLUMN roster_version INTEGER;

-- How pin_hash was made: `domain/pin.rs` has the list. NULL is as 0.
ALTER TABLE people ADD COLUMN pin_scheme INTEGER;

-- Sessions on the device that began then or before are over.
ALTER TABLE devices ADD COLUMN locked_at_ms INTEGER;
-- Network address of the last sign-in: guesses from elsewhere are counted apart.
ALTER TABLE devices ADD COLUMN home TEXT;

-- What staff did. Rows are added, and cut off after a year; nobody changes one.
CREATE TABLE audit_events (
    id         INTEGER NOT NULL,
    store_id   TEXT    NOT NULL,
    at_ms      INTEGER NOT NULL,
    actor_id   BLOB,
    actor_name TEXT,
    device_id  BLOB,
    action     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    -- JSON texts, never with a PIN or its hash.
    before     TEXT,
    after      TEXT,
    PRIMARY KEY (store_id, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_events_stay_as_written BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'audit events are never changed');
END;

CREATE TRIGGER audit_events_stay_for_a_year BEFORE DELETE ON audit_events
WHEN OLD.at_ms > (unixepoch() - 364 * 86400) * 1000
BEGIN
    SELECT RAISE(ABORT, 'audit events are kept for a year');
END;
