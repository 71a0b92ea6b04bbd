-- The first answer that a person on Discord ever got: it says what is stored. Deleted with what is
-- stored of the person.
CREATE TABLE first_answers (
    conversation  TEXT        NOT NULL PRIMARY KEY,
    question      UUID        NOT NULL REFERENCES questions (id),
    at            TIMESTAMPTZ NOT NULL
);
CREATE INDEX first_answers_by_question ON first_answers (question);

-- Forms that could not be taken, as they were filled in, so that they can be opened again and mended.
-- form is the custom id that the form carries.
CREATE TABLE unsent_forms (
    id            UUID        NOT NULL PRIMARY KEY,
    conversation  TEXT        NOT NULL,
    form          TEXT        NOT NULL,
    filled        JSONB       NOT NULL,
    at            TIMESTAMPTZ NOT NULL
);
CREATE INDEX unsent_forms_by_time ON unsent_forms (at);
