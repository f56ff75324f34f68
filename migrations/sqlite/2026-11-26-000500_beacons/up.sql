-- Public randomness: rounds of the drand network that draws waited for.

CREATE TABLE beacons (
    -- the chain's hash
    chain TEXT NOT NULL,
    round BIGINT NOT NULL CHECK (round >= 0),
    -- what only the chain can make; checked before it is stored and when it is read
    signature BLOB NOT NULL,
    -- the relay that gave it, or "import"
    source TEXT NOT NULL,
    stored_at TIMESTAMP NOT NULL,
    PRIMARY KEY (chain, round)
) WITHOUT ROWID;

-- The result slot again, with the round that decided, and without a seed where it was withheld.
CREATE TABLE new_results (
    draw_id BIGINT PRIMARY KEY NOT NULL REFERENCES draws (id),
    draw_key BLOB NOT NULL,
    -- none: it was not shown in time, and a later round decided without it
    seed BLOB,
    drawn_at BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    -- the round of the chain that the open leaf names; none: the draw has no beacon
    beacon_round BIGINT,
    beacon_signature BLOB,
    CHECK ((beacon_round IS NULL) = (beacon_signature IS NULL)),
    CHECK (seed IS NOT NULL OR beacon_round IS NOT NULL)
);
INSERT INTO new_results (draw_id, draw_key, seed, drawn_at, late)
SELECT draw_id, draw_key, seed, drawn_at, late FROM results;
DROP TABLE results;
ALTER TABLE new_results RENAME TO results;
CREATE INDEX results_drawn_at ON results (drawn_at);

-- whether the round that decides a lottery's draws is fixed before they open, or follows from the moment of closing
ALTER TABLE lotteries ADD COLUMN fixed_round BOOLEAN NOT NULL DEFAULT FALSE;
