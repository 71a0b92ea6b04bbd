-- Whom a row answers, so that nothing is searched for when somebody's data are deleted. NULL for rows
-- that are no answer.
ALTER TABLE outbox ADD COLUMN account BIGINT;
UPDATE outbox SET account = CAST(COALESCE(
    payload -> 'to' -> 'interaction' ->> 'account',
    payload -> 'to' -> 'message' ->> 'account') AS BIGINT);
CREATE INDEX outbox_by_account ON outbox (account) WHERE account IS NOT NULL;
CREATE INDEX outbox_by_lane ON outbox (lane);

-- What is over is deleted some time later.
CREATE INDEX outbox_over ON outbox (changed_at, id) WHERE state IN ('sent', 'failed');

-- Who used the command, button or form.
ALTER TABLE discord_inbox ADD COLUMN account BIGINT;
UPDATE discord_inbox SET account = CAST(COALESCE(
    payload -> 'user' ->> 'id',
    payload -> 'member' -> 'user' ->> 'id') AS BIGINT);
CREATE INDEX discord_inbox_by_account ON discord_inbox (account) WHERE account IS NOT NULL;
