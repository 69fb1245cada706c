-- How much recordings were watched: counts, from which nobody can tell who watched what of one. day: yyyy-MM-dd, of the
-- district. part: thirty seconds of the lesson, counted from 0.
CREATE TABLE recording_viewing (
    recording_id TEXT NOT NULL PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
    plays BIGINT NOT NULL,
    viewers BIGINT NOT NULL,
    watched_ms BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE recording_viewing_day (
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    plays BIGINT NOT NULL,
    viewers BIGINT NOT NULL,
    watched_ms BIGINT NOT NULL,
    PRIMARY KEY (recording_id, day)
) WITHOUT ROWID;

CREATE TABLE recording_viewing_part (
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    watched_ms BIGINT NOT NULL,
    PRIMARY KEY (recording_id, part)
) WITHOUT ROWID;

-- So that nobody counts twice. viewer: a hash of the account and the recording together; the last day only.
CREATE TABLE recording_viewer (
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    viewer TEXT NOT NULL,
    last_day TEXT NOT NULL,
    PRIMARY KEY (recording_id, viewer)
) WITHOUT ROWID;
