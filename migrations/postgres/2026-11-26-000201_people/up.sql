-- What managers decide about accounts, what people allow themselves, and who has left.

-- shown to managers and to nobody else
ALTER TABLE accounts ADD COLUMN disabled_reason TEXT;
-- to within ten minutes; none while nobody signed in
ALTER TABLE accounts ADD COLUMN last_seen_at TIMESTAMP;
-- ballots that the person puts in on one day at most, or any number
ALTER TABLE accounts ADD COLUMN daily_limit BIGINT CHECK (daily_limit >= 0);
-- a looser limit that was asked for (none: no limit), and when it begins
ALTER TABLE accounts ADD COLUMN later_limit BIGINT CHECK (later_limit >= 0);
ALTER TABLE accounts ADD COLUMN later_limit_at TIMESTAMP;
-- no ballots before this time; the year 9999 is: until the person lifts it
ALTER TABLE accounts ADD COLUMN excluded_until TIMESTAMP;

-- Accounts that were deleted. The account's number is never used again, nor is its name.
CREATE TABLE deleted_accounts (
    id BIGINT PRIMARY KEY NOT NULL,
    -- keyed hash of the name in lower case: enough to refuse it, not enough to read it
    name_hash TEXT NOT NULL UNIQUE,
    deleted_at TIMESTAMP NOT NULL
);
CREATE INDEX deleted_accounts_age ON deleted_accounts (deleted_at);
