-- Immutable content. It is staged under its id and published by giving it the SHA-256 of its bytes.
CREATE TABLE artifacts (
    id      uuid        NOT NULL PRIMARY KEY,
    sha256  text        COLLATE "C" UNIQUE,
    renewed timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX artifacts_by_age ON artifacts (renewed);

-- In pieces, so that nobody has to hold all of it in memory. Weights do not compress: storing them as they are saves the attempt.
CREATE TABLE artifact_chunks (
    artifact uuid  NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE,
    number   int   NOT NULL,
    content  bytea NOT NULL,
    PRIMARY KEY (artifact, number)
);

ALTER TABLE artifact_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
