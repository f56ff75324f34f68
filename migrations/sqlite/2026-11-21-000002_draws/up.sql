-- The life of a draw: one append-only log of entries, one result slot.
-- Times without a suffix are whole seconds since 1970 UTC, as the draw protocol writes them.

CREATE TABLE draws (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- the public id, unique for ever: daily-2026-11-21
    name TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL UNIQUE,
    -- what pages call it, as it was when it was announced: title, the path of its game, colour, zone and local day
    title TEXT NOT NULL,
    game_path TEXT NOT NULL,
    stock TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    day DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('scheduled', 'open', 'closed', 'drawn', 'void')),
    opens BIGINT NOT NULL,
    closes BIGINT NOT NULL,
    reveal_by BIGINT NOT NULL,
    -- leaf 0 of the log; may change while scheduled, never after
    open_leaf TEXT NOT NULL,
    -- the seed, encrypted with the key file
    sealed_seed BLOB NOT NULL,
    -- ballots one participant may have, or any number
    cap BIGINT,
    -- size and peaks of the log's Merkle tree
    frontier BLOB NOT NULL,
    entries BIGINT NOT NULL DEFAULT 0,
    ballots BIGINT NOT NULL DEFAULT 0,
    -- the latest time in the log: times never go back
    last_time BIGINT NOT NULL,
    closed_at BIGINT,
    close_leaf TEXT,
    void_reason TEXT,
    voided_at BIGINT,
    created_at TIMESTAMP NOT NULL,
    CHECK (opens < closes AND closes < reveal_by),
    CHECK ((closed_at IS NULL) = (close_leaf IS NULL)),
    CHECK ((state = 'void') = (void_reason IS NOT NULL)),
    CHECK ((void_reason IS NULL) = (voided_at IS NULL))
);
-- what is due: one small index per question of the scheduler
CREATE INDEX draws_due ON draws (state, closes);

CREATE TABLE entries (
    draw_id BIGINT NOT NULL REFERENCES draws (id),
    leaf_index BIGINT NOT NULL,
    first BIGINT NOT NULL,
    count BIGINT NOT NULL CHECK (count >= 1),
    time BIGINT NOT NULL,
    who BLOB NOT NULL,
    -- salt, account and reference are erased when a person leaves; the leaf stays
    salt BLOB,
    account_id BIGINT,
    reference TEXT,
    cancel_reason TEXT,
    PRIMARY KEY (draw_id, leaf_index)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entries_first ON entries (draw_id, first);
CREATE INDEX entries_account ON entries (account_id, draw_id, leaf_index);
-- closing lists the entries that were struck out, and there are few
CREATE INDEX entries_cancelled ON entries (draw_id, leaf_index) WHERE cancel_reason IS NOT NULL;

-- How many ballots one participant has in one draw: kept, not recounted.
CREATE TABLE participations (
    account_id BIGINT NOT NULL,
    draw_id BIGINT NOT NULL REFERENCES draws (id),
    entries BIGINT NOT NULL,
    ballots BIGINT NOT NULL,
    -- one salt for all entries where a draw allows one prize per participant
    salt BLOB,
    PRIMARY KEY (account_id, draw_id)
) WITHOUT ROWID;

-- A submission sent twice is taken once. Kept for two days.
CREATE TABLE submission_keys (
    -- a digest of account and key: a batch finds its keys by one column
    id BLOB PRIMARY KEY NOT NULL,
    account_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    draw_id BIGINT NOT NULL,
    count BIGINT NOT NULL,
    leaf_index BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
) WITHOUT ROWID;
CREATE INDEX submission_keys_age ON submission_keys (created_at);

-- The one result slot of a draw.
CREATE TABLE results (
    draw_id BIGINT PRIMARY KEY NOT NULL REFERENCES draws (id),
    draw_key BLOB NOT NULL,
    seed BLOB NOT NULL,
    drawn_at BIGINT NOT NULL,
    late BOOLEAN NOT NULL
);

-- The ballots in drawing order with their outcome: prizes first, then reserves, with those passed over between.
CREATE TABLE drawn_ballots (
    draw_id BIGINT NOT NULL REFERENCES draws (id),
    position BIGINT NOT NULL,
    ballot BIGINT NOT NULL,
    leaf_index BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    prize TEXT,
    account_id BIGINT,
    PRIMARY KEY (draw_id, position),
    UNIQUE (draw_id, ballot)
) WITHOUT ROWID;
CREATE INDEX drawn_ballots_account ON drawn_ballots (account_id, draw_id);
