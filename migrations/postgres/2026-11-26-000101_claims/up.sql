-- What becomes of prizes, and entries that are struck out before closing.

-- how many days winners of this draw have to claim a prize, as it was announced; none: nothing was announced
ALTER TABLE draws ADD COLUMN claim_days BIGINT CHECK (claim_days >= 1);
-- the ballots of struck-out entries: kept, not recounted
ALTER TABLE draws ADD COLUMN cancelled_ballots BIGINT NOT NULL DEFAULT 0;
ALTER TABLE participations ADD COLUMN cancelled_ballots BIGINT NOT NULL DEFAULT 0;

-- One row for each prize that was won, from drawing on.
CREATE TABLE claims (
    draw_id BIGINT NOT NULL REFERENCES draws (id),
    -- 1 is the first prize
    place BIGINT NOT NULL CHECK (place >= 1),
    -- who holds it now: the place in drawing order
    position BIGINT NOT NULL,
    -- counts the steps below: a form filled in from an older one is refused
    step BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'lapsed')),
    -- whole seconds since 1970 UTC: from then on it may be passed on
    deadline BIGINT NOT NULL,
    PRIMARY KEY (draw_id, place)
);
-- what still waits for its winner
CREATE INDEX claims_open ON claims (deadline, draw_id, place) WHERE state = 'open';

-- What was done about a prize, in order. Rows are only added.
CREATE TABLE claim_steps (
    draw_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    -- from 1
    step BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('claimed', 'passed', 'lapsed')),
    -- who held it then
    position BIGINT NOT NULL,
    -- the reserve that has it since
    to_position BIGINT,
    at BIGINT NOT NULL,
    -- which manager did it, and a note for managers
    account_id BIGINT,
    username TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (draw_id, place, step),
    FOREIGN KEY (draw_id, place) REFERENCES claims (draw_id, place),
    CHECK ((kind = 'passed') = (to_position IS NOT NULL))
);
-- a reserve steps in once
CREATE UNIQUE INDEX claim_steps_reserve ON claim_steps (draw_id, to_position) WHERE to_position IS NOT NULL;
