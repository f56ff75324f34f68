-- What the logs are read from: the roots of their complete subtrees, so that no proof needs the whole tree; and the
-- server's own log, which tells of every draw.

CREATE TABLE tree_nodes (
    -- a draw, or 0 for the server's log
    log_id BIGINT NOT NULL,
    -- 1 for a subtree of 256 leaves, 2 for one of 65 536, and so on
    level BIGINT NOT NULL CHECK (level >= 1),
    position BIGINT NOT NULL CHECK (position >= 0),
    hash BYTEA NOT NULL,
    PRIMARY KEY (log_id, level, position)
);

-- Draws from before the table above that have subtrees in none of its rows; a row goes when its draw has been read.
CREATE TABLE tree_backlog (
    draw_id BIGINT PRIMARY KEY NOT NULL REFERENCES draws (id)
);
INSERT INTO tree_backlog (draw_id) SELECT id FROM draws WHERE entries >= 254;

-- The server's log of its draws: one row, made at first start.
CREATE TABLE server_log (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 0),
    -- the server's name in every origin, whatever its address becomes
    name TEXT NOT NULL,
    -- size and peaks of its Merkle tree
    frontier BYTEA NOT NULL
);

CREATE TABLE anchors (
    leaf_index BIGINT PRIMARY KEY NOT NULL CHECK (leaf_index >= 0),
    draw_id BIGINT NOT NULL REFERENCES draws (id),
    kind TEXT NOT NULL CHECK (kind IN ('open', 'close', 'result', 'void')),
    leaf TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    UNIQUE (draw_id, kind)
);
-- a draw ends once
CREATE UNIQUE INDEX anchors_end ON anchors (draw_id) WHERE kind IN ('result', 'void');
