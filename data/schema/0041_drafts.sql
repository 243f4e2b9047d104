-- A draft is now of an answer, an exhibition or a date, new or a change of one that there is; its
-- fields are those of a file, in JSON.
CREATE TABLE new_drafts (
    id         INTEGER PRIMARY KEY,
    author_id  INTEGER NOT NULL,
    revision   INTEGER NOT NULL DEFAULT 0,   -- raised by every change: a button knows what it was shown
    state      TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'waiting', 'published', 'discarded')),
    kind       TEXT NOT NULL CHECK (kind IN ('answer', 'exhibition', 'date')),
    subject_id INTEGER,                      -- the answer or event that it changes, or has become
    base_id    INTEGER,                      -- the revision from which the change was begun; NULL: it is new
    fields     TEXT NOT NULL,
    section_id INTEGER REFERENCES sections,  -- of a new answer
    note       TEXT NOT NULL DEFAULT '',     -- why it is changed, in the author's words
    enquiry_id INTEGER REFERENCES enquiries ON DELETE SET NULL,
    started_at INTEGER NOT NULL
) STRICT;

INSERT INTO new_drafts (id, author_id, revision, state, kind, subject_id, fields, section_id,
                        enquiry_id, started_at)
SELECT id, author_id, revision, state, 'answer', answer_id,
       -- a patch leaves out what is null; a list was one item a line
       json_patch('{}', json_object(
           'title', NULLIF(title, ''),
           'short', NULLIF(short, ''),
           'audience', CASE audience WHEN '' THEN NULL ELSE
               json('["' || replace(audience, ',', '","') || '"]') END,
           'questions', CASE questions WHEN '' THEN NULL ELSE
               json('[' || replace(replace(replace(json_quote(questions), '\\', char(1)),
                                           '\n', '","'), char(1), '\\') || ']') END,
           'sources', CASE source_title WHEN '' THEN NULL ELSE json_array(json_patch('{}', json_object(
               'title', source_title, 'url', NULLIF(source_url, ''), 'date', NULLIF(source_date, '')
           ))) END,
           'body', NULLIF(body, ''))),
       section_id, enquiry_id, started_at
FROM drafts;

DROP TABLE drafts;
ALTER TABLE new_drafts RENAME TO drafts;
CREATE INDEX drafts_by_state ON drafts (state, id);
CREATE UNIQUE INDEX drafts_of_enquiries ON drafts (enquiry_id) WHERE state <> 'discarded';
CREATE INDEX drafts_by_enquiry ON drafts (enquiry_id);
CREATE INDEX drafts_by_author ON drafts (author_id);
CREATE INDEX drafts_by_subject ON drafts (subject_id) WHERE state IN ('open', 'waiting');
