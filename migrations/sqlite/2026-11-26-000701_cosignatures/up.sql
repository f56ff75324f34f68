-- What witnesses have signed of the server's log.

CREATE TABLE cosignatures (
    -- how many leaves the log had
    size BIGINT NOT NULL,
    -- the public key of the witness
    witness TEXT NOT NULL,
    -- the line that goes under the checkpoint
    line TEXT NOT NULL,
    -- when the witness saw it, as it says: seconds since 1970 UTC
    time BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
) WITHOUT ROWID;
CREATE INDEX cosignatures_witness ON cosignatures (witness, size);
