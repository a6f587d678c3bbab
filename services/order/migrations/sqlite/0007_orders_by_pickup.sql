-- How many orders a pickup slot has is asked for at each placement into it.
CREATE INDEX orders_by_pickup ON orders (store_id, pickup_at_ms)
    WHERE pickup_at_ms IS NOT NULL;
