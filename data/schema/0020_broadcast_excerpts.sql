-- The message stays in its author's chat; its first words, masked, tell one broadcast from another.
ALTER TABLE broadcasts ADD COLUMN excerpt TEXT NOT NULL DEFAULT '';
