-- The titles of ten thousand answers, without their texts: may another answer have this one?
CREATE INDEX answers_by_title ON answers (title) WHERE state = 'live';
