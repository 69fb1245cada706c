-- Links that play one recording without a session, until they expire.
CREATE TABLE media_link (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    made_by TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

CREATE INDEX media_link_recording ON media_link (recording_id);
