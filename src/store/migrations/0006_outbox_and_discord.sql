-- What must reach somebody elsewhere: written in the transaction of its cause, sent afterwards.
-- id says what caused it and is the message's nonce, so that the same cause makes one row and one
-- message. Rows of one lane are sent one after another, by seq and id. A row that is being sent is
-- leased; once the lease has run out nobody knows whether it was sent: unsure.
CREATE TABLE outbox (
    id            TEXT        NOT NULL PRIMARY KEY,
    lane          TEXT        NOT NULL,
    seq           BIGINT      NOT NULL,
    payload       JSONB       NOT NULL,
    state         TEXT        NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    attempts      BIGINT      NOT NULL,
    unsure        BOOLEAN     NOT NULL,
    due_at        TIMESTAMPTZ NOT NULL,
    leased_until  TIMESTAMPTZ,
    at            TIMESTAMPTZ NOT NULL,
    changed_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_at, seq, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_lanes ON outbox (lane, seq, id) WHERE state IN ('waiting', 'sending');

-- What a Discord server has set up. desk is its consultants' channel; the operator's desk also gets
-- the tickets of servers without a desk of their own, and those of the web.
CREATE TABLE guilds (
    id        BIGINT      NOT NULL PRIMARY KEY,
    settings  JSONB       NOT NULL,
    desk      BIGINT,
    operator  BOOLEAN     NOT NULL,
    at        TIMESTAMPTZ NOT NULL
);
CREATE INDEX guilds_with_desk ON guilds (id) WHERE desk IS NOT NULL;

-- Members of staff by their Discord accounts.
CREATE TABLE discord_people (
    account  BIGINT NOT NULL PRIMARY KEY,
    person   UUID   NOT NULL REFERENCES people (id)
);

-- The card and the thread of a ticket in the consultants' channel; no thread where none could be made.
CREATE TABLE ticket_places (
    ticket   UUID   NOT NULL PRIMARY KEY REFERENCES tickets (id),
    channel  BIGINT NOT NULL,
    card     BIGINT NOT NULL,
    thread   BIGINT
);
CREATE UNIQUE INDEX ticket_places_by_thread ON ticket_places (thread) WHERE thread IS NOT NULL;

-- Channels whose messages are read again after an outage, with the last one that was dealt with.
CREATE TABLE discord_channels (
    id     BIGINT NOT NULL PRIMARY KEY,
    guild  BIGINT,
    seen   BIGINT NOT NULL
);

-- How a reply reached an asker who does not read it on a page. NULL for all others.
ALTER TABLE ticket_messages ADD COLUMN delivery TEXT
    CHECK (delivery IN ('sending', 'sent', 'thread', 'page'));

-- The Discord server where a ticket was opened, if any.
ALTER TABLE tickets ADD COLUMN guild BIGINT;

-- The change of the ticket that a message came with. NULL for older ones.
ALTER TABLE ticket_messages ADD COLUMN seq BIGINT;
CREATE UNIQUE INDEX ticket_messages_by_seq ON ticket_messages (seq);

-- The private thread in which an asker who takes no direct messages reads replies.
ALTER TABLE tickets ADD COLUMN asker_thread BIGINT;
CREATE UNIQUE INDEX tickets_by_asker_thread ON tickets (asker_thread) WHERE asker_thread IS NOT NULL;
