-- Lotteries that are drawn on some weekdays only, how long prizes wait, draws called off one by one,
-- and the public list of what was changed.

-- the weekdays of its draws: Monday is 1, Tuesday 2, Wednesday 4 and so on; 127 is every day
ALTER TABLE lotteries ADD COLUMN weekdays BIGINT NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127);
-- how many days a winner has to claim a prize before it may go to the next reserve
ALTER TABLE lotteries ADD COLUMN claim_days BIGINT NOT NULL DEFAULT 14 CHECK (claim_days BETWEEN 1 AND 365);

-- a manager cancelled this draw alone: its day gets no other one
ALTER TABLE daily_draws ADD COLUMN called_off BOOLEAN NOT NULL DEFAULT FALSE;

-- Everything that was changed about a lottery after it was made, for everyone to read. Rows are only added.
CREATE TABLE lottery_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    lottery_id BIGINT NOT NULL REFERENCES lotteries (id),
    changed_at TIMESTAMP NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('edited', 'cancelled', 'draw_cancelled')),
    -- the day of the first draw it holds for; of the cancelled draw; none if there is no draw to come
    from_day DATE,
    -- the cancelled draw
    draw_name TEXT,
    reason TEXT,
    -- what was edited: a JSON list of field, before, after
    fields TEXT NOT NULL,
    CHECK ((kind = 'edited') = (reason IS NULL)),
    CHECK ((kind = 'draw_cancelled') = (draw_name IS NOT NULL))
);
CREATE INDEX lottery_changes_lottery ON lottery_changes (lottery_id, id);
