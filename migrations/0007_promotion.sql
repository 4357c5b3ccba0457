-- What stands around articles: bars across the top of pages, and pages of the publisher's own words.

CREATE TABLE promotion (
    -- The folder it came from, and its file there.
    collection TEXT NOT NULL,
    source TEXT NOT NULL,
    -- Of everything that went into this row: unchanged means nothing to do.
    digest BYTEA NOT NULL,
    -- NULL: every site.
    site TEXT,
    text TEXT NOT NULL,
    link TEXT NOT NULL,
    label TEXT,
    -- NULL: from its import on.
    starts_at BIGINT,
    ends_at BIGINT NOT NULL,
    event_at BIGINT,
    -- A name of the time zone database, or an offset; NULL without an event.
    event_zone TEXT,
    -- strangers, members or all
    audience TEXT NOT NULL,
    -- JSON: ["Kitchen", …]
    topics TEXT NOT NULL,
    -- JSON: ["/kitchen/*", …]
    paths TEXT NOT NULL,
    priority BIGINT NOT NULL,
    PRIMARY KEY (collection, source)
);

CREATE TABLE page (
    id UUID PRIMARY KEY,
    collection TEXT NOT NULL,
    source TEXT NOT NULL,
    digest BYTEA NOT NULL,
    -- NULL: every site that has none of its own under this slug.
    site TEXT,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- Where it stands among the others; NULL: after them.
    position BIGINT,
    -- What the page of membership calls it; NULL: membership.
    programme TEXT,
    -- HTML, made safe at import.
    body TEXT NOT NULL,
    updated_at BIGINT
);
CREATE UNIQUE INDEX page_by_source ON page (collection, source);

-- Images and other files beside a page.
CREATE TABLE page_file (
    page_id UUID NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    digest BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (page_id, name)
);
