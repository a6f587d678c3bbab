-- Mirrors ../postgres/0003_device_sessions.sql; a migration is added, never edited.

-- The last session that began on the device. It has one at a time.
ALTER TABLE devices ADD COLUMN session_person_id BLOB;
ALTER TABLE devices ADD COLUMN session_since_ms INTEGER;
ALTER TABLE devices ADD COLUMN session_until_ms INTEGER;

-- 1 until the person has set a PIN of their own in place of one that a machine made.
ALTER TABLE people ADD COLUMN pin_is_generated INTEGER;
