-- A deployment of an agent is one of this agent: one of the 253, or the custom one that came with it.
ALTER TABLE deployments ADD COLUMN agent TEXT;

-- One row: how often the lifecycle was advanced, which is its phase; which dream was begun last and which has ended; up to which
-- memory, and for which dream, edges were learned.
CREATE TABLE civic_lifecycle (
    id            INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    advances      INTEGER NOT NULL DEFAULT 0,
    dreams_begun  INTEGER NOT NULL DEFAULT 0,
    dreams        INTEGER NOT NULL DEFAULT 0,
    learned_until INTEGER NOT NULL DEFAULT 0,
    learned_dream INTEGER NOT NULL DEFAULT 0
);

INSERT INTO civic_lifecycle (id) VALUES (1);

-- What lasts of an agent: how many memories it has, by how many milliseconds dreams have aged them, which dream was its last, up to which
-- memory duplicates were looked for, and the deployment that it computes with. A custom agent also has what it is, and goes with its deployment.
CREATE TABLE civic_agents (
    id           TEXT    NOT NULL PRIMARY KEY,
    memories     INTEGER NOT NULL DEFAULT 0,
    aged         INTEGER NOT NULL DEFAULT 0,
    dreams       INTEGER NOT NULL DEFAULT 0,
    merged_until INTEGER NOT NULL DEFAULT 0,
    model        INTEGER,
    deployment   INTEGER REFERENCES deployments (id) ON DELETE CASCADE,
    name         TEXT,
    description  TEXT,
    hand         TEXT,
    role         TEXT,
    lens         TEXT
);

CREATE INDEX civic_agents_with_model ON civic_agents (id) WHERE model IS NOT NULL;
CREATE INDEX civic_agents_custom ON civic_agents (deployment) WHERE deployment IS NOT NULL;

INSERT INTO civic_agents (id) VALUES ('emergent-1');

WITH hands (hand) AS (VALUES ('mirror'), ('flame'), ('loom'), ('depth'), ('song'), ('silence')),
     roles (role) AS (VALUES ('palm'), ('finger1'), ('finger2'), ('finger3'), ('finger4'), ('finger5'))
INSERT INTO civic_agents (id) SELECT 'synth-' || hand || '-' || role FROM hands, roles;

WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 216)
INSERT INTO civic_agents (id) SELECT 'perspective-' || i FROM numbers;

-- By what each agent remembers how much. The key is the trigger in one case, by which it is looked for.
CREATE TABLE memory_triggers (
    agent       TEXT    NOT NULL REFERENCES civic_agents (id) ON DELETE CASCADE,
    trigger_key TEXT    NOT NULL,
    count       INTEGER NOT NULL,
    PRIMARY KEY (agent, trigger_key)
) WITHOUT ROWID;

-- What agents remember. Strength halves with every half-life that lies between fresh and the present time of the agent, which is the
-- time of the clock and what its dreams have aged it by: so the order of strength is that of fresh, whatever the time.
CREATE TABLE memories (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    agent        TEXT    NOT NULL REFERENCES civic_agents (id) ON DELETE CASCADE,
    activation   TEXT    NOT NULL,
    trigger_text TEXT    NOT NULL,
    trigger_key  TEXT    NOT NULL,
    content      TEXT    NOT NULL,
    associated   TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    fresh        INTEGER NOT NULL,
    bands_low    INTEGER NOT NULL,
    bands_high   INTEGER NOT NULL,
    UNIQUE (agent, activation, trigger_key)
);

CREATE INDEX memories_by_trigger ON memories (agent, trigger_key, id);
CREATE INDEX memories_by_strength ON memories (agent, fresh, id);

-- How strongly agents are joined that have answered together, from 0 to 1. The first id is the lesser one.
CREATE TABLE learned_edges (
    one    TEXT NOT NULL,
    other  TEXT NOT NULL,
    weight REAL NOT NULL,
    PRIMARY KEY (one, other)
);

-- What happened, in order: there is one writer.
CREATE TABLE civic_events (
    seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    xid        INTEGER NOT NULL DEFAULT 0,
    at         INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    kind       TEXT    NOT NULL,
    agent      TEXT,
    activation TEXT,
    step       INTEGER NOT NULL DEFAULT 0,
    detail     TEXT
);

CREATE TRIGGER memories_inserted AFTER INSERT ON memories
BEGIN
    INSERT INTO memory_triggers (agent, trigger_key, count) VALUES (new.agent, new.trigger_key, 1)
    ON CONFLICT (agent, trigger_key) DO UPDATE SET count = count + 1;
    UPDATE civic_agents SET memories = memories + 1 WHERE id = new.agent;
END;

CREATE TRIGGER memories_deleted AFTER DELETE ON memories
BEGIN
    UPDATE memory_triggers SET count = count - 1 WHERE agent = old.agent AND trigger_key = old.trigger_key;
    DELETE FROM memory_triggers WHERE agent = old.agent AND trigger_key = old.trigger_key AND count = 0;
    UPDATE civic_agents SET memories = memories - 1 WHERE id = old.agent;
END;

-- The full answer of an agent task, as JSON.
ALTER TABLE tasks ADD COLUMN output TEXT;
