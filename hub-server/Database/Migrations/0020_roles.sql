-- Who is what, and where: an account holds any number of roles, each at a place of the tree; a token holds some at one.
-- place_kind: hub | region | school; place_id is '' for the hub. What could do everything in its scope is from now on in
-- charge of it.

CREATE TABLE account_role (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place_id TEXT NOT NULL,
    PRIMARY KEY (account_id, role, place_kind, place_id)
);

CREATE INDEX account_role_place ON account_role (place_id, role);

CREATE TABLE token_role (
    token_id TEXT NOT NULL REFERENCES api_token (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (token_id, role)
);

INSERT INTO account_role (account_id, role, place_kind, place_id)
SELECT id, 'district-staff', scope_kind, COALESCE(scope_id, '') FROM account WHERE scope_kind <> 'school';

INSERT INTO account_role (account_id, role, place_kind, place_id)
SELECT id, 'school-administrator', scope_kind, COALESCE(scope_id, '') FROM account WHERE scope_kind = 'school';

INSERT INTO account_role (account_id, role, place_kind, place_id)
SELECT account.id, administrator.role, account.scope_kind, ''
FROM account, (SELECT 'system-administrator' AS role UNION SELECT 'security-administrator' UNION SELECT 'auditor') AS administrator
WHERE account.scope_kind = 'hub';

INSERT INTO token_role (token_id, role) SELECT id, 'district-staff' FROM api_token WHERE scope_kind <> 'school';

INSERT INTO token_role (token_id, role) SELECT id, 'school-administrator' FROM api_token WHERE scope_kind = 'school';

INSERT INTO token_role (token_id, role)
SELECT api_token.id, administrator.role
FROM api_token, (SELECT 'system-administrator' AS role UNION SELECT 'security-administrator' UNION SELECT 'auditor') AS administrator
WHERE api_token.scope_kind = 'hub';

ALTER TABLE account DROP COLUMN scope_kind;

ALTER TABLE account DROP COLUMN scope_id;

-- Accounts that may not sign in for now; and a key under which names that look alike are the same one.
ALTER TABLE account ADD COLUMN disabled_at_ms BIGINT NULL;

ALTER TABLE account ADD COLUMN look_key TEXT NULL;

-- Who made a token; it goes when they go. Null: made on the command line.
ALTER TABLE api_token ADD COLUMN maker_id TEXT NULL REFERENCES account (id) ON DELETE CASCADE;

-- Where a session is used, for its owner to recognise it.
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';

ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX account_look ON account (look_key);

-- Passwords that an account had, so that they are not chosen again where the rules say so.
CREATE TABLE former_password (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, changed_at_ms)
);
