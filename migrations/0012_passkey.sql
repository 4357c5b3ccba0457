-- Passkeys of the staff: a second factor that a browser proves with a key of the device.

CREATE TABLE staff_passkey (
    id UUID PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    -- The host that it was made for, without a port: browsers offer it nowhere else.
    host TEXT NOT NULL,
    -- Its name with the authenticator, in base64url.
    credential_id TEXT NOT NULL UNIQUE,
    -- JSON: the public key, and what was last told of the key (its counter, whether it is backed up).
    credential TEXT NOT NULL,
    -- What its holder calls it.
    label TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX staff_passkey_by_member ON staff_passkey (member_id, id);

-- What was asked of a browser and waits for its answer: one for each session, taken once.
CREATE TABLE staff_ceremony (
    session_id UUID PRIMARY KEY REFERENCES member_session (id) ON DELETE CASCADE,
    -- add, prove
    kind TEXT NOT NULL,
    -- JSON: the challenge and what the answer is held against.
    state TEXT NOT NULL,
    ends_at BIGINT NOT NULL
);
