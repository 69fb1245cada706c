-- The box of a room. History stays: a replaced box keeps its row, with the time of its revocation.
CREATE TABLE agent (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    host_name TEXT NOT NULL,
    agent_version TEXT NOT NULL,
    enrolled_at_ms BIGINT NOT NULL,
    revoked_at_ms BIGINT NULL,
    store_epoch TEXT NULL,
    boot_id TEXT NULL
);

-- Exactly one living agent per room.
CREATE UNIQUE INDEX agent_living ON agent (room_id) WHERE revoked_at_ms IS NULL;

-- An agent's identity is its certificate. public_key is the SHA-256 of the SubjectPublicKeyInfo, lower-case hex.
CREATE TABLE agent_certificate (
    serial TEXT NOT NULL PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    public_key TEXT NOT NULL,
    certificate BLOB NOT NULL,
    not_before_ms BIGINT NOT NULL,
    not_after_ms BIGINT NOT NULL,
    revoked_at_ms BIGINT NULL
);

CREATE INDEX agent_certificate_agent ON agent_certificate (agent_id);

-- secret_hash: SHA-256 of the 16 secret bytes, lower-case hex. serial: the certificate that the code was spent on.
CREATE TABLE join_code (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    cancelled_at_ms BIGINT NULL,
    used_at_ms BIGINT NULL,
    serial TEXT NULL
);

CREATE INDEX join_code_room ON join_code (room_id);

-- outcome NULL: no answer yet.
CREATE TABLE command (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    action TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    deadline_ms BIGINT NOT NULL,
    outcome TEXT NULL,
    error_code TEXT NULL,
    error_message TEXT NULL,
    recording_id TEXT NULL,
    finished_at_ms BIGINT NULL
);

CREATE INDEX command_room ON command (room_id, created_at_ms);
