-- The language that a person has chosen; NULL: that of their Telegram.
ALTER TABLE people ADD COLUMN language TEXT CHECK (language IN ('ru', 'en'));
