-- Who of the staff changed the order last, as they were called then; absent is nobody who is known.
ALTER TABLE orders ADD COLUMN changed_by JSONB;
