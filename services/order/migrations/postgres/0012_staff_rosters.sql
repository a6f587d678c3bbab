-- Mirrors ../sqlite/0012_staff_rosters.sql; a migration is added, never edited.

-- The last signed roster of the staff, as a surface handed it over: whose sessions count.
CREATE TABLE staff_rosters (
    store_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    body TEXT NOT NULL
);
