-- How a process is run: when it is started again after it has failed, what it is granted (0: what it needs), whether it stays in memory,
-- and the namespace that it sees, by the number of the process that it was made for; 0 is that of the cluster.
ALTER TABLE deployments ADD COLUMN restart_mode text NOT NULL DEFAULT 'Always';
ALTER TABLE deployments ADD COLUMN max_restarts int;
ALTER TABLE deployments ADD COLUMN backoff_ms bigint NOT NULL DEFAULT 1000;
ALTER TABLE deployments ADD COLUMN memory_bytes bigint NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN compute_weight int NOT NULL DEFAULT 1;
ALTER TABLE deployments ADD COLUMN storage_bytes bigint NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN agents int NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN pinned int NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN namespace bigint NOT NULL DEFAULT 0;

-- How it does: how often in a row it has failed, why and when the last time, and when it is to be started again.
ALTER TABLE deployments ADD COLUMN failures int NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN failure text;
ALTER TABLE deployments ADD COLUMN failed_at bigint;
ALTER TABLE deployments ADD COLUMN restart_at bigint;

CREATE INDEX deployments_by_namespace ON deployments (namespace);
CREATE INDEX deployments_to_restart ON deployments (restart_at) WHERE restart_at IS NOT NULL;

-- The pipeline of a service, as JSON.
CREATE TABLE deployed_services (
    deployment bigint NOT NULL PRIMARY KEY REFERENCES deployments (id) ON DELETE CASCADE,
    steps      text    NOT NULL
);

-- What a deployed task runs and when: by a cron expression, every so often, or once. A run that goes on has a task; else next_run says when
-- the next one begins, if any does.
CREATE TABLE deployed_tasks (
    deployment bigint NOT NULL PRIMARY KEY REFERENCES deployments (id) ON DELETE CASCADE,
    type       text    NOT NULL,
    spec       text    NOT NULL,
    input      bytea,
    cron       text,
    time_zone  text,
    every_ms   bigint,
    runs       bigint NOT NULL DEFAULT 0,
    task       bigint,
    last_task  bigint,
    next_run   bigint
);

CREATE INDEX deployed_tasks_due ON deployed_tasks (next_run) WHERE next_run IS NOT NULL;
CREATE INDEX deployed_tasks_going_on ON deployed_tasks (task) WHERE task IS NOT NULL;

-- The last runs of each.
CREATE TABLE deployed_task_runs (
    deployment bigint NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    run        bigint NOT NULL,
    task       bigint,
    status     text    NOT NULL,
    error      text,
    started    bigint NOT NULL,
    ended      bigint,
    PRIMARY KEY (deployment, run)
);

-- Namespaces: that of the cluster, 0, and those made for a process, whose number they have. A namespace goes with the last process that sees it.
-- The bytes are those of all its files.
CREATE TABLE namespaces (
    id      bigint NOT NULL PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    bytes   bigint NOT NULL DEFAULT 0
);

-- The files and directories that users made in a namespace's own tree, #ns/<id>. The parent of what lies in its root is the empty text.
CREATE TABLE namespace_files (
    namespace    bigint NOT NULL REFERENCES namespaces (id) ON DELETE CASCADE,
    parent       text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    is_directory int NOT NULL,
    content      bytea,
    modified     bigint NOT NULL,
    PRIMARY KEY (namespace, parent, name)
);

-- What is bound and mounted: the elements of the union at each point, in the order in which names are looked for. Both are paths of trees.
CREATE TABLE namespace_mounts (
    namespace bigint NOT NULL REFERENCES namespaces (id) ON DELETE CASCADE,
    point     text COLLATE "C" NOT NULL,
    position  int NOT NULL,
    source    text COLLATE "C" NOT NULL,
    creates   int NOT NULL DEFAULT 0,
    PRIMARY KEY (namespace, point, position)
);

INSERT INTO namespaces (id) VALUES (0);

INSERT INTO namespace_files (namespace, parent, name, is_directory, modified) VALUES
    (0, '', 'agents', 1, 0), (0, '', 'compute', 1, 0), (0, '', 'data', 1, 0), (0, '', 'models', 1, 0),
    (0, '', 'n', 1, 0), (0, '', 'proc', 1, 0), (0, '', 'tmp', 1, 0);

INSERT INTO namespace_mounts (namespace, point, position, source) VALUES
    (0, '#ns/0/agents', 0, '#agents'), (0, '#ns/0/compute', 0, '#compute'), (0, '#ns/0/data', 0, '#data'),
    (0, '#ns/0/models', 0, '#models'), (0, '#ns/0/proc', 0, '#proc');
