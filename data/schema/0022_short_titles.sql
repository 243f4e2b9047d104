-- A phone cuts a long button: `label` is what a button says, an editor's `short` where there is one.
ALTER TABLE sections ADD COLUMN short TEXT NOT NULL DEFAULT '';
ALTER TABLE sections ADD COLUMN label TEXT NOT NULL AS (iif(short = '', title, short)) VIRTUAL;
ALTER TABLE answers ADD COLUMN short TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN label TEXT NOT NULL AS (iif(short = '', title, short)) VIRTUAL;
ALTER TABLE events ADD COLUMN short TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN label TEXT NOT NULL AS (iif(short = '', name, short)) VIRTUAL;
ALTER TABLE drafts ADD COLUMN short TEXT NOT NULL DEFAULT '';

DROP VIEW menu;
CREATE VIEW menu AS
    SELECT parent_id AS section_id, 'section' AS kind, id, title, label, emoji, position, audience,
           0 AS entry, NULL AS valid_until
    FROM sections WHERE state = 'live'
    UNION ALL
    SELECT section_id, 'answer', id, title, label, CASE entry WHEN 1 THEN '👉' ELSE '' END, position,
           audience, entry, valid_until
    FROM answers WHERE state = 'live';
