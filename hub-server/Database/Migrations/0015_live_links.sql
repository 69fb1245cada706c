-- Links that show one room as it happens without a session, until they expire or are revoked.
CREATE TABLE live_link (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL UNIQUE,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

CREATE INDEX live_link_room ON live_link (room_id);
