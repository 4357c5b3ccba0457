-- What other processes are told, on SQLite, where the newest rows are kept; PostgreSQL tells it by itself.
CREATE TABLE notice (
    number BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    key UUID NOT NULL
);
