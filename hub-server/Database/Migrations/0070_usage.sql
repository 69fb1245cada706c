-- What was recorded in a room on a day, by teacher and subject: made of the rows of recording, in the transaction that
-- changes them (Reports/UsageDays.cs), so that reports need not walk through all recordings. day: yyyy-MM-dd, of the
-- district. teacher, subject: as they are written in one of the recordings.
CREATE TABLE usage_day (
    day TEXT NOT NULL,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    teacher_key TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    teacher TEXT NOT NULL,
    subject TEXT NOT NULL,
    lessons INTEGER NOT NULL,
    duration_ms BIGINT NOT NULL,
    PRIMARY KEY (day, room_id, teacher_key, subject_key)
) WITHOUT ROWID;

CREATE INDEX usage_day_room ON usage_day (room_id, day);

-- Rooms whose days must be counted (again): those from before there were such rows, and all when the district's days
-- begin at another hour.
CREATE TABLE usage_uncounted (
    room_id TEXT NOT NULL PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE
) WITHOUT ROWID;

INSERT INTO usage_uncounted (room_id) SELECT id FROM room;

-- The time zone by which days were counted; one row.
CREATE TABLE usage_zone (
    zone TEXT NOT NULL PRIMARY KEY
);
