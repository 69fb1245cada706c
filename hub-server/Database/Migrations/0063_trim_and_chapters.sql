-- What is played of a recording, in milliseconds of media time, at segments' ends; NULL: from its beginning, to its end.
-- Its media stay whole. chapters_edited: those of recording_chapter hold, and not the teacher's marks.
ALTER TABLE recording ADD COLUMN trim_from_ms BIGINT NULL;
ALTER TABLE recording ADD COLUMN trim_to_ms BIGINT NULL;
ALTER TABLE recording ADD COLUMN chapters_edited INTEGER NOT NULL DEFAULT 0;

CREATE TABLE recording_chapter (
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    at_ms BIGINT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (recording_id, at_ms)
) WITHOUT ROWID;
