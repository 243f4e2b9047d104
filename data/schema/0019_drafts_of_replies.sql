-- «Сделать ответом»: a draft that began with a specialist's reply knows whose question that answers.
ALTER TABLE drafts ADD COLUMN enquiry_id INTEGER REFERENCES enquiries ON DELETE SET NULL;
CREATE UNIQUE INDEX drafts_of_enquiries ON drafts (enquiry_id) WHERE state <> 'discarded';
