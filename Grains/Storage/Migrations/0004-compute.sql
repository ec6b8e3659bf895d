-- Nodes: who may run tasks. The silo of a virtual node is the one that runs its tasks now.
CREATE TABLE compute_nodes (
    id                   TEXT    NOT NULL PRIMARY KEY,
    hostname             TEXT    NOT NULL,
    port                 INTEGER NOT NULL,
    kind                 TEXT    NOT NULL,
    status               TEXT    NOT NULL,
    cpu_cores            REAL    NOT NULL,
    memory_gb            REAL    NOT NULL,
    gpu_available        INTEGER NOT NULL,
    max_concurrent_tasks INTEGER NOT NULL,
    labels               TEXT    NOT NULL,
    silo                 TEXT,
    created              INTEGER NOT NULL
);

INSERT INTO id_counters (kind, last) VALUES ('task', 0);

-- Tasks. Those that wait for other tasks are Waiting, those that wait for their next attempt Delayed, those that wait for a node Pending.
-- Ready tasks run by rank: the millisecond in which they were accepted less a minute for each step of priority.
CREATE TABLE tasks (
    id             INTEGER NOT NULL PRIMARY KEY,
    name           TEXT,
    type           TEXT    NOT NULL,
    work           TEXT    NOT NULL,
    input_bytes    INTEGER NOT NULL,
    priority       INTEGER NOT NULL,
    rank           INTEGER NOT NULL,
    requires       TEXT    NOT NULL,
    timeout_ms     INTEGER NOT NULL,
    max_attempts   INTEGER NOT NULL,
    created        INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    attempt        INTEGER NOT NULL DEFAULT 0,
    failures       INTEGER NOT NULL DEFAULT 0,
    waiting_for    INTEGER NOT NULL DEFAULT 0,
    has_dependents INTEGER NOT NULL DEFAULT 0,
    not_before     INTEGER NOT NULL DEFAULT 0,
    failed_on      TEXT    NOT NULL DEFAULT '',
    node           TEXT,
    executor       TEXT,
    started        INTEGER,
    finished       INTEGER,
    execution_ms   REAL,
    error          TEXT,
    result_shape   TEXT,
    artifact       TEXT,
    input          BLOB,
    result         BLOB
);

-- Inputs that are long: every change of a row writes all of it.
CREATE TABLE task_inputs (
    task  INTEGER NOT NULL PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    input BLOB    NOT NULL
);

CREATE INDEX tasks_by_state ON tasks (state, id);
CREATE INDEX tasks_ready ON tasks (requires, rank, id) WHERE state = 'Pending';
CREATE INDEX tasks_delayed ON tasks (not_before) WHERE state = 'Delayed';
CREATE INDEX tasks_ended ON tasks (finished) WHERE state IN ('Completed', 'Failed', 'Cancelled');
CREATE INDEX tasks_with_artifacts ON tasks (artifact) WHERE artifact IS NOT NULL;

CREATE TABLE task_dependencies (
    task       INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    depends_on INTEGER NOT NULL,
    PRIMARY KEY (task, depends_on)
);

CREATE INDEX task_dependencies_by_dependency ON task_dependencies (depends_on);

-- How many tasks are, or ended, in each state. Deleting an ended task does not change them.
CREATE TABLE task_counts (
    silo  TEXT    NOT NULL,
    state TEXT    NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (silo, state)
);

INSERT INTO task_counts (silo, state, count) VALUES
    ('', 'Pending', 0), ('', 'Assigned', 0), ('', 'Running', 0), ('', 'Completed', 0), ('', 'Failed', 0), ('', 'Cancelled', 0);

-- What happened, in order: there is one writer.
CREATE TABLE compute_events (
    seq     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    xid     INTEGER NOT NULL DEFAULT 0,
    at      INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    task    INTEGER,
    node    TEXT,
    status  TEXT    NOT NULL,
    attempt INTEGER NOT NULL
);

CREATE TRIGGER tasks_inserted AFTER INSERT ON tasks
BEGIN
    INSERT INTO compute_events (task, node, status, attempt)
    VALUES (new.id, new.node, CASE WHEN new.state IN ('Waiting', 'Delayed') THEN 'Pending' ELSE new.state END, new.attempt);
    UPDATE task_counts SET count = count + 1
    WHERE silo = '' AND state = CASE WHEN new.state IN ('Waiting', 'Delayed') THEN 'Pending' ELSE new.state END;
END;

CREATE TRIGGER tasks_updated AFTER UPDATE OF state ON tasks
WHEN new.state <> old.state
    AND (new.state NOT IN ('Waiting', 'Delayed', 'Pending') OR old.state NOT IN ('Waiting', 'Delayed', 'Pending'))
BEGIN
    INSERT INTO compute_events (task, node, status, attempt)
    VALUES (new.id, new.node, CASE WHEN new.state IN ('Waiting', 'Delayed') THEN 'Pending' ELSE new.state END, new.attempt);
    UPDATE task_counts SET count = count - 1
    WHERE silo = '' AND state = CASE WHEN old.state IN ('Waiting', 'Delayed') THEN 'Pending' ELSE old.state END;
    UPDATE task_counts SET count = count + 1
    WHERE silo = '' AND state = CASE WHEN new.state IN ('Waiting', 'Delayed') THEN 'Pending' ELSE new.state END;
END;
