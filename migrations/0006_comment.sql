-- The discussion under each article: what members write, thank for and report, and what staff decide about it.

-- False where the publisher has closed the discussion of one article.
ALTER TABLE article ADD COLUMN is_discussed BOOLEAN NOT NULL DEFAULT TRUE;

CREATE TABLE comment (
    id UUID PRIMARY KEY,
    article_id UUID NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    -- NULL: a former member.
    member_id UUID REFERENCES member (id) ON DELETE SET NULL,
    -- The comment that this one answers; answers have none of their own. NULL: it answers the article.
    parent_id UUID REFERENCES comment (id) ON DELETE CASCADE,
    -- CommonMark as it was typed; empty once its writer has deleted it.
    source TEXT NOT NULL,
    -- published, held, removed (by staff), deleted (by its writer)
    state TEXT NOT NULL,
    -- first, all, link. NULL: it was never held.
    why_held TEXT,
    thanks BIGINT NOT NULL,
    -- Those that are published.
    answers BIGINT NOT NULL,
    -- Those that nobody has decided about.
    reports BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    -- Removed or deleted then.
    ended_at BIGINT,
    -- When a digest told staff that it waits for them.
    told_at BIGINT,
    -- When a letter told the writer of the parent.
    answered_at BIGINT
);
-- What is shown on its own: also what has ended, where answers to it stand. The queries repeat the condition word for word.
CREATE INDEX comment_by_newest ON comment (article_id, id)
    WHERE parent_id IS NULL AND (state = 'published' OR answers > 0);
CREATE INDEX comment_by_best ON comment (article_id, thanks, id)
    WHERE parent_id IS NULL AND (state = 'published' OR answers > 0);
CREATE INDEX comment_by_parent ON comment (parent_id, state, id);
CREATE INDEX comment_by_member ON comment (member_id, state, id);
CREATE INDEX comment_by_article ON comment (article_id);
CREATE INDEX comment_for_staff ON comment (id) WHERE state = 'held' OR reports > 0;
CREATE INDEX comment_untold ON comment (id) WHERE told_at IS NULL AND (state = 'held' OR reports > 0);
CREATE INDEX comment_by_end ON comment (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE comment_thanks (
    comment_id UUID NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    thanked_at BIGINT NOT NULL,
    PRIMARY KEY (comment_id, member_id)
);
CREATE INDEX comment_thanks_by_member ON comment_thanks (member_id);

CREATE TABLE comment_report (
    comment_id UUID NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    -- When staff decided about it.
    settled_at BIGINT,
    PRIMARY KEY (comment_id, member_id)
);
CREATE INDEX comment_report_by_member ON comment_report (member_id);

-- What staff did and why. Ids alone, of rows that may be gone.
CREATE TABLE comment_decision (
    id UUID PRIMARY KEY,
    -- NULL: about a member.
    comment_id UUID,
    -- Whose comment it is, or who is blocked. NULL: a former member.
    member_id UUID,
    staff_id UUID NOT NULL,
    -- approve, remove, dismiss, block, unblock
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX comment_decision_by_comment ON comment_decision (comment_id, id);
CREATE INDEX comment_decision_by_member ON comment_decision (member_id, id);
CREATE INDEX comment_decision_by_time ON comment_decision (decided_at);

-- A member as one who comments. No row: they never did.
CREATE TABLE commenter (
    member_id UUID PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    -- Wants a letter for each answer.
    wants_letters BOOLEAN NOT NULL,
    -- A comment of theirs was approved, or published where nothing is held.
    trusted_at BIGINT,
    -- May comment no more; the reason stands among the decisions.
    blocked_at BIGINT,
    seen_at BIGINT NOT NULL
);
CREATE INDEX commenter_blocked ON commenter (member_id) WHERE blocked_at IS NOT NULL;

-- How many comments of an article everybody may see, and which state of them pages were made of.
CREATE TABLE discussion (
    article_id UUID PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    count BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Few among many: who gets the digest.
CREATE INDEX member_staff ON member (id) WHERE staff_role IS NOT NULL;
