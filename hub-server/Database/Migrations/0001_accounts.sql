-- Who may use this hub: people with passwords and sessions, programs with tokens.
-- Times are UTC milliseconds; of every secret only its SHA-256 is kept, of passwords a slow salted hash.

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope_id TEXT NULL,
    created_at_ms BIGINT NOT NULL,
    password_changed_at_ms BIGINT NOT NULL
);

CREATE TABLE session (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at_ms BIGINT NOT NULL,
    last_used_at_ms BIGINT NOT NULL
);

CREATE INDEX session_account ON session (account_id);

CREATE TABLE api_token (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    scope_kind TEXT NOT NULL,
    scope_id TEXT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NULL,
    last_used_at_ms BIGINT NULL
);

-- One-time links: 'setup' makes the first account, 'reset' gives an account a new password.
CREATE TABLE one_time_link (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account_id TEXT NULL REFERENCES account (id) ON DELETE CASCADE,
    expires_at_ms BIGINT NOT NULL
);
