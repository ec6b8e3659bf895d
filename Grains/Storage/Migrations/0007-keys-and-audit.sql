-- API keys. Of a key only the SHA-256 is kept, in hexadecimal: whoever reads this table can do nothing with it. Times are milliseconds since 1970.
CREATE TABLE api_keys (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    hash       TEXT    NOT NULL UNIQUE,
    created    INTEGER NOT NULL,
    created_by TEXT    NOT NULL,
    revoked    INTEGER,
    revoked_by TEXT,
    last_used  INTEGER
);

CREATE UNIQUE INDEX api_keys_by_name ON api_keys (name) WHERE revoked IS NULL;
CREATE INDEX api_keys_revoked ON api_keys (revoked) WHERE revoked IS NOT NULL;

INSERT INTO id_counters (kind, last) VALUES ('api-key', 0);

-- Who changed what. An entry has an id of the gateway's own, so that what is sent twice is written once.
CREATE TABLE audit (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    entry      TEXT    NOT NULL UNIQUE,
    at         INTEGER NOT NULL,
    principal  TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    method     TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    status     INTEGER NOT NULL,
    request_id TEXT    NOT NULL,
    peer       TEXT    NOT NULL
);

CREATE INDEX audit_by_time ON audit (at);
