-- How often a person was shut out: logins from before do not come back with the person.
ALTER TABLE people ADD COLUMN era BIGINT NOT NULL DEFAULT 0;

-- Held while roles change, so that two administrators cannot shut each other out.
INSERT INTO counters (name, value) VALUES ('people', 0);
