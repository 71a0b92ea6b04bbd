-- Where cards and threads of tickets stand that count for nothing any more: what their askers wrote
-- stands there, too, until it is deleted.
CREATE TABLE old_places (
    card     BIGINT NOT NULL PRIMARY KEY,
    ticket   UUID   NOT NULL REFERENCES tickets (id),
    channel  BIGINT NOT NULL,
    thread   BIGINT
);
CREATE INDEX old_places_by_ticket ON old_places (ticket);
