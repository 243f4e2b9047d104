-- The message that filled the last field: come again after a kill, it must not fill the next one too.
ALTER TABLE applications ADD COLUMN message_id INTEGER;
