-- A deployment of an agent is one of this agent: one of the 253, or the custom one that came with it.
ALTER TABLE deployments ADD COLUMN agent text COLLATE "C";

-- One row: how often the lifecycle was advanced, which is its phase; which dream was begun last and which has ended; up to which
-- memory, and for which dream, edges were learned.
CREATE TABLE civic_lifecycle (
    id            int    NOT NULL PRIMARY KEY CHECK (id = 1),
    advances      bigint NOT NULL DEFAULT 0,
    dreams_begun  bigint NOT NULL DEFAULT 0,
    dreams        bigint NOT NULL DEFAULT 0,
    learned_until bigint NOT NULL DEFAULT 0,
    learned_dream bigint NOT NULL DEFAULT 0
);

INSERT INTO civic_lifecycle (id) VALUES (1);

-- What lasts of an agent: how many memories it has, by how many milliseconds dreams have aged them, which dream was its last, up to which
-- memory duplicates were looked for, and the deployment that it computes with. A custom agent also has what it is, and goes with its deployment.
-- Whoever changes memories of agents locks their rows first, in the order of their ids. The counts change with every activation: half a page is
-- left free for them.
CREATE TABLE civic_agents (
    id           text   COLLATE "C" NOT NULL PRIMARY KEY,
    memories     bigint NOT NULL DEFAULT 0,
    aged         bigint NOT NULL DEFAULT 0,
    dreams       bigint NOT NULL DEFAULT 0,
    merged_until bigint NOT NULL DEFAULT 0,
    model        bigint,
    deployment   bigint REFERENCES deployments (id) ON DELETE CASCADE,
    name         text,
    description  text,
    hand         text,
    role         text,
    lens         text
) WITH (fillfactor = 50);

CREATE INDEX civic_agents_with_model ON civic_agents (id) WHERE model IS NOT NULL;
CREATE INDEX civic_agents_custom ON civic_agents (deployment) WHERE deployment IS NOT NULL;

INSERT INTO civic_agents (id) VALUES ('emergent-1');

INSERT INTO civic_agents (id)
SELECT 'synth-' || hand || '-' || role
FROM unnest(ARRAY['mirror', 'flame', 'loom', 'depth', 'song', 'silence']) AS hand,
     unnest(ARRAY['palm', 'finger1', 'finger2', 'finger3', 'finger4', 'finger5']) AS role;

INSERT INTO civic_agents (id) SELECT 'perspective-' || i FROM generate_series(1, 216) AS i;

-- By what each agent remembers how much. The key is the trigger in one case, by which it is looked for.
CREATE TABLE memory_triggers (
    agent       text   COLLATE "C" NOT NULL REFERENCES civic_agents (id) ON DELETE CASCADE,
    trigger_key text   COLLATE "C" NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (agent, trigger_key)
) WITH (fillfactor = 50);

-- What agents remember. Strength halves with every half-life that lies between fresh and the present time of the agent, which is the
-- time of the clock and what its dreams have aged it by: so the order of strength is that of fresh, whatever the time.
CREATE TABLE memories (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent        text   COLLATE "C" NOT NULL REFERENCES civic_agents (id) ON DELETE CASCADE,
    activation   text   COLLATE "C" NOT NULL,
    trigger_text text   COLLATE "C" NOT NULL,
    trigger_key  text   COLLATE "C" NOT NULL,
    content      text   COLLATE "C" NOT NULL,
    associated   text   NOT NULL,
    at           bigint NOT NULL,
    fresh        bigint NOT NULL,
    bands_low    bigint NOT NULL,
    bands_high   bigint NOT NULL,
    UNIQUE (agent, activation, trigger_key)
);

CREATE INDEX memories_by_trigger ON memories (agent, trigger_key, id);
CREATE INDEX memories_by_strength ON memories (agent, fresh, id);

-- How strongly agents are joined that have answered together, from 0 to 1. The first id is the lesser one.
CREATE TABLE learned_edges (
    one    text COLLATE "C" NOT NULL,
    other  text COLLATE "C" NOT NULL,
    weight double precision NOT NULL,
    PRIMARY KEY (one, other)
);

-- What happened, in the order of (xid, seq). A transaction may commit after one that has a higher number: readers stop before the first
-- that is still running.
CREATE TABLE civic_events (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid        xid8   NOT NULL DEFAULT pg_current_xact_id(),
    at         bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    kind       text   NOT NULL,
    agent      text,
    activation text,
    step       int    NOT NULL DEFAULT 0,
    detail     text
);

CREATE INDEX civic_events_in_order ON civic_events (xid, seq);

CREATE FUNCTION count_new_memories() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO memory_triggers AS held (agent, trigger_key, count)
    SELECT agent, trigger_key, count(*) FROM changed GROUP BY agent, trigger_key ORDER BY agent, trigger_key
    ON CONFLICT (agent, trigger_key) DO UPDATE SET count = held.count + excluded.count;

    UPDATE civic_agents SET memories = civic_agents.memories + change.count
    FROM (SELECT agent, count(*) AS count FROM changed GROUP BY agent) AS change
    WHERE civic_agents.id = change.agent;
    RETURN NULL;
END $$;

CREATE TRIGGER memories_inserted AFTER INSERT ON memories
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_new_memories();

CREATE FUNCTION count_deleted_memories() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE memory_triggers AS held SET count = held.count - change.count
    FROM (SELECT agent, trigger_key, count(*) AS count FROM changed GROUP BY agent, trigger_key) AS change
    WHERE held.agent = change.agent AND held.trigger_key = change.trigger_key;

    DELETE FROM memory_triggers USING changed
    WHERE memory_triggers.agent = changed.agent AND memory_triggers.trigger_key = changed.trigger_key AND memory_triggers.count = 0;

    UPDATE civic_agents SET memories = civic_agents.memories - change.count
    FROM (SELECT agent, count(*) AS count FROM changed GROUP BY agent) AS change
    WHERE civic_agents.id = change.agent;
    RETURN NULL;
END $$;

CREATE TRIGGER memories_deleted AFTER DELETE ON memories
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_memories();

-- The full answer of an agent task, as JSON.
ALTER TABLE tasks ADD COLUMN output text;
