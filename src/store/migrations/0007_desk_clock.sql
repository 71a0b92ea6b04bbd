-- What a warning or a missed target in a ticket's history is about. NULL for all other lines.
ALTER TABLE ticket_events ADD COLUMN target TEXT
    CHECK (target IN ('first_reply', 'next_reply', 'resolution'));
