-- How a process is run: when it is started again after it has failed, what it is granted (0: what it needs), whether it stays in memory,
-- and the namespace that it sees, by the number of the process that it was made for; 0 is that of the cluster.
ALTER TABLE deployments ADD COLUMN restart_mode TEXT NOT NULL DEFAULT 'Always';
ALTER TABLE deployments ADD COLUMN max_restarts INTEGER;
ALTER TABLE deployments ADD COLUMN backoff_ms INTEGER NOT NULL DEFAULT 1000;
ALTER TABLE deployments ADD COLUMN memory_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN compute_weight INTEGER NOT NULL DEFAULT 1;
ALTER TABLE deployments ADD COLUMN storage_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN agents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN namespace INTEGER NOT NULL DEFAULT 0;

-- How it does: how often in a row it has failed, why and when the last time, and when it is to be started again.
ALTER TABLE deployments ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN failure TEXT;
ALTER TABLE deployments ADD COLUMN failed_at INTEGER;
ALTER TABLE deployments ADD COLUMN restart_at INTEGER;

CREATE INDEX deployments_by_namespace ON deployments (namespace);
CREATE INDEX deployments_to_restart ON deployments (restart_at) WHERE restart_at IS NOT NULL;

-- The pipeline of a service, as JSON.
CREATE TABLE deployed_services (
    deployment INTEGER NOT NULL PRIMARY KEY REFERENCES deployments (id) ON DELETE CASCADE,
    steps      TEXT    NOT NULL
);

-- What a deployed task runs and when: by a cron expression, every so often, or once. A run that goes on has a task; else next_run says when
-- the next one begins, if any does.
CREATE TABLE deployed_tasks (
    deployment INTEGER NOT NULL PRIMARY KEY REFERENCES deployments (id) ON DELETE CASCADE,
    type       TEXT    NOT NULL,
    spec       TEXT    NOT NULL,
    input      BLOB,
    cron       TEXT,
    time_zone  TEXT,
    every_ms   INTEGER,
    runs       INTEGER NOT NULL DEFAULT 0,
    task       INTEGER,
    last_task  INTEGER,
    next_run   INTEGER
);

CREATE INDEX deployed_tasks_due ON deployed_tasks (next_run) WHERE next_run IS NOT NULL;
CREATE INDEX deployed_tasks_going_on ON deployed_tasks (task) WHERE task IS NOT NULL;

-- The last runs of each.
CREATE TABLE deployed_task_runs (
    deployment INTEGER NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    run        INTEGER NOT NULL,
    task       INTEGER,
    status     TEXT    NOT NULL,
    error      TEXT,
    started    INTEGER NOT NULL,
    ended      INTEGER,
    PRIMARY KEY (deployment, run)
);

-- Namespaces: that of the cluster, 0, and those made for a process, whose number they have. A namespace goes with the last process that sees it.
-- The bytes are those of all its files.
CREATE TABLE namespaces (
    id      INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 0,
    bytes   INTEGER NOT NULL DEFAULT 0
);

-- The files and directories that users made in a namespace's own tree, #ns/<id>. The parent of what lies in its root is the empty text.
CREATE TABLE namespace_files (
    namespace    INTEGER NOT NULL REFERENCES namespaces (id) ON DELETE CASCADE,
    parent       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    is_directory INTEGER NOT NULL,
    content      BLOB,
    modified     INTEGER NOT NULL,
    PRIMARY KEY (namespace, parent, name)
);

-- What is bound and mounted: the elements of the union at each point, in the order in which names are looked for. Both are paths of trees.
CREATE TABLE namespace_mounts (
    namespace INTEGER NOT NULL REFERENCES namespaces (id) ON DELETE CASCADE,
    point     TEXT    NOT NULL,
    position  INTEGER NOT NULL,
    source    TEXT    NOT NULL,
    creates   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (namespace, point, position)
);

INSERT INTO namespaces (id) VALUES (0);

INSERT INTO namespace_files (namespace, parent, name, is_directory, modified) VALUES
    (0, '', 'agents', 1, 0), (0, '', 'compute', 1, 0), (0, '', 'data', 1, 0), (0, '', 'models', 1, 0),
    (0, '', 'n', 1, 0), (0, '', 'proc', 1, 0), (0, '', 'tmp', 1, 0);

INSERT INTO namespace_mounts (namespace, point, position, source) VALUES
    (0, '#ns/0/agents', 0, '#agents'), (0, '#ns/0/compute', 0, '#compute'), (0, '#ns/0/data', 0, '#data'),
    (0, '#ns/0/models', 0, '#models'), (0, '#ns/0/proc', 0, '#proc');
