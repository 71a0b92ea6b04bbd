-- The fact that the assistant asked for last, by its profile key: the next message may answer it.
ALTER TABLE conversations ADD COLUMN asks TEXT;
