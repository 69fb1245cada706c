-- Words that people put on schools and rooms to find them by. tag_key: the word as it is compared.
CREATE TABLE school_tag (
    school_id TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,
    tag_key TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (school_id, tag_key)
);

CREATE INDEX school_tag_key ON school_tag (tag_key);

CREATE TABLE room_tag (
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    tag_key TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (room_id, tag_key)
);

CREATE INDEX room_tag_key ON room_tag (tag_key);

-- Files that schools and rooms were read from. region_id, school_id: where all of it stands; NULL: in several.
CREATE TABLE fleet_import (
    id TEXT NOT NULL PRIMARY KEY,
    region_id TEXT NULL,
    school_id TEXT NULL,
    file_name TEXT NOT NULL,
    regions INTEGER NOT NULL,
    schools INTEGER NOT NULL,
    rooms INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    undone_by TEXT NULL,
    undone_at_ms BIGINT NULL
);

CREATE INDEX fleet_import_created ON fleet_import (created_at_ms);

-- What an import made: kind: region | school | room. made: what it was made as, to tell what was changed since.
CREATE TABLE fleet_import_node (
    import_id TEXT NOT NULL REFERENCES fleet_import (id) ON DELETE CASCADE,
    node_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (import_id, node_id)
);
