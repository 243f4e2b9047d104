-- Every statement finds its rows by an index, however many people and years there are.

-- By a person: «Что вы обо мне знаете», «Удалить всё», and what falls with a removed person.
CREATE INDEX questions_by_person ON questions (person_id, asked_at);
CREATE INDEX answer_votes_by_person ON answer_votes (person_id);
CREATE INDEX votes_by_person ON votes (person_id);
CREATE INDEX deliveries_by_person ON deliveries (person_id);
CREATE INDEX broadcast_clicks_by_person ON broadcast_clicks (person_id);
CREATE INDEX letters_by_person ON letters (person_id);
CREATE INDEX audit_by_admin ON audit (admin_id);
CREATE INDEX handled_applications_by_admin ON handled_applications (admin_id);
CREATE INDEX drafts_by_author ON drafts (author_id);
CREATE INDEX broadcasts_by_author ON broadcasts (author_id);

-- Letters by their enquiry and by the message that they were made of.
CREATE INDEX letters_by_enquiry ON letters (enquiry_id);
CREATE INDEX letters_by_original ON letters (from_chat, from_message);
CREATE INDEX drafts_by_enquiry ON drafts (enquiry_id);

-- Questions that editors have handled, by what was done with them.
CREATE INDEX questions_handled ON questions (handled, handled_id) WHERE handled IS NOT NULL;

-- What waits is little, however much there was: these hold nothing else.
CREATE INDEX notices_sending ON notices (id) WHERE state = 'sending';
CREATE INDEX broadcasts_unfinished ON broadcasts (id)
    WHERE started_at IS NOT NULL AND finished_at IS NULL;
CREATE INDEX broadcasts_by_state ON broadcasts (state, id);
CREATE INDEX handled_applications_by_time ON handled_applications (handled_at);
