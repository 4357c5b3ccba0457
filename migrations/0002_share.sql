-- Share links, what they brought, and what happened, counted. Days are counted from 1970-01-01 UTC.

-- Whether friends see the name of who shared an article with them.
ALTER TABLE member ADD COLUMN shows_name BOOLEAN NOT NULL DEFAULT FALSE;

-- The share links that the asking browser came by and its seats there, so that the credit survives a proof in another
-- browser: 16 bytes of a link's id and 32 of a seat's hash, for each of them.
ALTER TABLE challenge ADD COLUMN share_origins BYTEA;

CREATE TABLE share_link (
    id UUID PRIMARY KEY,
    article_id UUID NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    -- Who made it: a member, or a guest by the hash of their seat. Both NULL: a member who is gone.
    member_id UUID REFERENCES member (id) ON DELETE SET NULL,
    guest_hash BYTEA,
    -- The member at the start of a guest's chain: with them it ends. NULL: the link is a member's own, or they are gone.
    root_member_id UUID REFERENCES member (id) ON DELETE SET NULL,
    -- The link by which that guest read.
    parent_id UUID REFERENCES share_link (id) ON DELETE SET NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Ended before its time.
    ended_at BIGINT,
    -- Set where the sharer made a newer one for the same article and channel, after this one's end.
    replaced_at BIGINT,
    -- Its seats were deleted, long after its end.
    seats_gone_at BIGINT,
    reader_limit BIGINT NOT NULL,
    readers BIGINT NOT NULL,
    openings BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    first_opened_at BIGINT,
    last_opened_at BIGINT
);
CREATE UNIQUE INDEX share_link_of_member ON share_link (member_id, article_id, channel)
    WHERE replaced_at IS NULL AND member_id IS NOT NULL;
CREATE UNIQUE INDEX share_link_of_guest ON share_link (guest_hash, article_id, channel)
    WHERE replaced_at IS NULL AND guest_hash IS NOT NULL;
CREATE INDEX share_link_by_member ON share_link (member_id, id);
CREATE INDEX share_link_by_article ON share_link (article_id, id);
CREATE INDEX share_link_by_parent ON share_link (parent_id);
CREATE INDEX share_link_by_root ON share_link (root_member_id);
CREATE INDEX share_link_by_end ON share_link (expires_at);
CREATE INDEX share_link_with_seats ON share_link (expires_at) WHERE seats_gone_at IS NULL;

-- One reader of one link. The hash is of this link and a random key in the reader's cookie, with the time of the key
-- before it: the rows of one browser do not say that they belong together.
CREATE TABLE share_seat (
    -- No foreign key: it would be looked up for each of the seats that a viral link takes by the thousand. Seats are
    -- taken with the link's row held, and deleted before it is.
    link_id UUID NOT NULL,
    reader_hash BYTEA NOT NULL,
    -- Counts up with each counted opening after the first; a cookie that lags far behind is a copy.
    generation BIGINT NOT NULL,
    -- Openings with the cookie before the last one: its answer was lost, as can happen, a few times.
    lost BIGINT NOT NULL,
    first_opened_at BIGINT NOT NULL,
    last_opened_at BIGINT NOT NULL,
    -- Its reader became a member; a seat is credited once.
    joined_at BIGINT,
    PRIMARY KEY (link_id, reader_hash)
);

CREATE TABLE share_day (
    link_id UUID NOT NULL REFERENCES share_link (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    readers BIGINT NOT NULL,
    openings BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    PRIMARY KEY (link_id, day)
);

-- The link that brought a member. Shown to no sharer.
CREATE TABLE share_join (
    member_id UUID PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    link_id UUID NOT NULL REFERENCES share_link (id) ON DELETE CASCADE,
    joined_at BIGINT NOT NULL
);
CREATE INDEX share_join_by_link ON share_join (link_id);

-- Sums by day; nothing about a person.
CREATE TABLE insight_day (
    day BIGINT NOT NULL,
    event TEXT NOT NULL,
    -- Which of its kind: the channel of a share link.
    label TEXT NOT NULL,
    -- Why, where the event has a reason; else empty.
    reason TEXT NOT NULL,
    article_id UUID NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, event, label, reason, article_id)
);
