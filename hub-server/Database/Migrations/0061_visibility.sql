-- Who may see a recording: room (its teacher and who manages it) | school | district (its region) | public. approval: how
-- it stands with the last request to show it to more people: NULL | waiting | returned.
ALTER TABLE recording ADD COLUMN visibility TEXT NOT NULL DEFAULT 'school';
ALTER TABLE recording ADD COLUMN approval TEXT NULL;

CREATE INDEX recording_open ON recording (started_at_ms, id) WHERE visibility IN ('district', 'public');
CREATE INDEX recording_approval ON recording (started_at_ms, id) WHERE approval IS NOT NULL;

-- state: waiting | accepted | returned | withdrawn. note: of whoever asks; word: of whoever decides.
CREATE TABLE approval_request (
    id TEXT NOT NULL PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    visibility TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at_ms BIGINT NOT NULL,
    note TEXT NOT NULL,
    decided_by TEXT NULL,
    decided_at_ms BIGINT NULL,
    word TEXT NOT NULL
);

CREATE UNIQUE INDEX approval_request_waiting ON approval_request (recording_id) WHERE state = 'waiting';
CREATE INDEX approval_request_recording ON approval_request (recording_id, asked_at_ms);
CREATE INDEX approval_request_state ON approval_request (state, asked_at_ms);
