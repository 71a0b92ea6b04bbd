-- Where people are told what they asked to be told of: by direct message, or else in a private thread
-- of the Discord server where they asked last.
CREATE TABLE watchers (
    conversation  TEXT   NOT NULL PRIMARY KEY,
    guild         BIGINT,
    thread        BIGINT
);

-- Who wants to be told that a program's call closes, with the closing day that this person knows of
-- since then. name is the program's, for when it is gone. unreached: the last notice came nowhere.
CREATE TABLE reminders (
    id            UUID        NOT NULL PRIMARY KEY,
    conversation  TEXT        NOT NULL REFERENCES watchers (conversation),
    program       TEXT        NOT NULL,
    name          TEXT        NOT NULL,
    call          TEXT        NOT NULL,
    closes        DATE        NOT NULL,
    since         TIMESTAMPTZ NOT NULL,
    state         TEXT        NOT NULL CHECK (state IN ('active', 'stopped', 'ended', 'over')),
    unreached     BOOLEAN     NOT NULL DEFAULT FALSE,
    UNIQUE (conversation, program)
);
CREATE INDEX reminders_active ON reminders (id) WHERE state = 'active';

-- What people were told. days is set where the day comes near: each number is told once of each
-- closing day. before is the day that was told earlier.
CREATE TABLE reminder_notices (
    id        UUID        NOT NULL PRIMARY KEY,
    reminder  UUID        NOT NULL REFERENCES reminders (id),
    cause     TEXT        NOT NULL
        CHECK (cause IN ('near', 'moved', 'closed_early', 'gone', 'withdrawn')),
    days      BIGINT,
    closes    DATE        NOT NULL,
    before    DATE,
    at        TIMESTAMPTZ NOT NULL,
    UNIQUE (reminder, closes, days),
    CHECK ((cause = 'near') = (days IS NOT NULL))
);
