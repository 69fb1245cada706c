-- Ways out: a mail server, a robot of a group chat, a program elsewhere. kind: mail | wecom | dingtalk | webhook. scope: whose
-- it is. secret: the mail account's password, the key that a robot's messages or a program's are signed with; like the url of a
-- robot, which holds its key, it is needed as it is and is shown to nobody. free_at_ms: when a robot may be sent the next message.
CREATE TABLE notice_channel (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope_id TEXT NULL,
    paused INTEGER NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    user_name TEXT NOT NULL,
    sender TEXT NOT NULL,
    secret TEXT NOT NULL,
    free_at_ms BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- What somebody wants to be told, and how. account_id: NULL for what a group or a program gets, whoever set it up. severities,
-- kinds, places: words with commas between; no kinds: all; no places: all that the account sees, or the channel's scope.
-- quiet_from, quiet_to: minutes of the day in time_zone. overflow: alarms that wait and are only counted. sent_at_ms: the
-- last message's time, 0 before it.
CREATE TABLE notice_rule (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NULL REFERENCES account (id) ON DELETE CASCADE,
    channel_id TEXT NOT NULL REFERENCES notice_channel (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    severities TEXT NOT NULL,
    kinds TEXT NOT NULL,
    places TEXT NOT NULL,
    quiet_from INTEGER NULL,
    quiet_to INTEGER NULL,
    urgent_always INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    tell_cleared INTEGER NOT NULL,
    language TEXT NOT NULL,
    paused INTEGER NOT NULL,
    overflow BIGINT NOT NULL,
    sent_at_ms BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE UNIQUE INDEX notice_rule_group ON notice_rule (channel_id) WHERE account_id IS NULL;
CREATE INDEX notice_rule_account ON notice_rule (account_id);

-- Alarms that changed and are still to be looked at, in order; written in the transaction of the change.
CREATE TABLE notice_change (
    alarm_id TEXT NOT NULL PRIMARY KEY REFERENCES alarm (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL
);

CREATE INDEX notice_change_seq ON notice_change (seq);

-- What a rule knows of an alarm. state: waiting | told | clearing | over. due_at_ms: when it goes into a message; NULL: it does not.
CREATE TABLE notice_item (
    rule_id TEXT NOT NULL REFERENCES notice_rule (id) ON DELETE CASCADE,
    alarm_id TEXT NOT NULL REFERENCES alarm (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    due_at_ms BIGINT NULL,
    told_at_ms BIGINT NULL,
    PRIMARY KEY (rule_id, alarm_id)
);

CREATE INDEX notice_item_due ON notice_item (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX notice_item_alarm ON notice_item (alarm_id);

-- Messages, sent or to be sent. state: waiting | sent | failed. content: JSON, what it says. unsure: attempts in a row of which
-- nobody knows how they ended, because the hub was killed. answer: the peer's last word. next_at_ms: when it is tried (again).
CREATE TABLE notice_delivery (
    id TEXT NOT NULL PRIMARY KEY,
    channel_id TEXT NOT NULL REFERENCES notice_channel (id) ON DELETE CASCADE,
    account_id TEXT NULL REFERENCES account (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    alarms INTEGER NOT NULL,
    content TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    unsure INTEGER NOT NULL,
    error_code TEXT NULL,
    answer TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    next_at_ms BIGINT NULL,
    finished_at_ms BIGINT NULL
);

CREATE INDEX notice_delivery_channel ON notice_delivery (channel_id, id);
CREATE INDEX notice_delivery_account ON notice_delivery (account_id, id);
CREATE INDEX notice_delivery_due ON notice_delivery (next_at_ms) WHERE state = 'waiting';
CREATE INDEX notice_delivery_finished ON notice_delivery (finished_at_ms) WHERE finished_at_ms IS NOT NULL;
