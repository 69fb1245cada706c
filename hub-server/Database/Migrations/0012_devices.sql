-- The devices of a room, as its box told them last. problem_code: empty when there is none. manufacturer, model, firmware
-- and hours repeat what stands in identity and readings, so that the list of all devices can be filtered and sorted here.
CREATE TABLE device (
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    driver TEXT NOT NULL,
    health TEXT NOT NULL,
    since_ms BIGINT NULL,
    problem_code TEXT NOT NULL,
    problem TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    firmware TEXT NOT NULL,
    hours DOUBLE PRECISION NULL,
    properties TEXT NOT NULL,
    readings TEXT NOT NULL,
    identity TEXT NOT NULL,
    description_hash TEXT NOT NULL,
    PRIMARY KEY (room_id, id)
);

CREATE INDEX device_driver ON device (driver, model, firmware);

-- A room's devices as a whole. hash: the state that these rows are; the box is told it back. scenes: JSON.
CREATE TABLE device_room (
    room_id TEXT NOT NULL PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    scenes TEXT NOT NULL,
    heard_at_ms BIGINT NOT NULL
);

-- What devices of a kind can do, as boxes describe it; hash: SHA-256 of json. Never changed.
CREATE TABLE device_description (
    hash TEXT NOT NULL PRIMARY KEY,
    driver TEXT NOT NULL,
    json TEXT NOT NULL,
    received_at_ms BIGINT NOT NULL
);

-- What people had devices and scenes do; what came of it stands in command. device empty: action is a scene.
CREATE TABLE device_command (
    command_id TEXT NOT NULL PRIMARY KEY REFERENCES command (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    capability TEXT NOT NULL,
    action TEXT NOT NULL,
    arguments TEXT NOT NULL,
    caller TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX device_command_room ON device_command (room_id, created_at_ms);

-- What the hub wants a room's devices, scenes and rules to be (version 0: nothing), and what the box said to it.
-- Secrets stand in json only until the box has taken them.
CREATE TABLE device_configuration (
    room_id TEXT NOT NULL PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    json TEXT NULL,
    saved_by TEXT NULL,
    saved_at_ms BIGINT NULL,
    agent_id TEXT NOT NULL,
    reported_version BIGINT NOT NULL,
    accepted INTEGER NOT NULL,
    problems TEXT NOT NULL,
    actual TEXT NULL,
    changed_on_box INTEGER NOT NULL,
    reported_at_ms BIGINT NULL
);

-- What a school does not let anyone do from outside its rooms: capabilities, JSON.
CREATE TABLE remote_limit (
    school_id TEXT NOT NULL PRIMARY KEY REFERENCES school (id) ON DELETE CASCADE,
    forbidden TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
);

-- The same command to many devices. scope: who may see it, besides those who see the whole hub. state: running | done |
-- cancelled | interrupted (the hub ended meanwhile; what was not sent by then never is).
CREATE TABLE bulk_command (
    id TEXT NOT NULL PRIMARY KEY,
    scope_kind TEXT NOT NULL,
    scope_id TEXT NULL,
    caller TEXT NOT NULL,
    capability TEXT NOT NULL,
    action TEXT NOT NULL,
    arguments TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT NULL
);

CREATE INDEX bulk_command_created ON bulk_command (created_at_ms);

-- outcome: waiting | done | refused | expired | skipped. Names as they were then, so that a row outlives its device.
CREATE TABLE bulk_command_row (
    bulk_id TEXT NOT NULL REFERENCES bulk_command (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    room_id TEXT NOT NULL,
    room_name TEXT NOT NULL,
    school_name TEXT NOT NULL,
    device TEXT NOT NULL,
    device_name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    error_code TEXT NULL,
    error_message TEXT NULL,
    finished_at_ms BIGINT NULL,
    PRIMARY KEY (bulk_id, number)
);
