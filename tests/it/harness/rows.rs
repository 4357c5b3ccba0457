//! Rows for every table there is, odd ones included, and what a database holds, told in one way for both engines.

use std::collections::HashMap;

use gatefold::config::DatabaseUrl;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row, Sqlite, SqliteConnection};

pub async fn sqlite(path: &std::path::Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).foreign_keys(true).connect().await.expect("a connection")
}

pub async fn postgres(url: &str) -> PgConnection {
    url.parse::<PgConnectOptions>().expect("a URL").connect().await.expect("a connection")
}

/// Runs statements on either engine.
pub async fn run(url: &DatabaseUrl, text: &str) {
    let text = AssertSqlSafe(text.to_owned());
    match url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn = sqlite(path).await;
            sqlx::raw_sql(text).execute(&mut conn).await.expect("a statement");
            conn.close().await.expect("an end");
        }
        DatabaseUrl::Postgres(url) => {
            let mut conn = postgres(url).await;
            sqlx::raw_sql(text).execute(&mut conn).await.expect("a statement");
            conn.close().await.expect("an end");
        }
    }
}

struct Column {
    name: String,
    kind: String,
    is_needed: bool,
    in_key: bool,
    parent: Option<(String, String)>,
}

/// Every table with what it refers to before it.
pub async fn tables(conn: &mut SqliteConnection) -> Vec<String> {
    let mut left: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut *conn)
    .await
    .expect("tables");
    let mut sorted: Vec<String> = Vec::new();
    while !left.is_empty() {
        for name in std::mem::take(&mut left) {
            let parents: Vec<String> = sqlx::query_scalar("SELECT \"table\" FROM pragma_foreign_key_list($1)")
                .bind(&name)
                .fetch_all(&mut *conn)
                .await
                .expect("parents");
            let is_ready = parents.iter().all(|parent| *parent == name || sorted.contains(parent));
            if is_ready { sorted.push(name) } else { left.push(name) }
        }
    }
    sorted
}

async fn columns(conn: &mut SqliteConnection, table: &str) -> Vec<Column> {
    let keys: HashMap<String, (String, String)> =
        sqlx::query_as("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list($1)")
            .bind(table)
            .fetch_all(&mut *conn)
            .await
            .expect("foreign keys")
            .into_iter()
            .map(|(from, table, to): (String, String, String)| (from, (table, to)))
            .collect();
    let rows = sqlx::query("SELECT name, type, \"notnull\", pk FROM pragma_table_info($1)")
        .bind(table)
        .fetch_all(&mut *conn)
        .await
        .expect("columns");
    let column = |row: &sqlx::sqlite::SqliteRow| {
        let name: String = row.get(0);
        let in_key = row.get::<i64, _>(3) > 0;
        Column {
            parent: keys.get(&name).cloned(),
            kind: row.get(1),
            is_needed: row.get::<i64, _>(2) == 1 || in_key,
            in_key,
            name,
        }
    };
    rows.iter().map(column).collect()
}

/// `count` rows in each table: NULL wherever it may be, empty and large values, the ends of each range.
pub async fn fill(conn: &mut SqliteConnection, count: u64) {
    let mut tx = conn.begin().await.expect("a transaction");
    for table in tables(&mut tx).await {
        let columns = columns(&mut tx, &table).await;
        for number in 0..count {
            let names: Vec<_> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
            let mut places = Vec::new();
            for (at, column) in columns.iter().enumerate() {
                // A row refers to any other of its parent's, a later one of its own table's included.
                let place = format!("${}", at + 1);
                places.push(match &column.parent {
                    Some((parent, _)) if *parent == table => "NULL".to_owned(),
                    Some((parent, to)) => {
                        format!("CASE WHEN {place} IS NULL THEN NULL ELSE (SELECT \"{to}\" FROM \"{parent}\" ORDER BY 1 LIMIT 1 OFFSET {number}) END")
                    }
                    None => place,
                });
            }
            let text = format!("INSERT INTO \"{table}\" ({}) VALUES ({})", names.join(", "), places.join(", "));
            let mut query = sqlx::query::<Sqlite>(AssertSqlSafe(text));
            for (at, column) in columns.iter().enumerate() {
                let is_null = !column.is_needed && (number + at as u64).is_multiple_of(3);
                let value = if is_null { None } else { Some(()) };
                let odd = if column.in_key { u64::MAX } else { number % 4 };
                query = match column.kind.as_str() {
                    "TEXT" => query.bind(value.map(|()| text_of(odd, number))),
                    "UUID" => query.bind(value.map(|()| id_of(number).to_vec())),
                    "BYTEA" => query.bind(value.map(|()| bytes_of(&column.name, odd, number))),
                    "BOOLEAN" => query.bind(value.map(|()| number % 2 == 0)),
                    "BIGINT" => query.bind(value.map(|()| integer_of(odd, number))),
                    other => panic!("{table}.{} is of the type {other}, for which there are no rows yet", column.name),
                };
            }
            query.execute(&mut *tx).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        }
    }
    // Whoever comes first refers to whoever comes last: no order of rows satisfies that on its own.
    for table in tables(&mut tx).await {
        for column in columns(&mut tx, &table).await {
            if let Some((parent, to)) = column.parent.filter(|(parent, _)| *parent == table) {
                let name = column.name;
                let text = format!("UPDATE \"{table}\" SET \"{name}\" = (SELECT MAX(\"{to}\") FROM \"{parent}\")");
                sqlx::query(AssertSqlSafe(text)).execute(&mut *tx).await.expect("an update");
            }
        }
    }
    tx.commit().await.expect("a commit");
}

/// Every text ends in its row's number: columns may be unique.
fn text_of(odd: u64, number: u64) -> String {
    match odd {
        0 => format!("{number}"),
        1 => format!("ångström\t\"'\\\n\r{{}},;\u{1f956}\u{10ffff}\u{7f}\u{1}\\N \\. {number}"),
        2 => format!("{}{number}", "long ".repeat(20_000)),
        _ => format!("plain {number}"),
    }
}

fn id_of(number: u64) -> [u8; 16] {
    let mut id = [0xff; 16];
    // Out of the order in which they are written.
    id[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

fn bytes_of(name: &str, odd: u64, number: u64) -> Vec<u8> {
    // Only content, not a hash that must be unique, can be empty or huge.
    match odd {
        0 if name == "bytes" => Vec::new(),
        2 if name == "bytes" => vec![0xa5; 5 << 20],
        _ => id_of(number).to_vec(),
    }
}

fn integer_of(odd: u64, number: u64) -> i64 {
    match odd {
        0 => i64::MIN,
        1 => i64::MAX,
        2 => -1,
        _ => i64::try_from(number & 0xffff_ffff).expect("a number") + 10,
    }
}

/// Every row of every table as one line, sorted; read without any of the program's own code.
pub async fn dump(url: &DatabaseUrl, tables: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for table in tables {
        let rows: Vec<String> = match url {
            DatabaseUrl::Sqlite(path) => {
                let mut conn = sqlite(path).await;
                let list = columns(&mut conn, table).await;
                let parts = list.iter().map(|Column { name, .. }| {
                    let hex = format!("lower(hex(\"{name}\"))");
                    format!("coalesce(CASE typeof(\"{name}\") WHEN 'blob' THEN {hex} ELSE CAST(\"{name}\" AS TEXT) END, 'null')")
                });
                let mut parts: Vec<_> = list.iter().map(|column| column.name.clone()).zip(parts).collect();
                parts.sort();
                select(&parts, table, async |text| {
                    sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut conn).await.expect("rows")
                })
                .await
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = postgres(url).await;
                let list: Vec<(String, String)> = sqlx::query_as(
                    "SELECT column_name::text, data_type::text FROM information_schema.columns
                        WHERE table_name = $1 AND table_schema = current_schema()",
                )
                .bind(table)
                .fetch_all(&mut conn)
                .await
                .expect("columns");
                let mut parts: Vec<_> = list
                    .into_iter()
                    .map(|(name, kind)| {
                        let shown = match kind.as_str() {
                            "bytea" => format!("encode(\"{name}\", 'hex')"),
                            "uuid" => format!("replace(\"{name}\"::text, '-', '')"),
                            "boolean" => format!("\"{name}\"::int::text"),
                            _ => format!("\"{name}\"::text"),
                        };
                        (name, format!("coalesce({shown}, 'null')"))
                    })
                    .collect();
                parts.sort();
                select(&parts, table, async |text| {
                    sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut conn).await.expect("rows")
                })
                .await
            }
        };
        lines.extend(rows.into_iter().map(|row| format!("{table}|{row}")));
    }
    lines.sort();
    lines
}

async fn select(
    parts: &[(String, String)],
    table: &str,
    fetch: impl AsyncFnOnce(String) -> Vec<String>,
) -> Vec<String> {
    let parts: Vec<_> = parts.iter().map(|(_, part)| part.as_str()).collect();
    fetch(format!("SELECT {} FROM \"{table}\"", parts.join(" || '|' || "))).await
}

/// Both hold the same, and not nothing. The first difference is told, and no more.
pub async fn assert_same(one: &DatabaseUrl, other: &DatabaseUrl, tables: &[String]) {
    let (one, other) = (dump(one, tables).await, dump(other, tables).await);
    assert!(one.len() > tables.len() / 2, "there is something to compare");
    let short = |line: Option<&String>| line.map(|line| line.chars().take(300).collect::<String>());
    for (left, right) in one.iter().zip(&other) {
        assert!(left == right, "{:?}\n{:?}", short(Some(left)), short(Some(right)));
    }
    assert_eq!(one.len(), other.len(), "{:?} {:?}", short(one.last()), short(other.last()));
}
