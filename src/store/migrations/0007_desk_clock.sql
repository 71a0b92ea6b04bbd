-- What a line of a ticket's history is about: the target of a warning, until when the ticket was put
-- off, the colleague who got it. NULL for all other lines.
ALTER TABLE ticket_events ADD COLUMN target TEXT
    CHECK (target IN ('first_reply', 'next_reply', 'resolution'));
ALTER TABLE ticket_events ADD COLUMN until TIMESTAMPTZ;
ALTER TABLE ticket_events ADD COLUMN recipient UUID REFERENCES people (id);

-- The group of the configuration that is to take a ticket, and until when it is put off.
ALTER TABLE tickets ADD COLUMN desk_group TEXT;
ALTER TABLE tickets ADD COLUMN snoozed_until TIMESTAMPTZ;
