-- A ticket that became part of another one of the same asker: the conversation goes on there. Always
-- the last of a chain.
ALTER TABLE tickets ADD COLUMN merged_into UUID REFERENCES tickets (id);
CREATE INDEX tickets_by_merged_into ON tickets (merged_into) WHERE merged_into IS NOT NULL;

-- What a merge adds to a line of the history: the number of the other ticket, and since when its asker
-- had been waiting for the reply that `target` names. NULL for all other lines.
ALTER TABLE ticket_events ADD COLUMN other BIGINT;
ALTER TABLE ticket_events ADD COLUMN since TIMESTAMPTZ;
