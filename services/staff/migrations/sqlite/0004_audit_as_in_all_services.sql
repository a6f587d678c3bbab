-- Mirrors ../postgres/0004_audit_as_in_all_services.sql; a migration is added, never edited.

-- The audit log becomes as it is in all services: ids are the database's, and rows are kept for 400 days.
ALTER TABLE audit_events RENAME TO audit_events_before;

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

INSERT INTO audit_events
    (store_id, at_ms, actor_id, actor_name, device_id, action, subject, before_json, after_json)
SELECT store_id, at_ms, actor_id, actor_name, device_id, action, subject, before, after
FROM audit_events_before ORDER BY id, store_id;

DROP TABLE audit_events_before;

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
