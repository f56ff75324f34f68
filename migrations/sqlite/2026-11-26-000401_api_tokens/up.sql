-- Tokens that programs act for an account with. Only the hash of a token is kept; a revoked one is deleted.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- what its owner calls it
    name TEXT NOT NULL,
    -- SHA-256 of the token, in hexadecimal
    token_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    -- to within ten minutes; none while it was never used
    last_used_at TIMESTAMP,
    -- none: until it is revoked
    expires_at TIMESTAMP
);
CREATE INDEX api_tokens_of_account ON api_tokens (account_id, id);
