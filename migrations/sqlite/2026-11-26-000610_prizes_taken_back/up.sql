-- A prize that was marked as claimed by mistake can be taken back. SQLite changes no check, so the table is made anew.

ALTER TABLE claim_steps RENAME TO claim_steps_before;
DROP INDEX claim_steps_reserve;
CREATE TABLE claim_steps (
    draw_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    -- from 1
    step BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('claimed', 'passed', 'lapsed', 'taken_back')),
    -- who held it then
    position BIGINT NOT NULL,
    -- the reserve that has it since
    to_position BIGINT,
    at BIGINT NOT NULL,
    -- which manager did it, and a note for managers; of 'taken_back' the public reason
    account_id BIGINT,
    username TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (draw_id, place, step),
    FOREIGN KEY (draw_id, place) REFERENCES claims (draw_id, place),
    CHECK ((kind = 'passed') = (to_position IS NOT NULL))
) WITHOUT ROWID;
INSERT INTO claim_steps SELECT draw_id, place, step, kind, position, to_position, at, account_id, username, note FROM claim_steps_before;
DROP TABLE claim_steps_before;
-- a reserve steps in once
CREATE UNIQUE INDEX claim_steps_reserve ON claim_steps (draw_id, to_position) WHERE to_position IS NOT NULL;
