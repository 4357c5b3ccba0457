-- What other processes are told, on SQLite, where the newest rows are kept; PostgreSQL tells it by itself.
CREATE TABLE notice (
    topic TEXT NOT NULL,
    key UUID NOT NULL
);
