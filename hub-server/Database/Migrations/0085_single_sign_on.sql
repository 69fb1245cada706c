-- Whose account is whose at an identity provider; a subject is one person for its issuer for ever.
CREATE TABLE account_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX account_identity_account ON account_identity (account_id);

-- given_by: 'provider' for what the provider says of somebody and may take back; '' for what somebody here has given.
ALTER TABLE account_role ADD COLUMN given_by TEXT NOT NULL DEFAULT '';

-- The provider's session in which one here began, so that it can be ended from there, and its ID token, to show there.
ALTER TABLE session ADD COLUMN provider_issuer TEXT NULL;

ALTER TABLE session ADD COLUMN provider_session TEXT NULL;

ALTER TABLE session ADD COLUMN id_token TEXT NULL;
