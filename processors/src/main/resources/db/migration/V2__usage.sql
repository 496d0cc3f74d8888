-- What every attempt consumed and cost: append-only, the truth that balances and reports are sums of.
-- The primary key makes a record that arrives twice harmless. Call ids begin with the time, so rows are appended to it in order.
CREATE TABLE usage_record (
    call_id               VARCHAR(64)                 NOT NULL,
    attempt               INTEGER                     NOT NULL,
    occurred_at           TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    key_id                VARCHAR(64)                 NOT NULL,
    key_name              VARCHAR(200)                NOT NULL,
    team                  VARCHAR(200),
    project               VARCHAR(200),
    task                  VARCHAR(100)                NOT NULL,
    rule_name             VARCHAR(200)                NOT NULL,
    asked                 VARCHAR(300)                NOT NULL,
    model                 VARCHAR(300)                NOT NULL,
    provider              VARCHAR(100)                NOT NULL,
    upstream              VARCHAR(300)                NOT NULL,
    input_tokens          BIGINT                      NOT NULL,
    cache_read_tokens     BIGINT                      NOT NULL,
    cache_write_5m_tokens BIGINT                      NOT NULL,
    cache_write_1h_tokens BIGINT                      NOT NULL,
    audio_input_tokens    BIGINT                      NOT NULL,
    output_tokens         BIGINT                      NOT NULL,
    reasoning_tokens      BIGINT                      NOT NULL,
    audio_output_tokens   BIGINT                      NOT NULL,
    -- US dollars. Prices have 6 decimals a million tokens, so a token has 12; the rest is room for discounts.
    cost                  NUMERIC(38, 18)             NOT NULL,
    listed                BOOLEAN                     NOT NULL,
    estimated             BOOLEAN                     NOT NULL,
    outcome               VARCHAR(20)                 NOT NULL,
    door                  VARCHAR(20)                 NOT NULL,
    streamed              BOOLEAN                     NOT NULL,
    first_token_ms        BIGINT                      NOT NULL,
    total_ms              BIGINT                      NOT NULL,
    PRIMARY KEY (call_id, attempt)
);

-- Reports read a stretch of time and group what they find; pages go from the newest to the oldest.
CREATE INDEX usage_record_time ON usage_record (occurred_at, call_id, attempt);
