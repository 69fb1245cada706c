-- What the district owns. It stands in exactly one place: a room, or else a school, or else a region. code_key: the code as it
-- is compared. Dates are local dates, yyyy-MM-dd. device_id: the device of that room that it is. hours: what its device said
-- last before it was untied. state: in-use | in-store | in-repair | scrapped.
CREATE TABLE asset (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    serial TEXT NOT NULL,
    bought_on TEXT NULL,
    price_cents BIGINT NULL,
    supplier TEXT NOT NULL,
    warranty_until TEXT NULL,
    region_id TEXT NULL REFERENCES region (id),
    school_id TEXT NULL REFERENCES school (id),
    room_id TEXT NULL REFERENCES room (id),
    device_id TEXT NULL,
    hours DOUBLE PRECISION NULL,
    keeper TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX asset_region ON asset (region_id) WHERE region_id IS NOT NULL;
CREATE INDEX asset_school ON asset (school_id) WHERE school_id IS NOT NULL;
CREATE INDEX asset_room ON asset (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX asset_kind_of ON asset (kind, bought_on);
CREATE INDEX asset_created ON asset (created_at_ms);
CREATE UNIQUE INDEX asset_device ON asset (room_id, device_id) WHERE device_id IS NOT NULL;

-- What happened to an asset. step: registered | changed | transferred | state. Places by their names then.
CREATE TABLE asset_history (
    asset_id TEXT NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    happened_on TEXT NOT NULL,
    caller TEXT NOT NULL,
    reason TEXT NOT NULL,
    place_before TEXT NOT NULL,
    place_after TEXT NOT NULL,
    state_before TEXT NOT NULL,
    state_after TEXT NOT NULL,
    PRIMARY KEY (asset_id, number)
);

-- How many years things of a kind are meant to be used.
CREATE TABLE asset_kind (
    name TEXT NOT NULL PRIMARY KEY,
    life_years INTEGER NOT NULL
);

-- Files that assets were read from. region_id, school_id: where all of them stood; NULL: in several.
CREATE TABLE asset_import (
    id TEXT NOT NULL PRIMARY KEY,
    region_id TEXT NULL,
    school_id TEXT NULL,
    file_name TEXT NOT NULL,
    assets INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE INDEX asset_import_created ON asset_import (created_at_ms);
