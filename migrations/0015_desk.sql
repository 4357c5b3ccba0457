-- Programs of the publisher's: what may ask through the API, and what they were answered.

CREATE TABLE program (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    -- Of a key that was shown once.
    key_hash BYTEA NOT NULL UNIQUE,
    -- What it may do, in words with spaces between them.
    scopes TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- NULL: good until it is ended.
    expires_at BIGINT,
    -- To a minute.
    used_at BIGINT,
    ended_at BIGINT
);

-- What a write was answered, so that the same one sent again is answered the same and done once.
CREATE TABLE program_answer (
    program_id UUID NOT NULL REFERENCES program (id) ON DELETE CASCADE,
    -- Of the Idempotency-Key, and of the request that came with it.
    key_hash BYTEA NOT NULL,
    request_hash BYTEA NOT NULL,
    -- NULL: it is being done.
    status BIGINT,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (program_id, key_hash)
);
CREATE INDEX program_answer_by_time ON program_answer (made_at);

-- Which program did it. NULL: none.
ALTER TABLE audit ADD COLUMN program_id UUID;

-- What staff say of an article's access; it stands above what its file says until it is lifted. NULL: nothing.
ALTER TABLE article ADD COLUMN access_override TEXT;
ALTER TABLE article ADD COLUMN access_override_at BIGINT;

-- One article's days.
CREATE INDEX insight_day_by_article ON insight_day (article_id, day);

-- Sums by day of each site. The days that are over are summed up anew.
CREATE TABLE insight_site_total (
    site TEXT NOT NULL,
    day BIGINT NOT NULL,
    event TEXT NOT NULL,
    label TEXT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site, day, event, label, reason)
);
DELETE FROM insight_total;
DELETE FROM insight_rolled;

-- Where the reader came from who asked: a host, and the words of a campaign. Counted with the proof, and kept no longer.
ALTER TABLE challenge ADD COLUMN referrer TEXT;
ALTER TABLE challenge ADD COLUMN campaign TEXT;
