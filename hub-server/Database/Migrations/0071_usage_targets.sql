-- What a place shall reach. place_id: a region's or a school's; empty: the whole district. The nearest place's holds, of
-- its targets the latest whose first day is not after the period's last.
CREATE TABLE usage_target (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL,
    figure TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    from_day TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    UNIQUE (place_id, figure, from_day)
);
