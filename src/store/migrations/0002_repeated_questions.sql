-- A question that comes again because its answer was lost: derived from the id of the form or
-- request, the dialogue and the words. NULL where nothing was sent that could tell.
ALTER TABLE questions ADD COLUMN event TEXT;
CREATE UNIQUE INDEX questions_by_event ON questions (event) WHERE event IS NOT NULL;
