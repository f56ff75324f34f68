-- Public randomness: rounds of the drand network that draws waited for.

CREATE TABLE beacons (
    -- the chain's hash
    chain TEXT NOT NULL,
    round BIGINT NOT NULL CHECK (round >= 0),
    -- what only the chain can make; checked before it is stored and when it is read
    signature BYTEA NOT NULL,
    -- the relay that gave it, or "import"
    source TEXT NOT NULL,
    stored_at TIMESTAMP NOT NULL,
    PRIMARY KEY (chain, round)
);

-- none: it was not shown in time, and a later round decided without it
ALTER TABLE results ALTER COLUMN seed DROP NOT NULL;
-- the round of the chain that the open leaf names; none: the draw has no beacon
ALTER TABLE results ADD COLUMN beacon_round BIGINT;
ALTER TABLE results ADD COLUMN beacon_signature BYTEA;
ALTER TABLE results ADD CHECK ((beacon_round IS NULL) = (beacon_signature IS NULL));
ALTER TABLE results ADD CHECK (seed IS NOT NULL OR beacon_round IS NOT NULL);

-- whether the round that decides a lottery's draws is fixed before they open, or follows from the moment of closing
ALTER TABLE lotteries ADD COLUMN fixed_round BOOLEAN NOT NULL DEFAULT FALSE;
