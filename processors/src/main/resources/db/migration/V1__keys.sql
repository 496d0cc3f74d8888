-- Virtual keys: who may call. The key itself is never stored, only its HMAC-SHA-256 in hexadecimal digits.
-- Works on PostgreSQL and on H2 in its PostgreSQL mode.
CREATE TABLE virtual_key (
    id          varchar(40)  NOT NULL PRIMARY KEY,
    hash        varchar(64)  NOT NULL,
    hint        varchar(16)  NOT NULL,
    name        varchar(200) NOT NULL,
    team        varchar(200),
    project     varchar(200),
    -- a JSON array of strings; empty for all models
    models      text         NOT NULL,
    created_at  timestamp with time zone NOT NULL,
    expires_at  timestamp with time zone,
    disabled_at timestamp with time zone,
    -- deleted keys stay, so that what they used can still be told
    deleted_at  timestamp with time zone,
    CONSTRAINT virtual_key_hash UNIQUE (hash)
);

-- What the nodes over one database must agree on, each name once: the secret, the admin key's hash, the first key.
CREATE TABLE key_setting (
    name    varchar(40)  NOT NULL PRIMARY KEY,
    content varchar(500) NOT NULL
);

-- Counts changes, so that other nodes see by one cheap read whether there are any. One row.
CREATE TABLE key_version (
    version bigint NOT NULL
);

INSERT INTO key_version (version) VALUES (0);
