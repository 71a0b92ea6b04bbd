-- Who wants to be told if an answer is corrected. substance is a digest of what the entry said when the
-- answer was shown; corrections after until are not told any more.
CREATE TABLE recalls (
    id            UUID        NOT NULL PRIMARY KEY,
    conversation  TEXT        NOT NULL REFERENCES watchers (conversation),
    question      UUID        NOT NULL REFERENCES questions (id),
    entry         TEXT        NOT NULL,
    substance     TEXT        NOT NULL,
    shown_at      TIMESTAMPTZ NOT NULL,
    until         TIMESTAMPTZ NOT NULL,
    state         TEXT        NOT NULL CHECK (state IN ('active', 'stopped', 'told', 'over')),
    corrected_at  TIMESTAMPTZ,
    UNIQUE (conversation, question)
);
CREATE INDEX recalls_active ON recalls (id) WHERE state = 'active';
