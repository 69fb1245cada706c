-- A floor of a school as a picture, with rooms placed on it.
CREATE TABLE floor_plan (
    id TEXT NOT NULL PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL
);

CREATE INDEX floor_plan_school ON floor_plan (school_id, position);

-- Pictures are small and few, and in the database they are in its backup. media_type: image/png | image/jpeg. hash: SHA-256
-- of the bytes.
CREATE TABLE floor_plan_picture (
    plan_id TEXT NOT NULL PRIMARY KEY REFERENCES floor_plan (id) ON DELETE CASCADE,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    hash TEXT NOT NULL,
    bytes BLOB NOT NULL
);

-- A room stands on one floor. x, y: of its middle, in ten-thousandths of the picture's width and height.
CREATE TABLE floor_plan_room (
    room_id TEXT NOT NULL PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
    plan_id TEXT NOT NULL REFERENCES floor_plan (id) ON DELETE CASCADE,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL
);

CREATE INDEX floor_plan_room_plan ON floor_plan_room (plan_id);
