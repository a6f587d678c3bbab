-- What staff changed. Rows never change, and are kept for 400 days.
CREATE TABLE audit_events (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    store_id    TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL,
    actor_id    BLOB,
    actor_name  TEXT,
    device_id   BLOB,
    action      TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    before_json TEXT,
    after_json  TEXT
) STRICT;

CREATE INDEX audit_events_newest ON audit_events (store_id, id);
CREATE INDEX audit_events_oldest ON audit_events (at_ms);

CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'an audit event never changes');
END;

CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
WHEN OLD.at_ms >= CAST(strftime('%s', 'now') AS INTEGER) * 1000 - 34560000000
BEGIN
    SELECT RAISE(ABORT, 'an audit event is kept for 400 days');
END;
