-- At most one row, since the rows of order_events came from another server: the first transaction of this one.
CREATE TABLE feed_origin (
    transaction_id BIGINT NOT NULL
);
