-- What recordings are found by, see Recordings/SearchText.cs: the normalised text of title, teacher, subject, class, room
-- and school, and the pairs of neighbouring characters in it. Kept in the transaction that writes the recording.
CREATE TABLE recording_text (
    recording_id TEXT NOT NULL PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
    started_at_ms BIGINT NOT NULL,
    teacher_key TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    text TEXT NOT NULL
) WITHOUT ROWID;

-- gram: two characters; or t: and a teacher's key, s: and a subject's. In the order of lists, so that the newest with a
-- gram are its last rows.
CREATE TABLE recording_gram (
    gram TEXT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    recording_id TEXT NOT NULL,
    PRIMARY KEY (gram, started_at_ms, recording_id)
) WITHOUT ROWID;

-- Recordings whose text must be made: those from before there was one, and those of rooms that got another name.
CREATE TABLE recording_to_index (
    recording_id TEXT NOT NULL PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE
) WITHOUT ROWID;

INSERT INTO recording_to_index (recording_id) SELECT id FROM recording;

-- The names under which a room's recordings are found now.
CREATE TABLE room_search_name (
    room_id TEXT NOT NULL PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
    room_name TEXT NOT NULL,
    school_name TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO room_search_name (room_id, room_name, school_name) SELECT room.id, room.name, school.name FROM room JOIN school ON school.id = room.school_id;

-- The few that are not complete, for lists of one state.
CREATE INDEX recording_state ON recording (state, started_at_ms) WHERE state <> 'complete';
