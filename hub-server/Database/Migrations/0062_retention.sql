-- How long recordings are kept. place_id: a region's, school's or room's; empty: the whole district. visibility: only
-- those; empty: all for which the place has no rule of their own. days: NULL for ever.
CREATE TABLE retention_rule (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL,
    visibility TEXT NOT NULL,
    days BIGINT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    UNIQUE (place_id, visibility)
);

-- When somebody took it back out of the recycle bin: its time begins anew then.
ALTER TABLE recording ADD COLUMN kept_from_ms BIGINT NULL;
