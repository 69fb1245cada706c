-- What somebody deleted lies in the recycle bin: still whole, until it is restored or goes for good. deleted_by: the name
-- of whoever did it.
ALTER TABLE recording ADD COLUMN deleted_at_ms BIGINT NULL;
ALTER TABLE recording ADD COLUMN deleted_by TEXT NULL;

CREATE INDEX recording_bin ON recording (started_at_ms, id) WHERE deleted_at_ms IS NOT NULL;
