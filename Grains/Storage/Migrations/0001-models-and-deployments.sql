-- One row per version of a registered model. The file itself is the artifact named by its SHA-256.
CREATE TABLE model_versions (
    name            TEXT    NOT NULL,
    version         INTEGER NOT NULL,
    sha256          TEXT    NOT NULL,
    bytes           INTEGER NOT NULL,
    architecture    TEXT    NOT NULL,
    parameter_count INTEGER NOT NULL,
    input_size      INTEGER NOT NULL,
    output_size     INTEGER NOT NULL,
    created         INTEGER NOT NULL,
    PRIMARY KEY (name, version),
    UNIQUE (name, sha256)
);

-- The last number given out per kind of id. Raised in the transaction that inserts the row, so refused requests leave no gap and
-- deleted rows do not free their number.
CREATE TABLE id_counters (
    kind TEXT   NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
);

INSERT INTO id_counters (kind, last) VALUES ('deployment', 0);

-- One row per living deployment. Terminating one deletes its row.
CREATE TABLE deployments (
    id              INTEGER NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    type            TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    revision        INTEGER NOT NULL,
    model_version   TEXT    NOT NULL,
    sha256          TEXT    NOT NULL,
    architecture    TEXT    NOT NULL,
    parameter_count INTEGER NOT NULL,
    input_size      INTEGER NOT NULL,
    output_size     INTEGER NOT NULL,
    created         INTEGER NOT NULL
);

CREATE INDEX deployments_by_name ON deployments (name, status, id);
CREATE INDEX deployments_by_kind ON deployments (type, status);

-- The answers of requests that carried an idempotency key.
CREATE TABLE idempotency_keys (
    principal    TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    request_hash TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    created      INTEGER NOT NULL,
    PRIMARY KEY (principal, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (principal, created);
