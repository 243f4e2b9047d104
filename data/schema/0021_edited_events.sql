-- The days, in Moscow, on which an admin last changed an exhibition's dates or status in chat; NULL
-- while they are the file's. The card must not credit the source with what it never said.
ALTER TABLE events ADD COLUMN dates_edited TEXT;
ALTER TABLE events ADD COLUMN status_edited TEXT;
