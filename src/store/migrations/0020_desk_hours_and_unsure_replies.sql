-- When the desk of a Discord server works, from each change on. NULL: at the configured hours, which
-- also count before the first change.
CREATE TABLE desk_hours (
    guild   BIGINT      NOT NULL REFERENCES guilds (id),
    number  BIGINT      NOT NULL,
    hours   JSONB,
    since   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild, number)
);

-- A reply that is on its way: whether nobody knows if an attempt at sending it reached the asker.
ALTER TABLE ticket_messages ADD COLUMN unsure BOOLEAN NOT NULL DEFAULT FALSE;
