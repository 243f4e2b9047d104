-- Lines of the staff that reach nobody get a sign while somebody waits outside of a topic.
CREATE INDEX dialogues_without_topic ON dialogues (state) WHERE topic_id IS NULL;
