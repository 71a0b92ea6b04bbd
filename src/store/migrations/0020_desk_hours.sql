-- When the desk of a Discord server works, from each change on. NULL: at the configured hours, which
-- also count before the first change.
CREATE TABLE desk_hours (
    guild   BIGINT      NOT NULL REFERENCES guilds (id),
    number  BIGINT      NOT NULL,
    hours   JSONB,
    since   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild, number)
);
