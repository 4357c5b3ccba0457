-- Experiments: a wall in two to four variants on chosen articles, and what each of them brought.

CREATE TABLE experiment (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    site TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    -- NULL: it runs.
    ended_at BIGINT,
    -- Which variant its articles keep once it has ended. NULL: none.
    kept BIGINT,
    -- When the kept one was lifted. NULL: it stands, where there is one.
    lifted_at BIGINT
);

-- What one variant changes. NULL: as it is without.
CREATE TABLE experiment_variant (
    experiment_id UUID NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    -- From 1.
    number BIGINT NOT NULL,
    heading TEXT,
    words TEXT,
    button TEXT,
    lead_words BIGINT,
    unlock TEXT,
    -- Ids of providers, as a list in JSON.
    providers TEXT,
    PRIMARY KEY (experiment_id, number)
);

CREATE TABLE experiment_article (
    experiment_id UUID NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    article_id UUID NOT NULL,
    -- It is in the experiment, or keeps its variant. Kept as a row once it is neither.
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (experiment_id, article_id)
);
-- An article is in one at a time.
CREATE UNIQUE INDEX experiment_article_active ON experiment_article (article_id) WHERE is_active;

-- Sums by day: no reader and no time of day is in them. No foreign key: nobody's sign-in fails for an experiment that is gone.
CREATE TABLE experiment_day (
    experiment_id UUID NOT NULL,
    variant BIGINT NOT NULL,
    day BIGINT NOT NULL,
    walls BIGINT NOT NULL,
    addresses BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, variant, day)
);

-- The wall on which the address was given. Counted with the proof, and kept no longer.
ALTER TABLE challenge ADD COLUMN experiment_id UUID;
ALTER TABLE challenge ADD COLUMN variant BIGINT;
