-- One row. generation: a random id, made with the database and anew at each restore; boxes compare it, because after a
-- restore the hub may no longer have what it acknowledged. backup_made_at_ms: of the backup that was restored last.
CREATE TABLE store (
    generation TEXT NOT NULL PRIMARY KEY,
    backup_made_at_ms BIGINT NULL,
    restored_at_ms BIGINT NULL
);
