-- An e-mail address is optional, and nothing is sent to it before its owner has confirmed it.

CREATE TABLE account_emails (
    account_id BIGINT PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- confirmed; the old one stays until a new one is
    address TEXT,
    -- to be confirmed by a link: the token as SHA-256 in hex
    pending TEXT,
    pending_hash TEXT UNIQUE,
    pending_until TIMESTAMP,
    wants_results BOOLEAN NOT NULL,
    wants_cancelled BOOLEAN NOT NULL,
    -- the language of its mails
    language TEXT NOT NULL,
    CHECK ((pending IS NULL) = (pending_hash IS NULL)),
    CHECK ((pending IS NULL) = (pending_until IS NULL)),
    CHECK (address IS NOT NULL OR pending IS NOT NULL)
);
CREATE INDEX account_emails_pending ON account_emails (pending_until) WHERE pending_until IS NOT NULL;

-- Somebody typed a name on the page about forgotten passwords. Whether there is such an account is looked up later, by
-- a job, so that the page's answer takes as long for a name nobody has.
CREATE TABLE reset_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    username TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- Links that set a new password: the token as SHA-256 in hex. One that was used is gone; one of an older password is
-- worth nothing.
CREATE TABLE password_resets (
    token_hash TEXT PRIMARY KEY NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    password_version BIGINT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX password_resets_account ON password_resets (account_id);
