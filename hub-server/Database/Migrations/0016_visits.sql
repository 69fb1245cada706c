-- Who looked into a room as it happened, from when to when. kind: person | program | link. watcher_id: the account's, the
-- token's name, or the link's; watcher: the name, of a link's maker. sources: names with commas between. viewers: the most
-- at once. seen_at_ms: until when it is known to have gone on. ended_at_ms: NULL while it does.
CREATE TABLE watch_log (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    watcher_id TEXT NOT NULL,
    watcher TEXT NOT NULL,
    sources TEXT NOT NULL,
    viewers INTEGER NOT NULL,
    began_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT NULL
);

CREATE INDEX watch_log_room ON watch_log (room_id, began_at_ms);
CREATE INDEX watch_log_began ON watch_log (began_at_ms);
CREATE INDEX watch_log_open ON watch_log (seen_at_ms) WHERE ended_at_ms IS NULL;

-- What somebody noted while watching. author_id: as watcher_id. The recording may not have come yet, or be gone: no
-- reference. source: empty without a picture. picture: JPEG.
CREATE TABLE visit_note (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL,
    author TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    source TEXT NOT NULL,
    recording_id TEXT NULL,
    title TEXT NOT NULL,
    teacher TEXT NOT NULL,
    text TEXT NOT NULL,
    picture BLOB NULL
);

CREATE INDEX visit_note_room ON visit_note (room_id, at_ms);
CREATE INDEX visit_note_at ON visit_note (at_ms);
CREATE INDEX visit_note_recording ON visit_note (recording_id) WHERE recording_id IS NOT NULL;
