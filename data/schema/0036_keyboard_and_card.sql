ALTER TABLE people ADD COLUMN keyboard INTEGER NOT NULL DEFAULT 1; -- 0: no buttons under the input field
ALTER TABLE enquiries ADD COLUMN card TEXT NOT NULL DEFAULT '';    -- the title of the card that the person had just read
ALTER TABLE enquiries ADD COLUMN asked_in INTEGER NOT NULL DEFAULT 0; -- the message of the question, that the answer replies to; 0: none
