-- Where the buttons of an event that editors have withdrawn lead.
ALTER TABLE events ADD COLUMN moved_to INTEGER REFERENCES events;
