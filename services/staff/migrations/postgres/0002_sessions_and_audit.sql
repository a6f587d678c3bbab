-- Mirrors ../sqlite/0002_sessions_and_audit.sql; a migration is added, never edited.

-- Grows with every change of people or devices: the newer of two signed rosters is the one that counts.
ALTER TABLE stores ADD COLUMN roster_version BIGINT;

-- How pin_hash was made: `domain/pin.rs` has the list. NULL is as 0.
ALTER TABLE people ADD COLUMN pin_scheme BIGINT;

-- Sessions on the device that began then or before are over.
ALTER TABLE devices ADD COLUMN locked_at_ms BIGINT;
-- Network address of the last sign-in: guesses from elsewhere are counted apart.
ALTER TABLE devices ADD COLUMN home TEXT;

-- What staff did. Rows are added, and cut off after a year; nobody changes one.
CREATE TABLE audit_events (
    id         BIGINT NOT NULL,
    store_id   TEXT   NOT NULL,
    at_ms      BIGINT NOT NULL,
    actor_id   UUID,
    actor_name TEXT,
    device_id  UUID,
    action     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    -- JSON texts, never with a PIN or its hash.
    before     TEXT,
    after      TEXT,
    PRIMARY KEY (store_id, id)
);

CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at_ms <= (extract(epoch FROM now())::BIGINT - 364 * 86400) * 1000 THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit events are never changed, and kept for a year';
END
$$;

CREATE TRIGGER audit_events_stay_as_written BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_refuse();
