-- What managers did and who signed in: one chain of rows that are only ever added.

CREATE TABLE audit_log (
    -- from 1, without gaps
    number BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('account', 'visitor', 'command line', 'clock')),
    -- no foreign key: the row outlives the account
    account_id BIGINT,
    -- dotted: lottery.cancel
    action TEXT NOT NULL,
    -- lottery/daily, account/17, or empty
    object TEXT NOT NULL,
    -- JSON, exactly as it was hashed
    detail TEXT NOT NULL,
    -- salted SHA-256 of the actor's name and address, which are in audit_people
    person BYTEA,
    -- SHA-256 of the hash of the row before and of this row
    hash BYTEA NOT NULL,
    CHECK ((actor = 'account') = (account_id IS NOT NULL))
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_action ON audit_log (action text_pattern_ops, number);
CREATE INDEX audit_log_account ON audit_log (account_id, number);
CREATE INDEX audit_log_object ON audit_log (object, number);

-- What an actor is called and where from: may be forgotten (the hash of it stays in the row), never changed.
CREATE TABLE audit_people (
    number BIGINT PRIMARY KEY NOT NULL REFERENCES audit_log (number),
    salt BYTEA NOT NULL,
    name TEXT,
    address TEXT
);

-- The end of the chain. Whoever adds a row locks this one first, and so there is one order.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_head (id, number, hash)
VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to: % on % refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_log_keeps_all_rows BEFORE TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_people_keeps_rows BEFORE UPDATE ON audit_people
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_refuse();

-- whether the first refusal of this window is in the audit log: a thousand refusals are one row
ALTER TABLE sign_in_throttles ADD COLUMN noted BOOLEAN NOT NULL DEFAULT FALSE;
