-- What somebody has written, among ten thousand answers: asked before they delete their data.
CREATE INDEX answers_by_author ON answers (author_id) WHERE author_id IS NOT NULL;
