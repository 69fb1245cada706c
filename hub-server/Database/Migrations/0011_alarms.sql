-- Something a person should act on. origin: box | hub. While it is open (cleared_received_at_ms IS NULL) there is one per
-- key of a room. at: by the clock of who raised it; received: by the hub's. details: JSON, words to words.
CREATE TABLE alarm (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    agent_id TEXT NULL,
    origin TEXT NOT NULL,
    alarm_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity INTEGER NOT NULL,
    recording_id TEXT NOT NULL,
    details TEXT NOT NULL,
    occurrences BIGINT NOT NULL,
    raised_at_ms BIGINT NOT NULL,
    raised_received_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    changed_received_at_ms BIGINT NOT NULL,
    cleared_at_ms BIGINT NULL,
    cleared_received_at_ms BIGINT NULL,
    acknowledged_at_ms BIGINT NULL,
    acknowledged_by TEXT NULL,
    note TEXT NULL,
    suppressed_until_ms BIGINT NULL
);

CREATE UNIQUE INDEX alarm_open ON alarm (room_id, origin, alarm_key) WHERE cleared_received_at_ms IS NULL;
CREATE INDEX alarm_room ON alarm (room_id, cleared_received_at_ms);
CREATE INDEX alarm_raised ON alarm (raised_at_ms);
CREATE INDEX alarm_cleared ON alarm (cleared_received_at_ms) WHERE cleared_received_at_ms IS NOT NULL;
CREATE INDEX alarm_suppressed ON alarm (suppressed_until_ms) WHERE suppressed_until_ms IS NOT NULL;

-- What happened to an alarm, in order. step: raised | changed | acknowledged | suppressed | resumed | cleared. caller: who
-- did it; NULL when nobody did. until_ms: of suppressed.
CREATE TABLE alarm_history (
    alarm_id TEXT NOT NULL REFERENCES alarm (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    caller TEXT NULL,
    note TEXT NULL,
    until_ms BIGINT NULL,
    details TEXT NULL,
    PRIMARY KEY (alarm_id, number)
);

-- How far a reader of the boxes' events and alarms has come (Readings/ItemLog.cs): written in the transaction of what it
-- made of them.
CREATE TABLE item_reader (
    name TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);
