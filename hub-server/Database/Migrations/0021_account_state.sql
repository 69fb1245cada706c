-- A second factor: the secret that an account's phone shares (RFC 6238). confirmed_at_ms: NULL until the first right code.
-- last_step: the last code's step in time; none up to it is taken again.
CREATE TABLE account_totp (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    secret BLOB NOT NULL,
    confirmed_at_ms BIGINT NULL,
    last_step BIGINT NOT NULL
);

-- Codes for when the phone is lost, each good once; of each only its SHA-256 is kept.
CREATE TABLE recovery_code (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);

-- 1 until the person has chosen a password themselves.
ALTER TABLE account ADD COLUMN invited INTEGER NOT NULL DEFAULT 0;
