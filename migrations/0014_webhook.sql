-- Programs of the publisher's that are told what happens.

CREATE TABLE webhook (
    id UUID PRIMARY KEY,
    url TEXT NOT NULL,
    -- What the publisher calls it. May be empty.
    description TEXT NOT NULL,
    -- Names of the events it hears of, with a space between them.
    events TEXT NOT NULL,
    -- The host of the one site it hears of. Empty: of all.
    site TEXT NOT NULL,
    -- Whether a member's address goes along.
    has_addresses BOOLEAN NOT NULL,
    -- What deliveries are signed with, sealed.
    secret BYTEA NOT NULL,
    -- The one before it, and until when deliveries are signed with it as well.
    old_secret BYTEA,
    old_secret_ends_at BIGINT,
    made_at BIGINT NOT NULL,
    -- NULL: it is delivered to.
    paused_at BIGINT,
    -- staff, gone or failing. Empty: it is not paused.
    paused_why TEXT NOT NULL,
    -- Since when nothing came through. NULL: the last delivery did, or there was none.
    failing_since BIGINT
);

-- One event on its way to one of them. No row names the other table's: whoever does something that an endpoint hears of
-- waits for nobody who changes or removes the endpoint.
CREATE TABLE webhook_delivery (
    webhook_id UUID NOT NULL,
    event_id UUID NOT NULL,
    -- Which event it is, as in member.joined.
    event TEXT NOT NULL,
    -- What is told, as JSON: ids and states, never an address. NULL: seven days later.
    data TEXT,
    -- Whose address goes along, where the endpoint may have it. NULL: nobody's.
    member_id UUID,
    happened_at BIGINT NOT NULL,
    -- waiting, sending, failed (and tried again), delivered or given_up.
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    -- Of these, how many were made before staff had it sent again.
    tries_before BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tried_at BIGINT,
    -- The last answer's status. NULL: there was none, or no try.
    status BIGINT,
    -- In a word why there was none. Empty: there was one, or no try.
    fault TEXT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at, event_id) WHERE ended_at IS NULL;
CREATE INDEX webhook_delivery_full ON webhook_delivery (happened_at) WHERE data IS NOT NULL;
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (happened_at);
