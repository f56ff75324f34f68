-- How far the letters about a draw have been written: people are gone through page by page, by their numbers.

CREATE TABLE draw_mailings (
    draw_id BIGINT PRIMARY KEY NOT NULL REFERENCES draws (id),
    -- letters are written to all accounts up to this one
    after_account BIGINT NOT NULL,
    finished_at TIMESTAMP
);
-- what was decided lately is asked every second
CREATE INDEX results_drawn_at ON results (drawn_at);
CREATE INDEX draws_voided_at ON draws (voided_at) WHERE voided_at IS NOT NULL;
