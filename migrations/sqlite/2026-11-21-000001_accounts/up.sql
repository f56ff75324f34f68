-- Who you are: accounts, their sessions, and what slows guessing down.

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    username TEXT NOT NULL,
    -- the username in lower case: two names that differ only in case are one
    username_key TEXT NOT NULL UNIQUE,
    -- argon2id in PHC string form, with its own cost and salt
    password_hash TEXT NOT NULL,
    -- counts changes of the password: a sign-in begun under an older one opens no session
    password_version BIGINT NOT NULL DEFAULT 1,
    role TEXT NOT NULL CHECK (role IN ('participant', 'manager')),
    disabled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE sessions (
    -- SHA-256 of the key in the cookie, in hex: a copy of the database opens no session
    id TEXT PRIMARY KEY NOT NULL,
    -- none: a visitor who is to be told something once
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    -- what else is kept between two requests, in JSON; never who is signed in
    state TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- to within ten minutes
    last_seen_at TIMESTAMP NOT NULL,
    -- the end of its idle or of its absolute time, whichever comes first
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Tries, counted per bucket (sign-ins by account and address, address, account; sign-ups by address) until the window
-- ends. A bucket is a keyed hash; one that turned out right is taken off again.
CREATE TABLE sign_in_throttles (
    bucket TEXT PRIMARY KEY NOT NULL,
    tries BIGINT NOT NULL,
    window_ends_at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_throttles_expiry ON sign_in_throttles (window_ends_at);

-- Addresses an account has signed in from, as keyed hashes: there, an attack from elsewhere does not slow the owner down.
CREATE TABLE known_addresses (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    address_key TEXT NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, address_key)
);

-- One-time links that make the first manager: the token as SHA-256 in hex. One that was used is gone.
CREATE TABLE setup_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

-- Single values that belong to the database rather than to a process, such as the fingerprint of the key file.
CREATE TABLE server_facts (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
