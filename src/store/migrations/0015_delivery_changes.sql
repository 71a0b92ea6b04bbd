-- The change of the ticket with which a reply was last told to be on its way or delivered, so that
-- open pages of the desk learn of it. NULL before.
ALTER TABLE ticket_messages ADD COLUMN delivery_seq BIGINT;
CREATE UNIQUE INDEX ticket_messages_by_delivery_seq ON ticket_messages (delivery_seq);
