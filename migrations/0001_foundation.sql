-- One text for SQLite and PostgreSQL. Times are microseconds since 1970-01-01 UTC; ids are UUIDv7.

CREATE TABLE author (
    slug TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    digest BYTEA NOT NULL,
    name TEXT NOT NULL,
    bio TEXT NOT NULL,
    -- JSON: [{"label": …, "url": …}]
    links TEXT NOT NULL,
    portrait BYTEA,
    portrait_media_type TEXT,
    -- Only where nothing else of the collection names the author any more.
    removed_at BIGINT
);

CREATE TABLE article (
    id UUID PRIMARY KEY,
    -- The folder it came from, and its file there.
    collection TEXT NOT NULL,
    source TEXT NOT NULL,
    -- Of everything that went into this row: unchanged means nothing to do.
    digest BYTEA NOT NULL,
    site TEXT NOT NULL,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    kicker TEXT,
    author TEXT,
    image TEXT,
    image_alt TEXT NOT NULL,
    -- JSON: ["Kitchen", …]
    topics TEXT NOT NULL,
    access TEXT NOT NULL,
    words BIGINT NOT NULL,
    lead TEXT NOT NULL,
    -- The footnotes that the lead refers to.
    lead_notes TEXT NOT NULL,
    rest TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    updated_at BIGINT,
    imported_at BIGINT NOT NULL,
    unpublished_at BIGINT
);
CREATE UNIQUE INDEX article_by_source ON article (collection, source);
CREATE UNIQUE INDEX article_by_path ON article (site, path) WHERE unpublished_at IS NULL;

-- Images and other files beside an article.
CREATE TABLE article_file (
    article_id UUID NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    -- Shown by nothing that every reader may see.
    is_beyond_lead BOOLEAN NOT NULL,
    digest BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (article_id, name)
);

-- One row: counts up with each change of what can be read, so that every instance notices.
CREATE TABLE catalogue_version (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO catalogue_version (id, version) VALUES (1, 0);

CREATE TABLE member (
    id UUID PRIMARY KEY,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    site TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- NULL: made by staff, and the address was never proved.
    proved_at BIGINT,
    blocked_at BIGINT,
    -- NULL: no staff.
    staff_role TEXT
);
CREATE UNIQUE INDEX member_by_address ON member (address);

CREATE TABLE member_session (
    -- SHA-256 of what the cookie holds.
    hash BYTEA PRIMARY KEY,
    id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    site TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_ends_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    agent TEXT NOT NULL,
    ip TEXT
);
CREATE UNIQUE INDEX member_session_by_id ON member_session (id);
CREATE INDEX member_session_by_member ON member_session (member_id);
CREATE INDEX member_session_by_end ON member_session (idle_ends_at);

-- Each yes and no with its wording; never overwritten.
CREATE TABLE consent (
    id UUID PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    is_granted BOOLEAN NOT NULL,
    wording TEXT NOT NULL,
    site TEXT NOT NULL,
    form TEXT NOT NULL,
    given_at BIGINT NOT NULL
);
CREATE INDEX consent_by_member ON consent (member_id, purpose, given_at);

CREATE TABLE address_change (
    id UUID PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    old_address TEXT NOT NULL,
    new_address TEXT NOT NULL,
    undo_hash BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    undo_ends_at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE UNIQUE INDEX address_change_by_undo ON address_change (undo_hash);
CREATE INDEX address_change_by_member ON address_change (member_id);

CREATE TABLE challenge (
    id UUID PRIMARY KEY,
    -- 'sign_in' or 'change_address'
    purpose TEXT NOT NULL,
    address TEXT NOT NULL,
    -- Whose address changes; NULL for a sign-in.
    member_id UUID REFERENCES member (id) ON DELETE CASCADE,
    link_hash BYTEA NOT NULL,
    code_mac BYTEA NOT NULL,
    -- SHA-256 of the cookie of the browser that asked.
    browser_hash BYTEA NOT NULL,
    -- Asked from a browser that has been signed in with this address before.
    is_known_browser BOOLEAN NOT NULL,
    -- False where the letter was withheld: nobody can prove it, and it takes nobody's place.
    is_mailed BOOLEAN NOT NULL,
    next TEXT NOT NULL,
    wants_news BOOLEAN NOT NULL,
    site TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    killed_at BIGINT
);
CREATE UNIQUE INDEX challenge_by_link ON challenge (link_hash);
CREATE INDEX challenge_by_browser ON challenge (browser_hash);
CREATE INDEX challenge_by_address ON challenge (address, expires_at);
CREATE INDEX challenge_by_end ON challenge (expires_at);

CREATE TABLE letter (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Goes with the row, seven days after its end.
    recipient TEXT,
    -- Sealed: subject, texts and headers. NULL once sent or given up.
    sealed BYTEA,
    -- waiting, sending, sent, refused, expired, withheld
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it may be tried next; while it is being sent, when that attempt counts as lost.
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    last_answer TEXT
);
CREATE INDEX letter_by_due ON letter (due_at, id) WHERE ended_at IS NULL;
CREATE INDEX letter_by_end ON letter (ended_at) WHERE ended_at IS NOT NULL;

-- Addresses a mail host refused for good, by keyed hash.
CREATE TABLE suppression (
    address_key BYTEA PRIMARY KEY,
    reason TEXT NOT NULL,
    since BIGINT NOT NULL
);

-- One row per limit and key. `level` is a moment (paced) or a count (counted).
CREATE TABLE limit_state (
    key BYTEA PRIMARY KEY,
    level BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX limit_state_by_end ON limit_state (ends_at);

-- What a stranger has read of their allowance; the key is in their cookie, and says nothing about them.
CREATE TABLE free_read (
    reader_hash BYTEA NOT NULL,
    article_id UUID NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (reader_hash, article_id)
);
CREATE INDEX free_read_by_time ON free_read (read_at);
