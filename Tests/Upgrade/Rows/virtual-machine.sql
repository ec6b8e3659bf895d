UPDATE deployments SET restart_mode = 'OnFailure', max_restarts = 5, backoff_ms = 500, memory_bytes = 1048576, compute_weight = 3, storage_bytes = 4096,
    agents = 2, pinned = 1, namespace = 1, failures = 1, failure = 'It broke.', failed_at = 1760000000030, restart_at = 1760000000031 WHERE id = 1;
INSERT INTO deployments (id, name, type, status, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created,
    desired_replicas, min_replicas, max_replicas) VALUES
    (4, 'reader', 'Service', 'Running', 1, '', '', 'FP32', '', 0, 64, 10, 1760000000032, 0, 0, 0),
    (5, 'hourly', 'DistributedTask', 'Running', 1, '', '', 'FP32', '', 0, 0, 0, 1760000000033, 0, 0, 0);
INSERT INTO deployed_services (deployment, steps) VALUES (4, '{"steps":[{"step":{"model":"digits"},"size":10}]}');
INSERT INTO deployed_tasks (deployment, type, spec, input, cron, time_zone, every_ms, runs, task, last_task, next_run) VALUES
    (5, 'data', '{"work":"{\"type\":\"data\"}"}', 'abcd', '0 * * * *', 'UTC', NULL, 1, NULL, 1, 1760003600000);
INSERT INTO deployed_task_runs (deployment, run, task, status, error, started, ended) VALUES (5, 1, 1, 'Completed', NULL, 1760000000034, 1760000000035);
INSERT INTO namespaces (id, version, bytes) VALUES (1, 2, 4);
INSERT INTO namespace_files (namespace, parent, name, is_directory, content, modified) VALUES (1, '', 'mine', 1, NULL, 1), (1, 'mine', 'note', 0, 'abcd', 2);
INSERT INTO namespace_mounts (namespace, point, position, source, creates) VALUES (1, '#ns/1/models', 0, '#models/digits', 1);
