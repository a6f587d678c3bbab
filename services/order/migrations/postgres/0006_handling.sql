-- How the counter handles an order; absent is as it was before: no limit to accept by, an hour's hold, nothing done.
ALTER TABLE orders ADD COLUMN accept_by_ms BIGINT;
ALTER TABLE orders ADD COLUMN hold_ms BIGINT;
ALTER TABLE orders ADD COLUMN ready_at_ms BIGINT;
ALTER TABLE orders ADD COLUMN lines_done JSONB;
ALTER TABLE orders ADD COLUMN unacknowledged BOOLEAN;
-- What is over by itself, and what the counter has yet to acknowledge, is found without a look at anything else.
CREATE INDEX orders_to_accept ON orders (accept_by_ms) WHERE status = 'placed';
CREATE INDEX orders_to_collect ON orders (status_at_ms) WHERE status = 'ready';
CREATE INDEX orders_unacknowledged ON orders (id) WHERE unacknowledged;
