-- When a place is worked on: its rooms' alarms call nobody meanwhile. place_id: a region's, school's or room's. begins,
-- ends: local times, yyyy-MM-ddTHH:mm, of the first time; last_day: of a weekly one, NULL is without end. starts_ms,
-- ends_ms: of the time that runs, is next, or was last. is_told: pages and notices know that it runs.
CREATE TABLE maintenance_window (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    begins TEXT NOT NULL,
    ends TEXT NOT NULL,
    is_weekly INTEGER NOT NULL,
    last_day TEXT NULL,
    starts_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    is_told INTEGER NOT NULL,
    is_over INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL
);

CREATE INDEX maintenance_window_place ON maintenance_window (place_id, ends_ms);

-- Times that are over, also of windows that are deleted.
CREATE TABLE maintenance_past (
    window_id TEXT NOT NULL,
    place_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    starts_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    PRIMARY KEY (window_id, starts_ms)
);

CREATE INDEX maintenance_past_place ON maintenance_past (place_id, ends_ms);
CREATE INDEX maintenance_past_ends ON maintenance_past (ends_ms);
