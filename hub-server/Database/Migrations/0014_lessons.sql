-- Rooms that are taught together. mode: dedicated | dual-teacher | master-teacher | school-course. valid_*: NULL is open.
CREATE TABLE pairing (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    mode TEXT NOT NULL,
    layout TEXT NOT NULL,
    record INTEGER NOT NULL,
    full_duplex INTEGER NOT NULL,
    valid_from_ms BIGINT NULL,
    valid_until_ms BIGINT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- role: host | receiver. position: the host is 0. A room in a pairing is not deleted.
CREATE TABLE pairing_room (
    pairing_id TEXT NOT NULL REFERENCES pairing (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL REFERENCES room (id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (pairing_id, room_id)
);

CREATE INDEX pairing_room_room ON pairing_room (room_id);

-- state: planned | running | disturbed | ended | missed. ended_by: time | host | console. series_id: lessons that were
-- planned together. seen_at_ms: until when the hub was there while it ran. duration, quality, interruptions: as of the
-- last change; final once it has ended. The pairing may be gone: its name is kept.
CREATE TABLE linked_lesson (
    id TEXT NOT NULL PRIMARY KEY,
    pairing_id TEXT NULL REFERENCES pairing (id) ON DELETE SET NULL,
    pairing_name TEXT NOT NULL,
    series_id TEXT NULL,
    act_id TEXT NULL,
    mode TEXT NOT NULL,
    title TEXT NOT NULL,
    teacher TEXT NOT NULL,
    state TEXT NOT NULL,
    planned_start_ms BIGINT NOT NULL,
    planned_end_ms BIGINT NOT NULL,
    started_at_ms BIGINT NULL,
    ended_at_ms BIGINT NULL,
    ended_by TEXT NULL,
    seen_at_ms BIGINT NULL,
    layout TEXT NOT NULL,
    main_source TEXT NOT NULL,
    floor_room_id TEXT NULL,
    record INTEGER NOT NULL,
    full_duplex INTEGER NOT NULL,
    revision BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    quality_ms BIGINT NOT NULL,
    interruptions INTEGER NOT NULL,
    requested_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX linked_lesson_planned ON linked_lesson (planned_start_ms, id);
CREATE INDEX linked_lesson_open ON linked_lesson (state, planned_start_ms) WHERE state IN ('planned', 'running', 'disturbed');
CREATE INDEX linked_lesson_pairing ON linked_lesson (pairing_id, planned_start_ms);
CREATE INDEX linked_lesson_series ON linked_lesson (series_id) WHERE series_id IS NOT NULL;

-- Who takes part, named as they were called then: what was taught stays true when rooms are renamed, moved or deleted.
-- check_json, receptions_json: as the room's box told them last.
CREATE TABLE linked_lesson_room (
    lesson_id TEXT NOT NULL REFERENCES linked_lesson (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    room_name TEXT NOT NULL,
    school_id TEXT NOT NULL,
    school_name TEXT NOT NULL,
    region_id TEXT NOT NULL,
    region_name TEXT NOT NULL,
    hand_raised_ms BIGINT NULL,
    muted INTEGER NOT NULL,
    wants_help INTEGER NOT NULL,
    has_left INTEGER NOT NULL,
    recording_id TEXT NULL,
    problem_code TEXT NULL,
    problem TEXT NULL,
    check_json TEXT NULL,
    receptions_json TEXT NOT NULL,
    in_ms BIGINT NOT NULL,
    interruptions INTEGER NOT NULL,
    PRIMARY KEY (lesson_id, room_id)
);

CREATE INDEX linked_lesson_room_room ON linked_lesson_room (room_id);
CREATE INDEX linked_lesson_room_school ON linked_lesson_room (school_id);

-- How it stood with a room from when to when: kind: waiting | in | interrupted | absent | left. reason: a stable code.
CREATE TABLE linked_lesson_span (
    lesson_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NULL,
    PRIMARY KEY (lesson_id, room_id, number),
    FOREIGN KEY (lesson_id, room_id) REFERENCES linked_lesson_room (lesson_id, room_id) ON DELETE CASCADE
);

-- Programs elsewhere that are told of lessons. scope_kind: hub | region | school. secret: what deliveries are signed
-- with, so it must be kept as it is; it is shown once.
CREATE TABLE webhook (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope_id TEXT NULL,
    paused INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- state: waiting | delivered | failed. next_at_ms: when it is tried (again). status: the last answer's; NULL without one.
CREATE TABLE webhook_delivery (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    lesson_id TEXT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    status INTEGER NULL,
    error_code TEXT NULL,
    created_at_ms BIGINT NOT NULL,
    next_at_ms BIGINT NULL,
    finished_at_ms BIGINT NULL
);

CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at_ms) WHERE state = 'waiting';
