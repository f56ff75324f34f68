-- Raffles: what they add to their draws, their tickets, and the invite codes of those that ask for one.

-- the number of the one ticket of an entry, in a raffle
ALTER TABLE entries ADD COLUMN ticket_number BIGINT CHECK (ticket_number >= 1);
-- no number is handed out twice
CREATE UNIQUE INDEX entries_ticket ON entries (draw_id, ticket_number) WHERE ticket_number IS NOT NULL;
-- what a ticket has won
CREATE INDEX drawn_ballots_entry ON drawn_ballots (draw_id, leaf_index);
CREATE INDEX claims_position ON claims (draw_id, position);

CREATE TABLE raffles (
    -- name, prizes, number of tickets and times are its draw's
    draw_id BIGINT PRIMARY KEY NOT NULL REFERENCES draws (id),
    -- its name in addresses: a UUID
    public_id TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    policy TEXT NOT NULL CHECK (policy IN ('ip', 'account', 'invite', 'open')),
    -- when it is sold out; otherwise a manager draws
    draws_itself BOOLEAN NOT NULL,
    code_alphabet TEXT NOT NULL,
    code_length BIGINT NOT NULL CHECK (code_length BETWEEN 4 AND 64),
    -- whether who holds its tickets was forgotten, after it was over
    forgotten BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX raffles_known ON raffles (draw_id) WHERE NOT forgotten;

-- One row for each ticket that was handed out; there is none for the others.
CREATE TABLE tickets (
    draw_id BIGINT NOT NULL REFERENCES raffles (draw_id),
    number BIGINT NOT NULL CHECK (number >= 1),
    -- its entry in the draw's log
    leaf_index BIGINT NOT NULL,
    -- the verification code is nowhere; this is what it is compared with
    code_salt BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    -- a keyed hash of the address, the account or the invite code that it was handed to, while the raffle runs
    holder BYTEA,
    PRIMARY KEY (draw_id, number)
);
-- one ticket for each of them
CREATE UNIQUE INDEX tickets_holder ON tickets (draw_id, holder) WHERE holder IS NOT NULL;

-- Keyed hashes of invite codes; the codes themselves are the organiser's.
CREATE TABLE raffle_invites (
    draw_id BIGINT NOT NULL REFERENCES raffles (draw_id),
    hash BYTEA NOT NULL,
    made_at TIMESTAMP NOT NULL,
    PRIMARY KEY (draw_id, hash)
);
