--liquibase formatted sql

--changeset operations:lifecycle-event
-- What was changed in certificates, tokens and projects, and which requests were refused. Rows are appended, counted where there
-- were several, and pruned by age and by number, for each kind apart.
CREATE TABLE lifecycle_event (
    id          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at timestamptz NOT NULL DEFAULT now(),
    kind        text        NOT NULL CHECK (kind IN ('change', 'caller', 'stranger')),
    action      text        NOT NULL CHECK (action <> ''),
    location    text        NOT NULL,
    project     text        NOT NULL,
    source      text        NOT NULL,
    username    text        NOT NULL,
    protocol    text        NOT NULL,
    address     text        NOT NULL,
    peer        text        NOT NULL,
    fingerprint text        NOT NULL,
    method      text        NOT NULL,
    route       text        NOT NULL,
    status      integer     NOT NULL,
    reason      text        NOT NULL,
    times       bigint      NOT NULL CHECK (times > 0)
);

-- Pruning looks at the oldest of a kind.
CREATE INDEX lifecycle_event_kind ON lifecycle_event (kind, id);
CREATE INDEX lifecycle_event_happened_at ON lifecycle_event (happened_at);
--rollback DROP TABLE lifecycle_event;
