-- API keys. Of a key only the SHA-256 is kept, in hexadecimal: whoever reads this table can do nothing with it. Times are milliseconds since 1970.
CREATE TABLE api_keys (
    id         bigint  NOT NULL PRIMARY KEY,
    name       text    NOT NULL,
    role       text    NOT NULL,
    hash       text    NOT NULL UNIQUE,
    created    bigint  NOT NULL,
    created_by text    NOT NULL,
    revoked    bigint,
    revoked_by text,
    last_used  bigint
);

CREATE UNIQUE INDEX api_keys_by_name ON api_keys (name) WHERE revoked IS NULL;
CREATE INDEX api_keys_revoked ON api_keys (revoked) WHERE revoked IS NOT NULL;

INSERT INTO id_counters (kind, last) VALUES ('api-key', 0);

-- Who changed what. An entry has an id of the gateway's own, so that what is sent twice is written once.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry      text    NOT NULL UNIQUE,
    at         bigint  NOT NULL,
    principal  text    NOT NULL,
    name       text    NOT NULL,
    role       text    NOT NULL,
    method     text    NOT NULL,
    path       text    NOT NULL,
    status     int     NOT NULL,
    request_id text    NOT NULL,
    peer       text    NOT NULL
);

CREATE INDEX audit_by_time ON audit (at);
