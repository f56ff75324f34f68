-- What was done under an Idempotency-Key of the API, to answer the same again. Ballots have submission_keys instead.
-- Written in the transaction that does it; forgotten after a day.
CREATE TABLE idempotency_keys (
    -- hash of the key's owner and the key
    id BYTEA PRIMARY KEY NOT NULL,
    -- hash of the operation and the request's values
    fingerprint BYTEA NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
