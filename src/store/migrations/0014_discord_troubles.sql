-- What keeps a Discord server's setup from working, from when it was noticed until it is mended: a
-- channel that is gone, a permission that was taken away. Server 0 stands for the connection itself.
CREATE TABLE discord_troubles (
    guild  BIGINT      NOT NULL,
    cause  TEXT        NOT NULL,
    words  TEXT        NOT NULL,
    at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild, cause)
);
