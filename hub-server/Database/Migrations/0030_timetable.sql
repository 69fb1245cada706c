-- Terms and days that differ stand for a place: a region's hold in all its schools, but a school's own go first.
-- Dates are local dates, yyyy-MM-dd; times of day are minutes since local midnight.
CREATE TABLE timetable_term (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL,
    name TEXT NOT NULL,
    first_day TEXT NOT NULL,
    weeks INTEGER NOT NULL
);

CREATE INDEX timetable_term_place ON timetable_term (place_id, first_day);

-- taught_as: the date whose lessons are taught on this one; NULL: a day off.
CREATE TABLE timetable_day (
    place_id TEXT NOT NULL,
    date TEXT NOT NULL,
    taught_as TEXT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (place_id, date)
);

-- A school's bells; the plan with the latest first_day that is not after a date holds on it.
CREATE TABLE timetable_bells (
    id TEXT NOT NULL PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    first_day TEXT NOT NULL,
    UNIQUE (school_id, first_day)
);

CREATE TABLE timetable_period (
    bells_id TEXT NOT NULL REFERENCES timetable_bells (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    starts_minute INTEGER NOT NULL,
    ends_minute INTEGER NOT NULL,
    PRIMARY KEY (bells_id, number)
);

-- weekday: 1 is Monday. weeks: all | odd | even | a list such as 1-8,10. teacher_key: the name as it is compared.
CREATE TABLE timetable_lesson (
    id TEXT NOT NULL PRIMARY KEY,
    term_id TEXT NOT NULL REFERENCES timetable_term (id),
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    weekday INTEGER NOT NULL,
    period INTEGER NOT NULL,
    weeks TEXT NOT NULL,
    subject TEXT NOT NULL,
    class_name TEXT NOT NULL,
    teacher TEXT NOT NULL,
    teacher_key TEXT NOT NULL,
    note TEXT NOT NULL,
    import_id TEXT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX timetable_lesson_room ON timetable_lesson (room_id, term_id, weekday, period);
CREATE INDEX timetable_lesson_teacher ON timetable_lesson (school_id, teacher_key);
CREATE INDEX timetable_lesson_school ON timetable_lesson (school_id, term_id, weekday, period);
CREATE INDEX timetable_lesson_import ON timetable_lesson (import_id) WHERE import_id IS NOT NULL;

-- kind: move | exchange | substitute | cancel. What was taken back stays as history.
CREATE TABLE timetable_swap (
    id TEXT NOT NULL PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    revoked_by TEXT NULL,
    revoked_at_ms BIGINT NULL
);

CREATE INDEX timetable_swap_school ON timetable_swap (school_id, created_at_ms);

-- One lesson of one date taught otherwise. to_date NULL: it does not take place. What it was before is kept, for the
-- lesson may be gone later.
CREATE TABLE timetable_change (
    swap_id TEXT NOT NULL REFERENCES timetable_swap (id) ON DELETE CASCADE,
    lesson_id TEXT NOT NULL,
    date TEXT NOT NULL,
    period INTEGER NOT NULL,
    room_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    class_name TEXT NOT NULL,
    teacher TEXT NOT NULL,
    to_date TEXT NULL,
    to_period INTEGER NULL,
    to_room_id TEXT NULL,
    to_teacher TEXT NULL,
    PRIMARY KEY (swap_id, lesson_id, date)
);

CREATE INDEX timetable_change_lesson ON timetable_change (lesson_id, date);
CREATE INDEX timetable_change_room ON timetable_change (to_room_id, to_date);

-- What a school wants of its timetable. time_zone: a name of the IANA database. Scenes: empty is none.
CREATE TABLE timetable_school (
    school_id TEXT NOT NULL PRIMARY KEY REFERENCES school (id) ON DELETE CASCADE,
    time_zone TEXT NOT NULL,
    record INTEGER NOT NULL,
    start_scene TEXT NOT NULL,
    end_scene TEXT NOT NULL
);

-- record: as the school when there is no row.
CREATE TABLE timetable_room (
    room_id TEXT NOT NULL PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
    record INTEGER NOT NULL
);
