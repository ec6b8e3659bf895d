INSERT INTO api_keys (id, name, role, hash, created, created_by, revoked, revoked_by, last_used) VALUES
    (1, 'first-admin', 'admin', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 1760000000001, 'gateway', NULL, NULL, 1760000040000),
    (2, 'ci', 'operator', '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752', 1760000000002, 'key-1', 1760000000003, 'key-1', NULL);
UPDATE id_counters SET last = 2 WHERE kind = 'api-key';
INSERT INTO audit (entry, at, principal, name, role, method, path, status, request_id, peer) VALUES
    ('0199b5a1c3f07a0e8b6f6a1d2c3b4a59', 1760000000003, 'key-1', 'first-admin', 'admin', 'DELETE', '/inferno/keys/ci', 200, '4bf92f3577b34da6a3ce929d0e0e4736', '127.0.0.1');
