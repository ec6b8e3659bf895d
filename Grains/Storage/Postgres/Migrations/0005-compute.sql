-- Nodes: who may run tasks. The silo of a virtual node is the one that runs its tasks now.
CREATE TABLE compute_nodes (
    id                   text COLLATE "C" NOT NULL PRIMARY KEY,
    hostname             text    NOT NULL,
    port                 int     NOT NULL,
    kind                 text    NOT NULL,
    status               text    NOT NULL,
    cpu_cores            double precision NOT NULL,
    memory_gb            double precision NOT NULL,
    gpu_available        boolean NOT NULL,
    max_concurrent_tasks int     NOT NULL,
    labels               text    NOT NULL,
    silo                 text COLLATE "C",
    created              bigint  NOT NULL
);

CREATE SEQUENCE task_ids;

-- Tasks. Those that wait for other tasks are Waiting, those that wait for their next attempt Delayed, those that wait for a node Pending.
-- Ready tasks run by rank: the millisecond in which they were accepted less a minute for each step of priority.
CREATE TABLE tasks (
    id             bigint  NOT NULL PRIMARY KEY,
    name           text,
    type           text    NOT NULL,
    work           text    NOT NULL,
    input          bytea,
    input_bytes    int     NOT NULL,
    priority       int     NOT NULL,
    rank           bigint  NOT NULL,
    requires       text COLLATE "C" NOT NULL,
    timeout_ms     bigint  NOT NULL,
    max_attempts   int     NOT NULL,
    created        bigint  NOT NULL,
    state          text COLLATE "C" NOT NULL,
    attempt        int     NOT NULL DEFAULT 0,
    failures       int     NOT NULL DEFAULT 0,
    waiting_for    int     NOT NULL DEFAULT 0,
    has_dependents boolean NOT NULL DEFAULT false,
    not_before     bigint  NOT NULL DEFAULT 0,
    failed_on      text    NOT NULL DEFAULT '',
    node           text COLLATE "C",
    executor       text COLLATE "C",
    started        bigint,
    finished       bigint,
    execution_ms   double precision,
    error          text,
    result_shape   text,
    result         bytea,
    artifact       text COLLATE "C"
);

CREATE INDEX tasks_by_state ON tasks (state, id);
CREATE INDEX tasks_ready ON tasks (requires, rank, id) WHERE state = 'Pending';
CREATE INDEX tasks_delayed ON tasks (not_before) WHERE state = 'Delayed';
CREATE INDEX tasks_ended ON tasks (finished) WHERE state IN ('Completed', 'Failed', 'Cancelled');
CREATE INDEX tasks_with_artifacts ON tasks (artifact) WHERE artifact IS NOT NULL;

CREATE TABLE task_dependencies (
    task       bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    depends_on bigint NOT NULL,
    PRIMARY KEY (task, depends_on)
);

CREATE INDEX task_dependencies_by_dependency ON task_dependencies (depends_on);

-- How many tasks are, or ended, in each state. Each silo counts in rows of its own, so that their transactions do not wait for one
-- another; a count by itself may be negative, the sum is not. Deleting an ended task does not change them.
CREATE TABLE task_counts (
    silo  text   COLLATE "C" NOT NULL,
    state text   COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (silo, state)
);

-- What happened, in the order of (xid, seq). A transaction may commit after one that has a higher number: readers stop before the first
-- that is still running.
CREATE TABLE compute_events (
    seq     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid     xid8   NOT NULL DEFAULT pg_current_xact_id(),
    at      bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    task    bigint,
    node    text,
    status  text   NOT NULL,
    attempt int    NOT NULL
);

CREATE INDEX compute_events_in_order ON compute_events (xid, seq);

CREATE FUNCTION task_status(state text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT CASE WHEN state IN ('Waiting', 'Delayed') THEN 'Pending' ELSE state END $$;

CREATE FUNCTION count_new_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO compute_events (task, node, status, attempt)
    SELECT id, node, task_status(state), attempt FROM changed ORDER BY id;

    INSERT INTO task_counts AS held (silo, state, count)
    SELECT current_setting('application_name'), task_status(state), count(*) FROM changed GROUP BY 2 ORDER BY 2
    ON CONFLICT (silo, state) DO UPDATE SET count = held.count + excluded.count;
    RETURN NULL;
END $$;

CREATE TRIGGER tasks_inserted AFTER INSERT ON tasks
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_new_tasks();

CREATE FUNCTION count_changed_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO compute_events (task, node, status, attempt)
    SELECT after.id, after.node, task_status(after.state), after.attempt
    FROM before JOIN after ON after.id = before.id
    WHERE task_status(after.state) <> task_status(before.state) OR after.attempt <> before.attempt
    ORDER BY after.id;

    INSERT INTO task_counts AS held (silo, state, count)
    SELECT current_setting('application_name'), change.state, sum(change.count)
    FROM (
        SELECT task_status(state) AS state, count(*) AS count FROM after GROUP BY 1
        UNION ALL
        SELECT task_status(state), -count(*) FROM before GROUP BY 1
    ) AS change
    GROUP BY change.state HAVING sum(change.count) <> 0 ORDER BY change.state
    ON CONFLICT (silo, state) DO UPDATE SET count = held.count + excluded.count;
    RETURN NULL;
END $$;

CREATE TRIGGER tasks_updated AFTER UPDATE ON tasks
REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_changed_tasks();
