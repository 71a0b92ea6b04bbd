-- 定型文. valid_until is the moment after the last day; a reply that was taken off stays, so that it can
-- be told who did it.
CREATE TABLE canned_replies (
    id           UUID        NOT NULL PRIMARY KEY,
    name         TEXT        NOT NULL,
    text         TEXT        NOT NULL,
    topic        TEXT,
    valid_until  TIMESTAMPTZ NOT NULL,
    active       BOOLEAN     NOT NULL,
    revision     BIGINT      NOT NULL,
    written_by   UUID        NOT NULL REFERENCES people (id),
    written_at   TIMESTAMPTZ NOT NULL,
    changed_by   UUID        NOT NULL REFERENCES people (id),
    changed_at   TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX canned_replies_by_name ON canned_replies (name) WHERE active;
