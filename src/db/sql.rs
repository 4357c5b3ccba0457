//! The macro that compiles one query expression for both engines.

/// Runs one SQL text on whichever engine the connection belongs to.
///
/// - `sql!(run, conn, "attempt", "TEXT", args…)`: how many rows it touched.
/// - `sql!(find Row, conn, …)`: at most one row. `sql!(one Row, …)`: exactly one. `sql!(list Row, …)`: all of them.
///
/// The attempt says in a few words what the query is for; it heads the error. Placeholders are `$1`, `$2`, ….
macro_rules! sql {
    (run, $conn:expr, $attempt:literal, $text:expr $(, $arg:expr)* $(,)?) => {{
        let text: &'static str = $text;
        match $conn {
            $crate::db::Conn::Sqlite(conn) => sqlx::query::<sqlx::Sqlite>(text)$(.bind($arg))*
                .execute(&mut **conn).await.map(|done| done.rows_affected()),
            $crate::db::Conn::Postgres(conn) => sqlx::query::<sqlx::Postgres>(text)$(.bind($arg))*
                .execute(&mut **conn).await.map(|done| done.rows_affected()),
            $crate::db::Conn::Hasty(conn) => $crate::db::in_haste(sqlx::query::<sqlx::Postgres>(text)$(.bind($arg))*
                .execute(&mut **conn)).await.map(|done| done.rows_affected()),
        }
        .map_err(|error| $crate::db::DbError::new($attempt, error))
    }};
    (find $row:ty, $($rest:tt)*) => { $crate::db::sql!(@fetch fetch_optional, $row, $($rest)*) };
    (one $row:ty, $($rest:tt)*) => { $crate::db::sql!(@fetch fetch_one, $row, $($rest)*) };
    (list $row:ty, $($rest:tt)*) => { $crate::db::sql!(@fetch fetch_all, $row, $($rest)*) };
    (@fetch $method:ident, $row:ty, $conn:expr, $attempt:literal, $text:expr $(, $arg:expr)* $(,)?) => {{
        let text: &'static str = $text;
        match $conn {
            $crate::db::Conn::Sqlite(conn) => sqlx::query_as::<sqlx::Sqlite, $row>(text)$(.bind($arg))*
                .$method(&mut **conn).await,
            $crate::db::Conn::Postgres(conn) => sqlx::query_as::<sqlx::Postgres, $row>(text)$(.bind($arg))*
                .$method(&mut **conn).await,
            $crate::db::Conn::Hasty(conn) => $crate::db::in_haste(sqlx::query_as::<sqlx::Postgres, $row>(text)$(.bind($arg))*
                .$method(&mut **conn)).await,
        }
        .map_err(|error| $crate::db::DbError::new($attempt, error))
    }};
}

pub(crate) use sql;
