-- What the Orleans ADO.NET providers ask for in a folder of its own: they read these texts at start and run them with named parameters.
-- The names of the parameters and of the columns that come back are theirs; the tables are ours. There is one silo, so no membership.
CREATE TABLE OrleansQuery (
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
);

-- Grain state: a row per state name, grain and service. The hashes only narrow a search, all parts are compared.
CREATE TABLE grain_state (
    id_hash    INTEGER NOT NULL,
    id_n0      INTEGER NOT NULL,
    id_n1      INTEGER NOT NULL,
    type_hash  INTEGER NOT NULL,
    type       TEXT    NOT NULL,
    extension  TEXT    NOT NULL,
    service_id TEXT    NOT NULL,
    payload    BLOB,
    version    INTEGER NOT NULL,
    modified   TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id_hash, type_hash, id_n0, id_n1, type, extension, service_id)
);

-- SQLite returns nothing of a statement that is part of another one, so each change is one statement, and the next one asks how many rows
-- it changed: of this connection, whatever others do meanwhile.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('WriteToStorageKey', '
    INSERT INTO grain_state (id_hash, id_n0, id_n1, type_hash, type, extension, service_id, payload, version)
    SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, COALESCE(@GrainIdExtensionString, ''''), @ServiceId,
        @PayloadBinary, 1
    WHERE @GrainStateVersion IS NULL OR EXISTS (
        SELECT 1 FROM grain_state
        WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
            AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '''') AND service_id = @ServiceId
            AND version = @GrainStateVersion)
    ON CONFLICT (id_hash, type_hash, id_n0, id_n1, type, extension, service_id) DO UPDATE
        SET payload = excluded.payload, version = version + 1, modified = CURRENT_TIMESTAMP
        WHERE version = @GrainStateVersion;
    SELECT CASE WHEN changes() > 0 THEN COALESCE(@GrainStateVersion, 0) + 1 ELSE @GrainStateVersion END AS NewGrainStateVersion
'),
('ReadFromStorageKey', '
    SELECT payload AS PayloadBinary, CURRENT_TIMESTAMP AS Now, version AS Version
    FROM grain_state
    WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
        AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '''') AND service_id = @ServiceId
'),
('ClearStorageKey', '
    UPDATE grain_state SET payload = NULL, version = version + 1, modified = CURRENT_TIMESTAMP
    WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
        AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '''') AND service_id = @ServiceId
        AND version = @GrainStateVersion;
    SELECT CASE WHEN changes() > 0 THEN @GrainStateVersion + 1 ELSE @GrainStateVersion END AS NewGrainStateVersion
'),
('DeleteStorageKey', '
    DELETE FROM grain_state
    WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
        AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '''') AND service_id = @ServiceId
        AND version = @GrainStateVersion;
    SELECT CASE WHEN changes() > 0 THEN @GrainStateVersion + 1 ELSE @GrainStateVersion END AS NewGrainStateVersion
');

-- Reminders, found by their grain or by a range of the ring of hashes.
CREATE TABLE reminders (
    service_id    TEXT    NOT NULL,
    grain_id      TEXT    NOT NULL,
    reminder_name TEXT    NOT NULL,
    started       TEXT    NOT NULL,
    period        INTEGER NOT NULL,
    grain_hash    INTEGER NOT NULL,
    version       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (service_id, grain_id, reminder_name)
);

CREATE INDEX reminders_by_hash ON reminders (service_id, grain_hash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpsertReminderRowKey', '
    INSERT INTO reminders (service_id, grain_id, reminder_name, started, period, grain_hash)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
        SET started = excluded.started, period = excluded.period, grain_hash = excluded.grain_hash, version = version + 1
    RETURNING version AS Version
'),
('ReadReminderRowsKey', '
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM reminders
    WHERE service_id = @ServiceId AND grain_id = @GrainId
'),
('ReadReminderRowKey', '
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM reminders
    WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName
'),
('ReadRangeRows1Key', '
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM reminders
    WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
'),
('ReadRangeRows2Key', '
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, started AS StartTime, period AS Period, version AS Version
    FROM reminders
    WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
'),
('DeleteReminderRowKey', '
    DELETE FROM reminders
    WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version;
    SELECT changes()
'),
('DeleteReminderRowsKey', '
    DELETE FROM reminders WHERE service_id = @ServiceId
');
