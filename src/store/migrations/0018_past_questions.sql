-- What curators did with questions that people asked and entries that answered them: every step, the
-- last one counts. Its number tells two curators apart who decide at the same time. asked and text have
-- their personal data masked; key is the hash of asked without width, case and punctuation.
CREATE TABLE past_question_steps (
    entry      TEXT        NOT NULL,
    key        TEXT        NOT NULL,
    number     BIGINT      NOT NULL,
    step       TEXT        NOT NULL CHECK (step IN ('accepted', 'declined', 'reopened')),
    asked      TEXT        NOT NULL,
    text       TEXT        NOT NULL,
    by_person  UUID        NOT NULL REFERENCES people (id),
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (entry, key, number)
);
