-- What consultants' answers may become: drafts of entries, at most one for each ticket. The draft is an
-- object without personal data; a discarded one is deleted. version counts the changes.
CREATE TABLE drafts (
    id          UUID        NOT NULL PRIMARY KEY,
    ticket      UUID        NOT NULL UNIQUE REFERENCES tickets (id),
    draft       JSONB       NOT NULL,
    version     BIGINT      NOT NULL,
    by_person   UUID        NOT NULL REFERENCES people (id),
    at          TIMESTAMPTZ NOT NULL,
    changed_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX drafts_by_change ON drafts (changed_at);
