-- The tree: region, school, room. Names are unique below their parent.

CREATE TABLE region (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE school (
    id TEXT NOT NULL PRIMARY KEY,
    region_id TEXT NOT NULL REFERENCES region (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    tier TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (region_id, name)
);

-- presence, recorder, since_ms and state_json repeat what the room's agent last reported, so that lists can be
-- filtered and sorted here; the agents' feature writes them.
CREATE TABLE room (
    id TEXT NOT NULL PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES school (id),
    name TEXT NOT NULL,
    presence TEXT NOT NULL DEFAULT 'unenrolled',
    recorder TEXT NULL,
    since_ms BIGINT NOT NULL,
    state_json TEXT NULL,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (school_id, name)
);

CREATE INDEX room_presence ON room (presence);
