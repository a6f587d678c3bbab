-- The language of the words on a printer's paper; absent is Korean, as it was before anything was said.
ALTER TABLE printers ADD COLUMN language TEXT;
