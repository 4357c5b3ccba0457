-- Members that come from a file, and the letters that invite them.

CREATE TABLE member_import (
    id UUID PRIMARY KEY,
    made_at BIGINT NOT NULL,
    -- NULL: the command line.
    staff_id UUID,
    -- ready: looked over, and nobody has said yes. taking, command (by the command line), done, failed.
    state TEXT NOT NULL,
    -- The site of rows that name none.
    site TEXT NOT NULL,
    -- What the look before has found.
    looked_fresh BIGINT NOT NULL,
    looked_known BIGINT NOT NULL,
    looked_changed BIGINT NOT NULL,
    looked_refused BIGINT NOT NULL,
    -- What has become of the rows so far; together they say how far it is.
    fresh BIGINT NOT NULL,
    known BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    -- JSON: the first refused rows by number, with field and reason. Nothing of what stood in them.
    refusals TEXT NOT NULL,
    -- Who took it up last, counted; and when it counts as lost with them.
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- none, sending, stopped, done
    invitations TEXT NOT NULL,
    invite_due_at BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    -- Not written to: a mail host refused their address for good.
    uninvited BIGINT NOT NULL
);
CREATE INDEX member_import_by_due ON member_import (due_at, id) WHERE state = 'taking';
CREATE INDEX member_import_inviting ON member_import (invite_due_at, id) WHERE invitations = 'sending';

-- The uploaded file, as long as it is needed.
CREATE TABLE member_import_file (
    import_id UUID PRIMARY KEY REFERENCES member_import (id) ON DELETE CASCADE,
    bytes BYTEA NOT NULL
);

-- Who does not want to be asked, by keyed hash of the address: no file brings them back.
CREATE TABLE invitation_refusal (
    address_key BYTEA PRIMARY KEY,
    since BIGINT NOT NULL
);

-- The file that made this member. NULL: none did.
ALTER TABLE member ADD COLUMN import_id UUID;
-- When they were invited, or passed over for good.
ALTER TABLE member ADD COLUMN invited_at BIGINT;
CREATE INDEX member_imported ON member (id) WHERE import_id IS NOT NULL;
CREATE INDEX member_to_invite ON member (import_id, id) WHERE import_id IS NOT NULL AND proved_at IS NULL AND invited_at IS NULL;

-- A share link brought them; known for longer than the link is.
ALTER TABLE member ADD COLUMN is_by_share BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE member SET is_by_share = TRUE WHERE id IN (SELECT member_id FROM share_join);
CREATE INDEX member_by_share ON member (id) WHERE is_by_share;
