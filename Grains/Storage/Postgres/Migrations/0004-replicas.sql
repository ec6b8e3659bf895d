-- How many replicas a deployment is to have now, and between which numbers that may be changed with its load.
ALTER TABLE deployments ADD COLUMN desired_replicas int NOT NULL DEFAULT 1;
ALTER TABLE deployments ADD COLUMN min_replicas int NOT NULL DEFAULT 1;
ALTER TABLE deployments ADD COLUMN max_replicas int NOT NULL DEFAULT 1;

-- The specs that a deployment has had. The row of the deployment repeats the one that is served.
CREATE TABLE deployment_revisions (
    deployment      bigint NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    revision        int NOT NULL,
    model_version   text    NOT NULL,
    sha256          text COLLATE "C" NOT NULL,
    dtype           text    NOT NULL,
    architecture    text    NOT NULL,
    parameter_count bigint NOT NULL,
    input_size      int NOT NULL,
    output_size     int NOT NULL,
    created         bigint NOT NULL,
    PRIMARY KEY (deployment, revision)
);

-- The replicas that may live: a replica looks here before it loads anything. The silo is where it was seen last.
CREATE TABLE replicas (
    deployment bigint NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    ordinal    int NOT NULL,
    revision   int NOT NULL,
    state      text COLLATE "C" NOT NULL,
    silo       text COLLATE "C",
    PRIMARY KEY (deployment, ordinal)
);

CREATE INDEX replicas_by_silo ON replicas (silo, state);

-- What was deployed before had one replica each.
INSERT INTO deployment_revisions
SELECT id, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created FROM deployments;

INSERT INTO replicas (deployment, ordinal, revision, state)
SELECT id, 0, revision, 'Ready' FROM deployments;
