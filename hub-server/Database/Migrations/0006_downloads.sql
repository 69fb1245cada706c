-- Views as one MP4 file each. version: what of the recording the file was made from; the same is not made twice.
-- state: queued | running | ready | failed. The file lies in the media folder as downloads/{id}.mp4.
CREATE TABLE download (
    id TEXT NOT NULL PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    view TEXT NOT NULL,
    version TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    bytes BIGINT NULL,
    error_code TEXT NULL,
    error TEXT NULL,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT NULL
);

CREATE INDEX download_recording ON download (recording_id, view);
