-- The outbox: a letter is stored in the transaction that makes it necessary, and sent afterwards.

CREATE TABLE letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- whose it is: what is left of it goes when the person leaves
    account_id BIGINT,
    -- a letter of the same key is stored once: result/17/4
    once TEXT UNIQUE,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- erased once it is sent, and when it is given up if it held a secret link
    body TEXT NOT NULL,
    stop_link TEXT,
    -- 0: somebody waits for it; 1: it tells something
    priority BIGINT NOT NULL CHECK (priority IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'given up')),
    -- tries that came to an end
    attempts BIGINT NOT NULL DEFAULT 0,
    -- counts claims: an instance that comes back late finds that the letter is not its own any more
    claim BIGINT NOT NULL DEFAULT 0,
    -- when it is tried next; while an instance tries it, when another may
    due_at TIMESTAMP NOT NULL,
    give_up_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    -- what the mail server last said against it
    problem TEXT,
    CHECK ((state = 'waiting') = (finished_at IS NULL))
);
CREATE INDEX letters_due ON letters (priority, due_at) WHERE state = 'waiting';
CREATE INDEX letters_finished ON letters (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX letters_account ON letters (account_id);
CREATE INDEX letters_state ON letters (state);

-- Since when the mail server cannot be reached, if so: at most one row.
CREATE TABLE mail_outages (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    since TIMESTAMP NOT NULL,
    problem TEXT NOT NULL
);
