-- A renewed certificate stands beside the one before it until it has been used once; then the others of the agent are revoked.
ALTER TABLE agent_certificate ADD COLUMN first_used_at_ms BIGINT NULL;

-- Two machines were seen alive under this agent's certificate; both are refused until a new join code is used.
ALTER TABLE agent ADD COLUMN duplicated_at_ms BIGINT NULL;
