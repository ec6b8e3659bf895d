-- Names are compared byte by byte, as everywhere else in the system, whatever the collation of the database.

-- One row per version of a registered model. The file itself is the artifact named by its SHA-256.
CREATE TABLE model_versions (
    name            text   COLLATE "C" NOT NULL,
    version         int    NOT NULL,
    sha256          text   COLLATE "C" NOT NULL,
    bytes           bigint NOT NULL,
    architecture    text   NOT NULL,
    parameter_count bigint NOT NULL,
    input_size      int    NOT NULL,
    output_size     int    NOT NULL,
    created         bigint NOT NULL,
    PRIMARY KEY (name, version),
    UNIQUE (name, sha256)
);

-- The last number given out per kind of id. Raised in the transaction that inserts the row, so refused requests leave no gap and
-- deleted rows do not free their number.
CREATE TABLE id_counters (
    kind text   COLLATE "C" NOT NULL PRIMARY KEY,
    last bigint NOT NULL
);

INSERT INTO id_counters (kind, last) VALUES ('deployment', 0);

-- One row per living deployment. Terminating one deletes its row.
CREATE TABLE deployments (
    id              bigint NOT NULL PRIMARY KEY,
    name            text   COLLATE "C" NOT NULL,
    type            text   COLLATE "C" NOT NULL,
    status          text   COLLATE "C" NOT NULL,
    revision        int    NOT NULL,
    model_version   text   NOT NULL,
    sha256          text   COLLATE "C" NOT NULL,
    dtype           text   NOT NULL,
    architecture    text   NOT NULL,
    parameter_count bigint NOT NULL,
    input_size      int    NOT NULL,
    output_size     int    NOT NULL,
    created         bigint NOT NULL
);

CREATE INDEX deployments_by_name ON deployments (name, status, id);
CREATE INDEX deployments_by_kind ON deployments (type, status);

-- The answers of requests that carried an idempotency key.
CREATE TABLE idempotency_keys (
    principal    text   COLLATE "C" NOT NULL,
    key          text   COLLATE "C" NOT NULL,
    request_hash text   NOT NULL,
    answer       text   NOT NULL,
    created      bigint NOT NULL,
    PRIMARY KEY (principal, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (principal, created);
