-- readings.db: what boxes deliver that is not media. Numbers instead of ids, because a reading is smaller than an id.
-- WITHOUT ROWID is SQLite's word for "the rows lie in the key's order"; PostgreSQL takes the statements without it.
CREATE TABLE reading_room (
    number BIGINT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE series (
    number BIGINT NOT NULL PRIMARY KEY,
    room BIGINT NOT NULL REFERENCES reading_room (number),
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (room, device, name)
) WITHOUT ROWID;

-- The high-water mark: everything of this class up to up_to is stored, rejected or declared lost.
CREATE TABLE delivery (
    agent_id TEXT NOT NULL,
    store_epoch TEXT NOT NULL,
    item_class INTEGER NOT NULL,
    room_id TEXT NOT NULL,
    up_to BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    lost BIGINT NOT NULL,
    rejected_code TEXT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (agent_id, store_epoch, item_class)
) WITHOUT ROWID;

CREATE INDEX delivery_room ON delivery (room_id, changed_at_ms);

CREATE TABLE declared_gap (
    agent_id TEXT NOT NULL,
    store_epoch TEXT NOT NULL,
    item_class INTEGER NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    reason TEXT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    PRIMARY KEY (agent_id, store_epoch, item_class, first_sequence)
) WITHOUT ROWID;

CREATE INDEX declared_gap_received ON declared_gap (received_at_ms);

-- started_at_ms: UTC when this boot's monotonic clock stood at 0; NULL until somebody knows.
CREATE TABLE boot (
    number BIGINT NOT NULL PRIMARY KEY,
    agent_id TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    started_at_ms BIGINT NULL,
    seen_at_ms BIGINT NOT NULL,
    UNIQUE (agent_id, boot_id)
) WITHOUT ROWID;

-- In the order room, time: a box's batch holds all its series for a few seconds and so touches one page or two, however
-- many rooms there are. A question about one series reads its room's other series along: a few ten thousand rows.
CREATE TABLE reading (
    room BIGINT NOT NULL,
    time_ms BIGINT NOT NULL,
    series BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, time_ms, series)
) WITHOUT ROWID;

-- Kept in the same transaction as the readings, so that they are right however late a reading comes.
CREATE TABLE reading_minute (
    room BIGINT NOT NULL,
    time_ms BIGINT NOT NULL,
    series BIGINT NOT NULL,
    count BIGINT NOT NULL,
    sum DOUBLE PRECISION NOT NULL,
    min DOUBLE PRECISION NOT NULL,
    max DOUBLE PRECISION NOT NULL,
    last DOUBLE PRECISION NOT NULL,
    last_at_ms BIGINT NOT NULL,
    PRIMARY KEY (room, time_ms, series)
) WITHOUT ROWID;

CREATE TABLE reading_hour (
    room BIGINT NOT NULL,
    time_ms BIGINT NOT NULL,
    series BIGINT NOT NULL,
    count BIGINT NOT NULL,
    sum DOUBLE PRECISION NOT NULL,
    min DOUBLE PRECISION NOT NULL,
    max DOUBLE PRECISION NOT NULL,
    last DOUBLE PRECISION NOT NULL,
    last_at_ms BIGINT NOT NULL,
    PRIMARY KEY (room, time_ms, series)
) WITHOUT ROWID;

-- Readings of a time when the box did not know the time, until its boot's start is known.
CREATE TABLE unplaced_reading (
    boot BIGINT NOT NULL,
    monotonic_ms BIGINT NOT NULL,
    series BIGINT NOT NULL,
    room BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (boot, monotonic_ms, series)
) WITHOUT ROWID;

-- Events and alarms as they came, in the order in which the hub stored them: number only rises, so that who works them
-- off remembers one number. body: the Item (protobuf). time_ms: NULL while the boot's start is not known.
CREATE TABLE item (
    number BIGINT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    time_ms BIGINT NULL,
    boot BIGINT NULL,
    monotonic_ms BIGINT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX item_unplaced ON item (boot) WHERE time_ms IS NULL;
