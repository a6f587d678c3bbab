-- Tells a clock that was set back since from a bucket that is full; absent in what was kept before.
ALTER TABLE pin_guesses ADD COLUMN counted_at_ms INTEGER;
