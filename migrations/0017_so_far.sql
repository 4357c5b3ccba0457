-- The desk's numbers over years of many articles.

-- What each article has had up to the end of a day that was summed up: of any days in a row it had one such row less another.
-- Kept for a year and a day, which is as far as the desk looks back.
CREATE TABLE insight_so_far (
    day BIGINT NOT NULL,
    article_id UUID NOT NULL,
    views BIGINT NOT NULL,
    walls BIGINT NOT NULL,
    addresses BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    PRIMARY KEY (day, article_id)
);
-- The days that are over are summed up anew.
DELETE FROM insight_total;
DELETE FROM insight_site_total;
DELETE FROM insight_rolled;

-- Who came back is counted from the index alone.
DROP INDEX member_by_proof;
CREATE INDEX member_by_proof ON member (proved_at, back_at, staff_role) WHERE proved_at IS NOT NULL;
