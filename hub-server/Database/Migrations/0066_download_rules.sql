-- Who may download recordings of a place, and what carries the name of whoever watches. place_id: a region's, school's or
-- room's; empty: the whole district. who: nobody | managers | viewers.
CREATE TABLE download_rule (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL UNIQUE,
    who TEXT NOT NULL,
    watermark INTEGER NOT NULL,
    overlay INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL
);

-- kind: copy | marked | edited. owner: who asked, an account's id or token:NAME. mark: the words in its picture, empty for
-- none. wish: of an edited file, as JSON. attempts: how often its encoding was begun.
ALTER TABLE download ADD COLUMN kind TEXT NOT NULL DEFAULT 'copy';
ALTER TABLE download ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE download ADD COLUMN mark TEXT NOT NULL DEFAULT '';
ALTER TABLE download ADD COLUMN wish TEXT NOT NULL DEFAULT '';
ALTER TABLE download ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
