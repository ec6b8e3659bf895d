UPDATE civic_lifecycle SET advances = 3, dreams_begun = 2, dreams = 1, learned_until = 1, learned_dream = 1;
INSERT INTO deployments (id, name, type, status, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created,
    desired_replicas, min_replicas, max_replicas, agent) VALUES
    (3, 'voice', 'CivicAgent', 'Running', 1, '', '', 'FP32', '', 0, 0, 0, 1760000000020, 0, 0, 0, 'custom-3');
INSERT INTO civic_agents (id, memories, aged, dreams, merged_until, model, deployment, name, description, hand, role, lens) VALUES
    ('custom-3', 0, 7, 1, 0, 1, 3, 'Voice', 'Of the bridge', 'Song', 'Palm', 'the-threshold');
INSERT INTO memories (agent, activation, trigger_text, trigger_key, content, associated, at, fresh, bands_low, bands_high) VALUES
    ('custom-3', 'a-1', 'Bridge', 'bridge', 'The bridge is closed', 'loom', 1760000000021, 1760000000022, 17, -3);
INSERT INTO learned_edges (one, other, weight) VALUES ('custom-3', 'emergent-1', 0.25);
INSERT INTO civic_events (kind, agent, activation, step, detail) VALUES ('voice', 'custom-3', 'a-1', 1, 'It is closed.');
UPDATE tasks SET output = '{"phase":"Silence"}' WHERE id = 1;
