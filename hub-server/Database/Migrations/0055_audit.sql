-- Who did what. Rows are added and, from the oldest on, taken away when they are too old; none is ever changed. seq counts
-- from 1 without a gap. hash: SHA-256 over the row and the hash before it (see AuditRow). What does not apply is ''.
-- Ids and names as they were then: a row outlives what it tells of.
CREATE TABLE audit_row (
    seq BIGINT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    operation TEXT NOT NULL,
    thing_kind TEXT NOT NULL,
    thing_id TEXT NOT NULL,
    thing TEXT NOT NULL,
    region_id TEXT NOT NULL,
    school_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    changes TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX audit_row_at ON audit_row (at_ms);
CREATE INDEX audit_row_actor ON audit_row (actor, seq);
CREATE INDEX audit_row_thing ON audit_row (thing_id, seq);
CREATE INDEX audit_row_school ON audit_row (school_id, seq);

-- One row each. Head: the newest row. Anchor: the newest row that was taken away; the chain is checked from there.
-- Collector: up to where the syslog collector has everything.
CREATE TABLE audit_mark (
    name TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO audit_mark (name, seq, hash) VALUES ('head', 0, '0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO audit_mark (name, seq, hash) VALUES ('anchor', 0, '0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO audit_mark (name, seq, hash) VALUES ('collector', 0, '');

-- Checks of the chain. state: running | sound | broken | interrupted. begun_by: '' for the nightly one.
CREATE TABLE audit_check (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    begun_by TEXT NOT NULL,
    begun_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT NULL,
    checked BIGINT NOT NULL,
    total BIGINT NOT NULL,
    broken_seq BIGINT NULL,
    fault TEXT NULL
);

CREATE INDEX audit_check_begun ON audit_check (begun_at_ms);
