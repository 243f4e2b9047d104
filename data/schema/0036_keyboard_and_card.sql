ALTER TABLE people ADD COLUMN keyboard INTEGER NOT NULL DEFAULT 1; -- 0: no buttons under the input field
ALTER TABLE enquiries ADD COLUMN card TEXT NOT NULL DEFAULT '';    -- the title of the card that the person had just read
