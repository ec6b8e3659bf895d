INSERT INTO model_versions (name, version, sha256, bytes, architecture, parameter_count, input_size, output_size, created) VALUES
    ('digits', 1, 'a1', 27048, 'mlp 64-32-10', 2410, 64, 10, 1760000000001), ('digits', 2, 'a2', 27049, 'mlp 64-33-10', 2411, 64, 10, 1760000000002);
INSERT INTO deployments (id, name, type, status, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created,
    desired_replicas, min_replicas, max_replicas) VALUES
    (1, 'digits', 'NeuralNetwork', 'Running', 2, 'digits@2', 'a2', 'INT8', 'mlp 64-33-10', 2411, 64, 10, 1760000000003, 2, 1, 3),
    (2, 'built', 'NeuralNetwork', 'Stopped', 1, '', 'b1', 'FP32', 'mlp 4-2', 10, 4, 2, 1760000000004, 1, 1, 1);
UPDATE id_counters SET last = 2 WHERE kind = 'deployment';
INSERT INTO deployment_revisions (deployment, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created) VALUES
    (1, 1, 'digits@1', 'a1', 'FP32', 'mlp 64-32-10', 2410, 64, 10, 1760000000003), (1, 2, 'digits@2', 'a2', 'INT8', 'mlp 64-33-10', 2411, 64, 10, 1760000000005),
    (2, 1, '', 'b1', 'FP32', 'mlp 4-2', 10, 4, 2, 1760000000004);
INSERT INTO replicas (deployment, ordinal, revision, state, silo) VALUES (1, 0, 2, 'Ready', 'silo-1'), (1, 1, 2, 'Starting', NULL), (2, 0, 1, 'Ready', 'silo-2');
INSERT INTO idempotency_keys (principal, key, request_hash, answer, created) VALUES ('local', 'k-1', 'hash', '{"Id":{"Number":1}}', 1760000000003);
