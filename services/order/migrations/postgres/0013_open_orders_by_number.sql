-- No two open orders of a store have one number: at each placement it is asked whether the next one is free.
CREATE INDEX orders_open_by_number ON orders (store_id, number)
    WHERE status IN ('placed', 'accepted', 'preparing', 'ready');
