-- When a screen of the counter was last connected, milliseconds since 1970 (UTC). It is no part of the menu and no version of it.
ALTER TABLE stores ADD COLUMN counter_seen_ms BIGINT;
