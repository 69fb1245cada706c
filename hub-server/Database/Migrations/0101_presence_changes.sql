-- When a room's box came and went: one row for each change. presence: online | offline.
CREATE TABLE room_presence_change (
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    at_ms BIGINT NOT NULL,
    presence TEXT NOT NULL,
    PRIMARY KEY (room_id, at_ms)
);

INSERT INTO room_presence_change (room_id, at_ms, presence) SELECT id, since_ms, presence FROM room WHERE presence <> 'unenrolled';
