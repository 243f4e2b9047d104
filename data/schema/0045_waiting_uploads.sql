-- Where a second person has to agree, a spreadsheet waits for one after its author has applied it.
ALTER TABLE uploads ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
