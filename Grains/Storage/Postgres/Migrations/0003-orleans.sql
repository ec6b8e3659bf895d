-- What the Orleans ADO.NET providers ask for: they read these texts at start and run them with named parameters. The names of the
-- parameters and of the columns that come back are theirs; the tables are ours.
CREATE TABLE OrleansQuery (
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);

-- Membership: the version of a cluster's table, raised by every change, and a row per silo.
CREATE TABLE membership_versions (
    cluster_id text        COLLATE "C" NOT NULL PRIMARY KEY,
    version    int         NOT NULL DEFAULT 0,
    changed    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE membership (
    cluster_id    text        COLLATE "C" NOT NULL REFERENCES membership_versions (cluster_id),
    address       text        COLLATE "C" NOT NULL,
    port          int         NOT NULL,
    generation    int         NOT NULL,
    silo_name     text        NOT NULL,
    host_name     text        NOT NULL,
    status        int         NOT NULL,
    proxy_port    int         NOT NULL,
    suspect_times text,
    started       timestamptz NOT NULL,
    alive         timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $q$
    WITH created AS (
        INSERT INTO membership_versions (cluster_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT count(*)::int FROM created
$q$),
('InsertMembershipKey', $q$
    WITH raised AS (
        UPDATE membership_versions SET version = version + 1, changed = now()
        WHERE cluster_id = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT 1 FROM membership
            WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING 1
    ), inserted AS (
        INSERT INTO membership (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, started, alive)
        SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
        RETURNING 1
    )
    SELECT count(*)::int FROM inserted
$q$),
('UpdateMembershipKey', $q$
    WITH raised AS (
        UPDATE membership_versions SET version = version + 1, changed = now()
        WHERE cluster_id = @DeploymentId AND version = @Version AND EXISTS (
            SELECT 1 FROM membership
            WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING 1
    ), updated AS (
        UPDATE membership SET status = @Status, suspect_times = @SuspectTimes, alive = @IAmAliveTime
        FROM raised
        WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
        RETURNING 1
    )
    SELECT count(*)::int FROM updated
$q$),
('UpdateIAmAlivetimeKey', $q$
    UPDATE membership SET alive = @IAmAliveTime
    WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$q$),
('MembershipReadRowKey', $q$
    SELECT
        versions.cluster_id AS "DeploymentId", silo.address AS "Address", silo.port AS "Port", silo.generation AS "Generation",
        silo.silo_name AS "SiloName", silo.host_name AS "HostName", silo.status AS "Status", silo.proxy_port AS "ProxyPort",
        silo.suspect_times AS "SuspectTimes", silo.started AS "StartTime", silo.alive AS "IAmAliveTime", versions.version AS "Version"
    FROM membership_versions AS versions
    LEFT JOIN membership AS silo
        ON silo.cluster_id = versions.cluster_id AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation
    WHERE versions.cluster_id = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
    SELECT
        versions.cluster_id AS "DeploymentId", silo.address AS "Address", silo.port AS "Port", silo.generation AS "Generation",
        silo.silo_name AS "SiloName", silo.host_name AS "HostName", silo.status AS "Status", silo.proxy_port AS "ProxyPort",
        silo.suspect_times AS "SuspectTimes", silo.started AS "StartTime", silo.alive AS "IAmAliveTime", versions.version AS "Version"
    FROM membership_versions AS versions
    LEFT JOIN membership AS silo ON silo.cluster_id = versions.cluster_id
    WHERE versions.cluster_id = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation"
    FROM membership
    WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$q$),
('DeleteMembershipTableEntriesKey', $q$
    WITH silos AS (DELETE FROM membership WHERE cluster_id = @DeploymentId)
    DELETE FROM membership_versions WHERE cluster_id = @DeploymentId
$q$),
('CleanupDefunctSiloEntriesKey', $q$
    DELETE FROM membership WHERE cluster_id = @DeploymentId AND alive < @IAmAliveTime AND status <> 3
$q$);

-- Grain state: a row per state name, grain and service. The hashes only narrow a search, all parts are compared.
CREATE TABLE grain_state (
    id_hash    int         NOT NULL,
    id_n0      bigint      NOT NULL,
    id_n1      bigint      NOT NULL,
    type_hash  int         NOT NULL,
    type       text        COLLATE "C" NOT NULL,
    extension  text        COLLATE "C" NOT NULL,
    service_id text        COLLATE "C" NOT NULL,
    payload    bytea,
    version    int         NOT NULL,
    modified   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id_hash, type_hash, id_n0, id_n1, type, extension, service_id)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('WriteToStorageKey', $q$
    WITH inserted AS (
        INSERT INTO grain_state (id_hash, id_n0, id_n1, type_hash, type, extension, service_id, payload, version)
        SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, COALESCE(@GrainIdExtensionString, ''), @ServiceId,
            @PayloadBinary, 1
        WHERE @GrainStateVersion::int IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version
    ), updated AS (
        UPDATE grain_state SET payload = @PayloadBinary, version = version + 1, modified = now()
        WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
            AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '') AND service_id = @ServiceId
            AND version = @GrainStateVersion::int
        RETURNING version
    )
    SELECT COALESCE((SELECT version FROM inserted), (SELECT version FROM updated), @GrainStateVersion::int) AS "NewGrainStateVersion"
$q$),
('ReadFromStorageKey', $q$
    SELECT payload AS "PayloadBinary", now() AS "Now", version AS "Version"
    FROM grain_state
    WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
        AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '') AND service_id = @ServiceId
$q$),
('ClearStorageKey', $q$
    WITH cleared AS (
        UPDATE grain_state SET payload = NULL, version = version + 1, modified = now()
        WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
            AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '') AND service_id = @ServiceId
            AND version = @GrainStateVersion::int
        RETURNING version
    )
    SELECT COALESCE((SELECT version FROM cleared), @GrainStateVersion::int) AS "NewGrainStateVersion"
$q$),
('DeleteStorageKey', $q$
    WITH deleted AS (
        DELETE FROM grain_state
        WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
            AND type = @GrainTypeString AND extension = COALESCE(@GrainIdExtensionString, '') AND service_id = @ServiceId
            AND version = @GrainStateVersion::int
        RETURNING version + 1 AS version
    )
    SELECT COALESCE((SELECT version FROM deleted), @GrainStateVersion::int) AS "NewGrainStateVersion"
$q$);

-- Reminders, found by their grain or by a range of the ring of hashes.
CREATE TABLE reminders (
    service_id    text        COLLATE "C" NOT NULL,
    grain_id      text        COLLATE "C" NOT NULL,
    reminder_name text        COLLATE "C" NOT NULL,
    started       timestamptz NOT NULL,
    period        bigint      NOT NULL,
    grain_hash    int         NOT NULL,
    version       int         NOT NULL DEFAULT 0,
    PRIMARY KEY (service_id, grain_id, reminder_name)
);

CREATE INDEX reminders_by_hash ON reminders (service_id, grain_hash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpsertReminderRowKey', $q$
    INSERT INTO reminders AS held (service_id, grain_id, reminder_name, started, period, grain_hash)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
        SET started = excluded.started, period = excluded.period, grain_hash = excluded.grain_hash, version = held.version + 1
    RETURNING version AS "Version"
$q$),
('ReadReminderRowsKey', $q$
    SELECT grain_id AS "GrainId", reminder_name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM reminders
    WHERE service_id = @ServiceId AND grain_id = @GrainId
$q$),
('ReadReminderRowKey', $q$
    SELECT grain_id AS "GrainId", reminder_name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM reminders
    WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName
$q$),
('ReadRangeRows1Key', $q$
    SELECT grain_id AS "GrainId", reminder_name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM reminders
    WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$q$),
('ReadRangeRows2Key', $q$
    SELECT grain_id AS "GrainId", reminder_name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM reminders
    WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$q$),
('DeleteReminderRowKey', $q$
    WITH deleted AS (
        DELETE FROM reminders
        WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version
        RETURNING 1
    )
    SELECT count(*)::int FROM deleted
$q$),
('DeleteReminderRowsKey', $q$
    DELETE FROM reminders WHERE service_id = @ServiceId
$q$);
