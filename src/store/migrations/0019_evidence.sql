-- Which entries a consultant put into a reply.
CREATE TABLE ticket_entries (
    ticket     UUID        NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    entry      TEXT        NOT NULL,
    by_person  UUID        NOT NULL REFERENCES people (id),
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (ticket, entry)
);
CREATE INDEX ticket_entries_by_time ON ticket_entries (at);

-- What people said of answers and chose under them is read newest first.
CREATE INDEX questions_rated ON questions (at) WHERE solved IS NOT NULL;
CREATE INDEX choices_by_time ON choices (at);
