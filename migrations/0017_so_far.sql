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
-- Days that an older program summed up have no such rows yet, and are done once more.
ALTER TABLE insight_rolled ADD COLUMN has_so_far BOOLEAN NOT NULL DEFAULT FALSE;

-- Who came back is counted from the index alone. Beside the one that it takes the place of, which programs of the version before
-- still use.
CREATE INDEX member_by_proof_back ON member (proved_at, back_at, staff_role) WHERE proved_at IS NOT NULL;
