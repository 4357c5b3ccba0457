-- Members' accounts elsewhere, and what a sign-in with one leaves behind.

CREATE TABLE identity (
    -- Whose subject it is: an OpenID Connect issuer, or our own name for a provider that has none.
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    -- The provider's id in the settings at that time.
    provider TEXT NOT NULL,
    -- What its holder knows it by.
    shown TEXT NOT NULL,
    connected_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identity_by_id ON identity (id);
CREATE INDEX identity_by_member ON identity (member_id);

-- States of sign-ins that were answered: each is good once. Kept until no browser's cookie is good for it.
CREATE TABLE used_state (
    state_hash BYTEA PRIMARY KEY,
    ends_at BIGINT NOT NULL
);
CREATE INDEX used_state_by_end ON used_state (ends_at);

-- JSON: the account to connect where this challenge is proved in the browser that asked. NULL: none.
ALTER TABLE challenge ADD COLUMN account TEXT;
CREATE INDEX challenge_with_account ON challenge (expires_at) WHERE account IS NOT NULL;
-- The session that asked for a change of address, which ends with it. NULL for a sign-in.
ALTER TABLE challenge ADD COLUMN session_id UUID;
-- The article that the address was given for, to be counted by; NULL: none.
ALTER TABLE challenge ADD COLUMN article_id UUID;
