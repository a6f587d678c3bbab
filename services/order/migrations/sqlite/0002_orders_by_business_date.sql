-- A day of long ago is found without walking through everything since.
CREATE INDEX orders_by_business_date ON orders (store_id, business_date, placed_at_ms, id);
