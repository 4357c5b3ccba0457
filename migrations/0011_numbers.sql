-- The desk's numbers.

-- When a member first came back, a day or more after they proved their address. NULL: not yet, or not since this is kept.
ALTER TABLE member ADD COLUMN back_at BIGINT;
CREATE INDEX member_by_proof ON member (proved_at) WHERE proved_at IS NOT NULL;

-- Sums by day over all articles, of days that are over: a year is read in moments.
CREATE TABLE insight_total (
    day BIGINT NOT NULL,
    event TEXT NOT NULL,
    label TEXT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, event, label, reason)
);

-- Which days those are, and when they were summed up.
CREATE TABLE insight_rolled (
    day BIGINT PRIMARY KEY,
    rolled_at BIGINT NOT NULL
);

-- Who shared most of late, and which links were used up.
CREATE INDEX share_day_by_day ON share_day (day);
CREATE INDEX share_link_by_making ON share_link (made_at);
CREATE INDEX share_link_used_up ON share_link (last_opened_at) WHERE readers >= reader_limit;
