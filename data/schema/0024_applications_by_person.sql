CREATE INDEX applications_by_person ON applications (person_id, event_id);
