-- Members as the desk looks for them.

-- When one of their browsers was last seen, give or take some minutes. NULL: not since this is kept.
ALTER TABLE member ADD COLUMN seen_at BIGINT;
-- How they first came in: link, code, or a provider's id. NULL: not yet, or before this was kept.
ALTER TABLE member ADD COLUMN joined_by TEXT;
-- The article that they came for.
ALTER TABLE member ADD COLUMN joined_article UUID;
-- The latest word on news, for lists; the ledger says when and to what.
ALTER TABLE member ADD COLUMN wants_news BOOLEAN NOT NULL DEFAULT FALSE;
-- False: the words below are not those of the row, and are written anew within seconds.
ALTER TABLE member ADD COLUMN is_indexed BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE member SET wants_news = TRUE WHERE id IN (
    SELECT c.member_id FROM consent c WHERE c.purpose = 'news' AND c.is_granted AND NOT EXISTS (
        SELECT 1 FROM consent l WHERE l.member_id = c.member_id AND l.purpose = 'news' AND NOT l.is_granted
            AND (l.given_at > c.given_at OR l.given_at = c.given_at AND l.id > c.id)));

CREATE INDEX member_unindexed ON member (id) WHERE NOT is_indexed;
CREATE INDEX member_blocked ON member (id) WHERE blocked_at IS NOT NULL;
CREATE INDEX member_unproved ON member (id) WHERE proved_at IS NULL;
CREATE INDEX member_for_news ON member (id) WHERE wants_news;
CREATE INDEX member_by_site ON member (site, id);
CREATE INDEX member_by_way ON member (joined_by, id);

-- What a member is found by, as bytes of UTF-8, so that both engines sort them alike: the address, its host with the @, and
-- each word of the name without accents.
CREATE TABLE member_word (
    word BYTEA NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (word, member_id)
);
CREATE INDEX member_word_by_member ON member_word (member_id);

-- What a consent was asked in, and how the answer was given. Empty: before this was kept.
ALTER TABLE consent ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN method TEXT NOT NULL DEFAULT '';

-- What a member was sent.
CREATE INDEX letter_by_recipient ON letter (recipient, id) WHERE recipient IS NOT NULL;
-- What a member wrote, the newest first.
CREATE INDEX comment_by_writer ON comment (member_id, id);
