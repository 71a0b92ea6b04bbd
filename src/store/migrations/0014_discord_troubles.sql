-- What keeps a Discord server's setup from working, from when it was noticed until it is mended: a
-- channel that is gone, a permission that was taken away. Server 0 stands for the connection itself.
CREATE TABLE discord_troubles (
    guild  BIGINT      NOT NULL,
    cause  TEXT        NOT NULL,
    words  TEXT        NOT NULL,
    at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild, cause)
);

-- Interactions that are being dealt with: Discord tells of each once. What another process left here
-- when it died is dealt with after the next start; what was dealt with is deleted.
CREATE TABLE discord_inbox (
    id       BIGINT      NOT NULL PRIMARY KEY,
    process  UUID        NOT NULL,
    payload  JSONB       NOT NULL,
    at       TIMESTAMPTZ NOT NULL
);
