-- Files that timetables were read from. What an import brought carries its id and goes when it is undone.
CREATE TABLE timetable_import (
    id TEXT NOT NULL PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    term_id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    lessons INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    undone_by TEXT NULL,
    undone_at_ms BIGINT NULL
);

CREATE INDEX timetable_import_school ON timetable_import (school_id, created_at_ms);

-- Calendars of a room or a teacher for programs elsewhere. token_hash: SHA-256 of the secret in the address.
CREATE TABLE timetable_feed (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    room_id TEXT NULL REFERENCES room (id) ON DELETE CASCADE,
    teacher_key TEXT NULL,
    name TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX timetable_feed_school ON timetable_feed (school_id);
