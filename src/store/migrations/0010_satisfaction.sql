-- What an asker said of the desk's work when the ticket was closed: at most once for each ticket.
-- word is NULL where none was written (yet).
CREATE TABLE satisfactions (
    ticket  UUID        NOT NULL PRIMARY KEY REFERENCES tickets (id),
    stars   BIGINT      NOT NULL CHECK (stars BETWEEN 1 AND 5),
    word    TEXT,
    at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX satisfactions_by_time ON satisfactions (at);
