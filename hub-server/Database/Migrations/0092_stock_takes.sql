-- Somebody goes round a place and counts what is there. place: its names then. finished_at_ms: NULL while it goes on; one at a
-- time for each place.
CREATE TABLE stock_take (
    id TEXT NOT NULL PRIMARY KEY,
    region_id TEXT NULL REFERENCES region (id) ON DELETE CASCADE,
    school_id TEXT NULL REFERENCES school (id) ON DELETE CASCADE,
    room_id TEXT NULL REFERENCES room (id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    started_by TEXT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    finished_by TEXT NULL,
    finished_at_ms BIGINT NULL
);

CREATE UNIQUE INDEX stock_take_open ON stock_take (COALESCE(room_id, school_id, region_id)) WHERE finished_at_ms IS NULL;
CREATE INDEX stock_take_started ON stock_take (started_at_ms);

-- What should be there, and what was found. outcome: missing | found | elsewhere | unknown. expected: it was in the register of
-- that place. asset_id: NULL for a code that nobody knows, or whose asset is deleted. Names and places as they were then.
CREATE TABLE stock_take_item (
    take_id TEXT NOT NULL REFERENCES stock_take (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    asset_id TEXT NULL REFERENCES asset (id) ON DELETE SET NULL,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    name TEXT NOT NULL,
    registered_place TEXT NOT NULL,
    expected INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    found_place TEXT NOT NULL,
    counted_by TEXT NOT NULL,
    counted_at_ms BIGINT NULL,
    PRIMARY KEY (take_id, code_key)
);

CREATE INDEX stock_take_item_outcome ON stock_take_item (take_id, outcome);
CREATE INDEX stock_take_item_asset ON stock_take_item (asset_id) WHERE asset_id IS NOT NULL;
