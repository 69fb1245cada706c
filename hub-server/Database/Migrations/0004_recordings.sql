-- All times are corrected by clock_offset_ms: they are the hub's.
-- state: recording | uploading | complete | failed. "interrupted" is never stored, see RecordingQueries.
-- description: the newest RecordingDescription (protobuf). title_edited: a person has renamed it, so the box no more can.
-- last_segment_at_ms: when the box last said anything about this recording, by the hub's clock.
CREATE TABLE recording (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id),
    agent_id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_edited INTEGER NOT NULL DEFAULT 0,
    teacher TEXT NOT NULL,
    revision BIGINT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    clock_offset_ms BIGINT NOT NULL,
    ended_at_ms BIGINT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    bytes BIGINT NOT NULL DEFAULT 0,
    stored_segments BIGINT NOT NULL DEFAULT 0,
    expected_segments BIGINT NOT NULL DEFAULT 0,
    duration_ms BIGINT NOT NULL DEFAULT 0,
    last_segment_at_ms BIGINT NOT NULL,
    description BLOB NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX recording_room ON recording (room_id, started_at_ms);
CREATE INDEX recording_started ON recording (started_at_ms, id);

-- kind: video | audio. position: the place in the description. total_segments: known once the box has closed it.
CREATE TABLE track (
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    codec TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    position INTEGER NOT NULL,
    total_segments BIGINT NULL,
    PRIMARY KEY (recording_id, name)
);

CREATE TABLE epoch (
    recording_id TEXT NOT NULL,
    track TEXT NOT NULL,
    number BIGINT NOT NULL,
    first_segment BIGINT NOT NULL,
    init BLOB NOT NULL,
    PRIMARY KEY (recording_id, track, number),
    FOREIGN KEY (recording_id, track) REFERENCES track (recording_id, name) ON DELETE CASCADE
);

CREATE TABLE segment (
    recording_id TEXT NOT NULL,
    track TEXT NOT NULL,
    number BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    captured_at_ms BIGINT NOT NULL,
    media_time_us BIGINT NOT NULL,
    duration_us BIGINT NOT NULL,
    independent INTEGER NOT NULL,
    PRIMARY KEY (recording_id, track, number),
    FOREIGN KEY (recording_id, track, epoch) REFERENCES epoch (recording_id, track, number) ON DELETE CASCADE
);

-- Recordings that a person deleted: what arrives late is refused. folder_removed: its files are gone too.
CREATE TABLE discarded_recording (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    discarded_at_ms BIGINT NOT NULL,
    folder_removed INTEGER NOT NULL DEFAULT 0
);
