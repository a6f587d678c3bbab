-- What the customer drinks from, and when they want to pick the order up; absent where that was not asked.
ALTER TABLE orders ADD COLUMN cup TEXT;
ALTER TABLE orders ADD COLUMN pickup_at_ms INTEGER;
