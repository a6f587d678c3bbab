-- The feed's snapshot reads the open orders in pages, and each page begins where the last one ended.
CREATE INDEX orders_open_by_id ON orders (id)
    WHERE status IN ('placed', 'accepted', 'preparing', 'ready');
