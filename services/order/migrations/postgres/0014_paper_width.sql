-- The paper that is in a printer; absent is 80 mm with 48 columns, as it was before anything was said.
ALTER TABLE printers ADD COLUMN paper TEXT;
