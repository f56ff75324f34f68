-- Lotteries: one draw per local day.

CREATE TABLE lotteries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    -- IANA name
    time_zone TEXT NOT NULL,
    first_day DATE NOT NULL,
    -- the day of the last draw, or none
    due_date DATE,
    -- ballots one person may have in one draw, or any number
    cap BIGINT CHECK (cap >= 1),
    one_prize BOOLEAN NOT NULL,
    reserves BIGINT NOT NULL,
    -- the colour of its tickets
    stock TEXT NOT NULL,
    -- the last day that has been given a draw or passed over
    planned_through DATE,
    cancelled_at TIMESTAMP,
    cancel_reason TEXT,
    -- counts edits: a form filled in from an older one is refused
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    CHECK ((cancelled_at IS NULL) = (cancel_reason IS NULL))
);

CREATE TABLE lottery_prizes (
    lottery_id BIGINT NOT NULL REFERENCES lotteries (id),
    position BIGINT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    name TEXT NOT NULL,
    -- in the currency's smallest unit
    amount BIGINT,
    currency TEXT,
    PRIMARY KEY (lottery_id, position),
    CHECK ((amount IS NULL) = (currency IS NULL))
) WITHOUT ROWID;

CREATE TABLE daily_draws (
    draw_id BIGINT PRIMARY KEY NOT NULL REFERENCES draws (id),
    lottery_id BIGINT NOT NULL REFERENCES lotteries (id),
    day DATE NOT NULL,
    -- called off before it opened, and its day was later given another draw
    replaced BOOLEAN NOT NULL
) WITHOUT ROWID;
-- one draw per local day
CREATE UNIQUE INDEX daily_draws_standing ON daily_draws (lottery_id, day) WHERE NOT replaced;
CREATE INDEX daily_draws_lottery ON daily_draws (lottery_id, day);
CREATE INDEX daily_draws_day ON daily_draws (day);
