-- Everything that grows with time is removed in time; for that it has a moment, and an index of it.
-- Rows from before are counted from this upgrade on.
ALTER TABLE invitations ADD COLUMN sent_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE album_parts ADD COLUMN sent_at INTEGER NOT NULL DEFAULT 0;
UPDATE invitations SET sent_at = CAST(strftime('%s', 'now') AS INTEGER);
UPDATE album_parts SET sent_at = CAST(strftime('%s', 'now') AS INTEGER);

CREATE INDEX invitations_by_time ON invitations (sent_at);
CREATE INDEX album_parts_by_time ON album_parts (sent_at);
CREATE INDEX letters_by_time ON letters (written_at);
CREATE INDEX enquiries_by_time ON enquiries (asked_at);
CREATE INDEX dialogues_by_time ON dialogues (changed_at);
CREATE INDEX notices_by_time ON notices (planned_at);
CREATE INDEX applications_by_time ON applications (sent_at);
CREATE INDEX broadcasts_by_end ON broadcasts (finished_at);
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX answer_votes_commented ON answer_votes (voted_at) WHERE comment <> '';
