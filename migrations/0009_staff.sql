-- Who runs the site: second factors, and an account of what staff did.

-- When whoever holds the session last proved a second factor. NULL: never.
ALTER TABLE member_session ADD COLUMN factor_at BIGINT;

-- An app that shows codes of the time. One for each member of the staff.
CREATE TABLE staff_app (
    member_id UUID PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    -- The secret, sealed.
    sealed BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    -- The last step of 30 seconds that a code was taken for: none is taken twice.
    last_step BIGINT NOT NULL
);

-- Codes for whoever has lost the rest, by their MAC. A row goes with its use.
CREATE TABLE staff_recovery (
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    code_mac BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, code_mac)
);

-- What staff did: written once, never changed. Ids alone, of rows that may be gone.
CREATE TABLE audit (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    -- NULL: the command line.
    staff_id UUID,
    action TEXT NOT NULL,
    -- What kind of thing it was done to, and its id. Empty where there is none.
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- JSON, of what has changed alone.
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject_id, id);
CREATE INDEX audit_by_staff ON audit (staff_id, id);
CREATE INDEX audit_by_time ON audit (at);
