-- Ordered lists of recordings. place_id: a region's or school's; empty: the whole district. owner_id: the account's that
-- made it; NULL: a program's. owner: its name then.
CREATE TABLE collection (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    owner_id TEXT NULL,
    owner TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL
);

CREATE INDEX collection_changed ON collection (changed_at_ms, id);

CREATE TABLE collection_item (
    collection_id TEXT NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (collection_id, recording_id)
) WITHOUT ROWID;

CREATE INDEX collection_item_recording ON collection_item (recording_id);

-- Links that play a collection's public recordings without a session; only their hashes.
CREATE TABLE collection_link (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    collection_id TEXT NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    made_by TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
