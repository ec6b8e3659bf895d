INSERT INTO compute_nodes (id, hostname, port, kind, status, cpu_cores, memory_gb, gpu_available, max_concurrent_tasks, labels, silo, created) VALUES
    ('silo-1', '127.0.0.1', 11111, 'Silo', 'Active', 2, 11.5, FALSE, 2, '{}', 'silo-1', 1760000000010),
    ('small', 'worker.local', 9000, 'Virtual', 'Maintenance', 0.5, 1, TRUE, 1, '{"zone":"a"}', NULL, 1760000000011);
INSERT INTO tasks (id, name, type, work, input, input_bytes, priority, rank, requires, timeout_ms, max_attempts, created, state, attempt, failures,
    waiting_for, has_dependents, not_before, failed_on, node, executor, started, finished, execution_ms, error, result_shape, result, artifact) VALUES
    (1, 'sum', 'data', '{"type":"data","operations":[{"name":"sum"}]}', 'abcd', 4, 3, 1759999820012, '', 600000, 3, 1760000000012, 'Completed', 1, 0,
        0, TRUE, 0, '', 'silo-1', 'S1', 1760000000013, 1760000000014, 1.5, NULL, '[1]', 'abcd', NULL),
    (2, NULL, 'inference', '{"type":"inference","modelId":"digits"}', 'abcd', 4, 0, 1760000000015, '{"gpu":true}', 1000, 1, 1760000000015, 'Failed', 1, 1,
        0, FALSE, 0, 'silo-1', 'silo-1', 'S1', 1760000000016, 1760000000017, 2.5, 'There is no model.', NULL, NULL, 'c1'),
    (3, NULL, 'data', '{"type":"data"}', 'abcd', 4, 0, 1760000000018, '', 1000, 1, 1760000000018, 'Pending', 0, 0,
        0, FALSE, 0, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO task_dependencies (task, depends_on) VALUES (3, 1);
