-- Who answers for an answer: they are told when it is due for review.
ALTER TABLE answers ADD COLUMN owner_id INTEGER;
CREATE INDEX answers_by_owner ON answers (owner_id);
CREATE INDEX answers_by_review ON answers (review_by) WHERE state = 'live' AND review_by IS NOT NULL;
