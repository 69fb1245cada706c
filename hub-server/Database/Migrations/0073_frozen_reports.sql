-- Reports of a period as they were, signed; never changed and never deleted. document: the JSON that was signed, byte for
-- byte. certificate: of the key that signed it, DER. region_id, school_id: where its place stands; NULL is above it.
CREATE TABLE frozen_report (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place_name TEXT NOT NULL,
    region_id TEXT NULL,
    school_id TEXT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    wish TEXT NOT NULL,
    document BLOB NOT NULL,
    signature BLOB NOT NULL,
    certificate BLOB NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL
);

CREATE INDEX frozen_report_made ON frozen_report (made_at_ms);
