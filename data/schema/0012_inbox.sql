-- Which questions wait for an editor: nothing found, nothing chosen, or the answer was not about it.
-- `text` is masked: no phone, e-mail or document number is kept.
ALTER TABLE questions ADD COLUMN understood TEXT NOT NULL DEFAULT '';  -- of a wrong layout or a transliteration
ALTER TABLE questions ADD COLUMN words TEXT NOT NULL DEFAULT '';       -- stems searched for; empty for small talk
ALTER TABLE questions ADD COLUMN chosen_kind TEXT;                     -- which of the hits was opened first
ALTER TABLE questions ADD COLUMN chosen_id INTEGER;
ALTER TABLE questions ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;    -- 1: voted «не о том»
ALTER TABLE questions ADD COLUMN handled TEXT
    CHECK (handled IN ('bound', 'drafted', 'off topic'));
ALTER TABLE questions ADD COLUMN handled_id INTEGER;                   -- the answer bound to, or the draft
CREATE INDEX questions_open ON questions (outcome) WHERE handled IS NULL;
CREATE INDEX questions_off_topic ON questions (words) WHERE handled = 'off topic';
