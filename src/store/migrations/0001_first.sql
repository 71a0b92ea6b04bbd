-- One schema for SQLite and PostgreSQL. SQLite accepts any type name, so PostgreSQL's are written:
-- TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION, UUID, TIMESTAMPTZ, JSONB (objects and arrays only).
-- Times and ids are made by the program, never by the database.

-- Numbers without gaps: the row is locked until commit, so they also follow the order of commits.
CREATE TABLE counters (
    name   TEXT   NOT NULL PRIMARY KEY,
    value  BIGINT NOT NULL
);
INSERT INTO counters (name, value)
VALUES ('knowledge_version', 0), ('ticket_event', 0), ('ticket_number', 0);

CREATE TABLE settings (
    name   TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
);

CREATE TABLE people (
    id      UUID        NOT NULL PRIMARY KEY,
    name    TEXT        NOT NULL UNIQUE,
    role    TEXT        NOT NULL CHECK (role IN ('consultant', 'admin')),
    active  BOOLEAN     NOT NULL DEFAULT TRUE,
    at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE login_links (
    token_hash  TEXT        NOT NULL PRIMARY KEY,
    person      UUID        NOT NULL REFERENCES people (id),
    expires_at  TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ
);

CREATE TABLE sessions (
    id          TEXT        NOT NULL PRIMARY KEY,
    data        JSONB       NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- What the next question of a dialogue may refer to.
CREATE TABLE conversations (
    id       TEXT        NOT NULL PRIMARY KEY,
    profile  JSONB       NOT NULL,
    entry    TEXT,
    asked    TEXT,
    at       TIMESTAMPTZ NOT NULL
);

CREATE TABLE questions (
    id            UUID             NOT NULL PRIMARY KEY,
    conversation  TEXT             NOT NULL,
    surface       TEXT             NOT NULL,
    asked         TEXT             NOT NULL,
    decision      TEXT             NOT NULL CHECK (decision IN ('reply', 'clarify', 'handoff')),
    entry         TEXT,
    confidence    DOUBLE PRECISION NOT NULL,
    card          JSONB            NOT NULL,
    profile       JSONB            NOT NULL,
    solved        BOOLEAN,
    at            TIMESTAMPTZ      NOT NULL
);
CREATE INDEX questions_by_conversation ON questions (conversation, at, id);

-- Every rating; questions.solved is the last one.
CREATE TABLE ratings (
    question  UUID        NOT NULL REFERENCES questions (id),
    solved    BOOLEAN     NOT NULL,
    at        TIMESTAMPTZ NOT NULL
);
CREATE INDEX ratings_by_question ON ratings (question, at);

-- Which of the entries offered under an answer was wanted.
CREATE TABLE choices (
    question  UUID        NOT NULL REFERENCES questions (id),
    entry     TEXT        NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (question, entry)
);

-- question_id comes from a form: no reference, so that a stale form still makes a ticket.
CREATE TABLE tickets (
    id            UUID        NOT NULL PRIMARY KEY,
    number        BIGINT      NOT NULL UNIQUE,
    conversation  TEXT        NOT NULL,
    question_id   UUID,
    question      TEXT        NOT NULL,
    profile       JSONB       NOT NULL,
    contact       TEXT        NOT NULL,
    code_hash     TEXT        NOT NULL,
    status        TEXT        NOT NULL CHECK (status IN ('open', 'claimed', 'answered', 'closed')),
    owner         UUID        REFERENCES people (id),
    opened_at     TIMESTAMPTZ NOT NULL,
    changed_at    TIMESTAMPTZ NOT NULL,
    CHECK ((status = 'open') = (owner IS NULL))
);
CREATE INDEX tickets_to_do ON tickets (opened_at, number) WHERE status <> 'closed';
CREATE INDEX tickets_closed ON tickets (changed_at, number) WHERE status = 'closed';
CREATE INDEX tickets_by_conversation ON tickets (conversation, number);

CREATE TABLE ticket_messages (
    id      UUID        NOT NULL PRIMARY KEY,
    ticket  UUID        NOT NULL REFERENCES tickets (id),
    author  TEXT        NOT NULL CHECK (author IN ('asker', 'consultant')),
    person  UUID        REFERENCES people (id),
    text    TEXT        NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX ticket_messages_by_ticket ON ticket_messages (ticket, at, id);

CREATE TABLE ticket_notes (
    id      UUID        NOT NULL PRIMARY KEY,
    ticket  UUID        NOT NULL REFERENCES tickets (id),
    person  UUID        NOT NULL REFERENCES people (id),
    text    TEXT        NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX ticket_notes_by_ticket ON ticket_notes (ticket, at, id);

CREATE TABLE ticket_events (
    seq     BIGINT      NOT NULL PRIMARY KEY,
    ticket  UUID        NOT NULL REFERENCES tickets (id),
    event   TEXT        NOT NULL,
    person  UUID        REFERENCES people (id),
    at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket, seq);

-- Events that have been dealt with, so that a form sent twice counts once.
CREATE TABLE inbox (
    event   UUID        NOT NULL PRIMARY KEY,
    ticket  UUID        NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);

-- digest: the published text, NULL = withdrawn. imported_digest: the file as last imported,
-- NULL = no file.
CREATE TABLE items (
    collection       TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    digest           TEXT,
    imported_digest  TEXT,
    revision         BIGINT NOT NULL,
    PRIMARY KEY (collection, id)
);

-- digest and document are NULL where the item was withdrawn; by_person is NULL for an import.
CREATE TABLE revisions (
    collection  TEXT        NOT NULL,
    id          TEXT        NOT NULL,
    number      BIGINT      NOT NULL,
    digest      TEXT,
    document    JSONB,
    by_person   UUID        REFERENCES people (id),
    at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collection, id, number),
    FOREIGN KEY (collection, id) REFERENCES items (collection, id)
);

-- Files that could not be imported because the store changed too; NULL = the file is gone.
CREATE TABLE conflicts (
    collection  TEXT        NOT NULL,
    id          TEXT        NOT NULL,
    digest      TEXT,
    document    JSONB,
    at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collection, id)
);

-- The files that were imported last: one row.
CREATE TABLE pack (
    id      BIGINT      NOT NULL PRIMARY KEY CHECK (id = 1),
    digest  TEXT        NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);
