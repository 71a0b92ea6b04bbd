-- An asker may take a ticket back while nobody has it: closed without an owner. Neither database drops
-- the old constraint in the same words, (status = 'open') = (owner IS NULL), so it stays with a column
-- of its own: hold is 'open' exactly where nobody has the ticket, and is read nowhere.
ALTER TABLE tickets RENAME COLUMN status TO hold;
ALTER TABLE tickets ADD COLUMN status TEXT NOT NULL DEFAULT 'closed'
    CHECK (status IN ('open', 'claimed', 'answered', 'closed')
        AND (status = 'closed' OR (status = 'open') = (owner IS NULL)));
UPDATE tickets SET status = hold;
UPDATE tickets SET hold = 'claimed' WHERE hold <> 'open';

DROP INDEX tickets_to_do;
DROP INDEX tickets_closed;
CREATE INDEX tickets_to_do ON tickets (opened_at, number) WHERE status <> 'closed';
CREATE INDEX tickets_closed ON tickets (changed_at, number) WHERE status = 'closed';
