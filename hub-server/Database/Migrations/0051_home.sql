-- Recordings that are not done, and those with nothing in them: few among millions, and asked for by every home page.
CREATE INDEX recording_open ON recording (last_segment_at_ms) WHERE state IN ('recording', 'uploading');

CREATE INDEX recording_failed ON recording (started_at_ms) WHERE state = 'failed';
