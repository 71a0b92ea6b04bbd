-- Open pages of the desk follow notes, too: they are counted with the changes of tickets, but stay
-- out of the history, which says what the asker had of it. NULL for older ones.
ALTER TABLE ticket_notes ADD COLUMN seq BIGINT;
CREATE UNIQUE INDEX ticket_notes_by_seq ON ticket_notes (seq);
