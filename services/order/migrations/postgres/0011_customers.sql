-- Names and notes are erased some time after an order has ended; absent is 30 days, as before anything was said.
ALTER TABLE orders ADD COLUMN forget_after_ms BIGINT;
ALTER TABLE orders ADD COLUMN forgotten_at_ms BIGINT;
-- By when the time is over, so that looking for the next ones reads no other order.
CREATE INDEX orders_to_forget ON orders ((status_at_ms + COALESCE(forget_after_ms, 2592000000)))
    WHERE forgotten_at_ms IS NULL AND status IN ('completed', 'rejected', 'cancelled', 'expired', 'no_show');
-- The fingerprint of a placement is made of the name too, and is erased with it.
CREATE INDEX idempotency_keys_by_order ON idempotency_keys (order_id);
-- What a phone has open is asked for at each of its placements.
CREATE INDEX orders_open_by_session ON orders (store_id, customer_session)
    WHERE status IN ('placed', 'accepted', 'preparing', 'ready');

-- Customer sessions that place no orders until then.
CREATE TABLE blocked_phones (
    store_id   TEXT NOT NULL,
    session    TEXT NOT NULL,
    -- What led to it, and by which it is known.
    order_id   UUID NOT NULL,
    number     BIGINT NOT NULL,
    since_ms   BIGINT NOT NULL,
    until_ms   BIGINT NOT NULL,
    blocked_by JSONB,
    PRIMARY KEY (store_id, session)
);

CREATE INDEX blocked_phones_over ON blocked_phones (until_ms);
