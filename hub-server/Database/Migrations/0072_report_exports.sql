-- Files of reports, made in line. owner: who may fetch it, an account's id or token:NAME; scope: where they might see reports
-- when they asked, the places with spaces between. state: queued | running | ready | failed. attempts: how often it was
-- begun. The file lies in the data folder as exports/{id}.
CREATE TABLE report_export (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    made_by TEXT NOT NULL,
    scope TEXT NOT NULL,
    wish TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    bytes BIGINT NULL,
    error_code TEXT NULL,
    error TEXT NULL,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT NULL
);

CREATE INDEX report_export_owner ON report_export (owner, created_at_ms);
