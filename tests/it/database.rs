//! The two engines: what a test may look at, the shared commit, and the plans of the hot queries.

use futures_util::future::join_all;
use gatefold::config::DatabaseUrl;
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Row};

use crate::harness::TestApp;

const TABLES: [&str; 48] = [
    "author",
    "article",
    "article_file",
    "article_form",
    "catalogue_version",
    "member",
    "member_session",
    "consent",
    "address_change",
    "challenge",
    "letter",
    "suppression",
    "limit_state",
    "free_read",
    "share_link",
    "share_seat",
    "share_day",
    "share_join",
    "insight_day",
    "identity",
    "used_state",
    "notice",
    "comment",
    "comment_thanks",
    "comment_report",
    "comment_decision",
    "commenter",
    "discussion",
    "webhook",
    "webhook_delivery",
    "member_word",
    "audit",
    "staff_app",
    "staff_recovery",
    "staff_passkey",
    "staff_ceremony",
    "program",
    "program_answer",
    "insight_total",
    "insight_site_total",
    "insight_so_far",
    "member_import",
    "member_import_file",
    "invitation_refusal",
    "experiment",
    "experiment_variant",
    "experiment_article",
    "experiment_day",
];

/// Every value of every column of every table, as text; bytes as text where they are any, and as hex.
pub async fn dump(app: &TestApp) -> String {
    let mut out = String::new();
    for table in TABLES {
        out.push_str(&format!("-- {table}\n"));
        let text = format!("SELECT * FROM {table}");
        match &app.config.database.url {
            DatabaseUrl::Sqlite(path) => {
                let mut conn =
                    sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.expect("a connection");
                let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&mut conn).await.expect("rows");
                for row in rows {
                    for at in 0..row.columns().len() {
                        let bytes: Option<Vec<u8>> = row.try_get_unchecked(at).unwrap_or_default();
                        show(&mut out, bytes.as_deref().unwrap_or_default());
                    }
                }
            }
            DatabaseUrl::Postgres(url) => {
                let options: sqlx::postgres::PgConnectOptions = url.parse().expect("a URL");
                let mut conn = options.connect().await.expect("a connection");
                let rows = sqlx::query(AssertSqlSafe(format!("SELECT t::text, * FROM {table} AS t")))
                    .fetch_all(&mut conn)
                    .await
                    .expect("rows");
                for row in rows {
                    out.push_str(&row.get::<String, _>(0));
                    for (at, column) in row.columns().iter().enumerate().skip(1) {
                        if column.type_info().to_string() == "BYTEA" {
                            show(&mut out, row.get::<Option<Vec<u8>>, _>(at).unwrap_or_default().as_slice());
                        }
                    }
                    out.push('\n');
                }
            }
        }
    }
    out
}

fn show(out: &mut String, bytes: &[u8]) {
    out.push_str(&String::from_utf8_lossy(bytes));
    out.push(' ');
    out.push_str(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    out.push('\n');
}

pub async fn count(app: &TestApp, text: &'static str) -> i64 {
    match &app.config.database.url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn =
                sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.expect("a connection");
            sqlx::query_scalar(text).fetch_one(&mut conn).await.expect("a count")
        }
        DatabaseUrl::Postgres(url) => {
            let options: sqlx::postgres::PgConnectOptions = url.parse().expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query_scalar(text).fetch_one(&mut conn).await.expect("a count")
        }
    }
}

/// Makes the past of a test: what no program of today writes.
pub async fn run(app: &TestApp, text: &'static str) {
    match &app.config.database.url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn =
                sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.expect("a connection");
            sqlx::query(text).execute(&mut conn).await.expect("a change");
        }
        DatabaseUrl::Postgres(url) => {
            let options: sqlx::postgres::PgConnectOptions = url.parse().expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query(text).execute(&mut conn).await.expect("a change");
        }
    }
}

/// How SQLite would run it; PostgreSQL's planner scans small tables whatever their indexes.
async fn plan(app: &TestApp, text: &str) -> Option<String> {
    let DatabaseUrl::Sqlite(path) = &app.config.database.url else { return None };
    let mut conn = sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.expect("a connection");
    let rows =
        sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"))).fetch_all(&mut conn).await.expect("a plan");
    Some(rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("; "))
}

both_engines! {
    async fn every_hot_query_uses_an_index(app) {
        for text in [
            "SELECT * FROM member_session s JOIN member m ON m.id = s.member_id WHERE s.hash = x'00'",
            "SELECT * FROM member WHERE address = 'a'",
            "UPDATE challenge SET used_at = 1 WHERE link_hash = x'00' AND used_at IS NULL",
            "UPDATE challenge SET tries = tries + 1 WHERE browser_hash = x'00' AND used_at IS NULL",
            "SELECT COUNT(*) FROM challenge WHERE address = 'a' AND expires_at > 1",
            "SELECT id FROM letter WHERE ended_at IS NULL AND due_at <= 1 ORDER BY due_at, id LIMIT 1",
            "SELECT rest FROM article WHERE id = x'00'",
            "SELECT bytes FROM article_file WHERE article_id = x'00' AND name = 'a'",
            "SELECT bytes FROM article_form WHERE article_id = x'00' AND name = 'a' AND width = 480",
            "SELECT level FROM limit_state WHERE key = x'00'",
            "SELECT COUNT(*) FROM free_read WHERE reader_hash = x'00' AND read_at > 1",
            "SELECT is_granted FROM consent WHERE member_id = x'00' AND purpose = 'news' ORDER BY given_at DESC LIMIT 1",
            "DELETE FROM address_change WHERE undo_hash = x'00'",
            "SELECT * FROM member WHERE address > 'a' ORDER BY address LIMIT 10",
            "SELECT * FROM identity WHERE issuer = 'a' AND subject = 'b'",
            "SELECT COUNT(*) FROM identity WHERE member_id = x'00'",
            "DELETE FROM identity WHERE id = x'00' AND member_id = x'00'",
            "DELETE FROM used_state WHERE ends_at < 1",
            "SELECT * FROM share_link WHERE id = x'00'",
            "SELECT * FROM share_link WHERE member_id = x'00' AND article_id = x'00' AND channel = 'x' AND replaced_at IS NULL",
            "SELECT * FROM share_link WHERE guest_hash = x'00' AND article_id = x'00' AND channel = 'x' AND replaced_at IS NULL",
            "SELECT * FROM share_link WHERE member_id = x'00' AND id < x'ff' ORDER BY id DESC LIMIT 51",
            "SELECT * FROM share_link WHERE article_id = x'00' AND id < x'ff' ORDER BY id DESC LIMIT 51",
            "UPDATE share_link SET readers = readers + 1 WHERE id = x'00' AND readers + 1 <= reader_limit",
            "SELECT * FROM share_seat WHERE link_id = x'00' AND reader_hash = x'00'",
            "SELECT * FROM share_day WHERE link_id = x'00' ORDER BY day",
            "UPDATE share_day SET readers = 1 WHERE link_id = x'00' AND day = 1",
            "SELECT * FROM comment c LEFT JOIN member m ON m.id = c.member_id LEFT JOIN comment_thanks t ON t.comment_id = c.id AND t.member_id = x'00'
                WHERE c.article_id = x'00' AND c.parent_id IS NULL AND (c.state = 'published' OR c.answers > 0) AND c.id < x'ff' ORDER BY c.id DESC LIMIT 51",
            "SELECT * FROM comment c WHERE c.article_id = x'00' AND c.parent_id IS NULL AND (c.state = 'published' OR c.answers > 0)
                AND (c.thanks, c.id) < (5, x'ff') ORDER BY c.thanks DESC, c.id DESC LIMIT 51",
            "SELECT * FROM comment c WHERE c.parent_id = x'00' AND c.state = 'published' AND c.id > x'00' ORDER BY c.id LIMIT 51",
            "SELECT c.id FROM comment p JOIN comment c ON c.parent_id = p.id AND c.state = 'published'
                AND c.id <= COALESCE((SELECT r.id FROM comment r WHERE r.parent_id = p.id AND r.state = 'published' ORDER BY r.id LIMIT 1 OFFSET 9), x'ff')
                WHERE p.id = x'00' ORDER BY c.id",
            "SELECT * FROM comment c WHERE c.member_id = x'00' AND c.state IN ('published', 'held') AND c.article_id = x'00' AND c.source = 'x' LIMIT 1",
            "SELECT * FROM comment c WHERE (c.state = 'held' OR c.reports > 0) AND c.id < x'ff' ORDER BY c.id DESC LIMIT 51",
            "DELETE FROM comment WHERE ended_at < 1",
            "SELECT * FROM comment_decision WHERE member_id = x'00' ORDER BY id",
            "UPDATE commenter SET seen_at = 1 WHERE member_id = x'00'",
            "UPDATE discussion SET version = version + 1 WHERE article_id = x'00'",
            "UPDATE insight_day SET count = 1 WHERE day = 1 AND event = 'a' AND label = 'b' AND reason = '' AND article_id = x'00'",
        ] {
            if let Some(plan) = plan(&app, text).await {
                assert!(plan.contains("USING") && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{text}: {plan}");
            }
        }
    }

    async fn the_roll_of_members_is_walked_and_never_sorted(app) {
        let rest = "AND m.id < x'ff' AND +m.created_at >= 0 AND +m.created_at < 9 AND ('' = '' OR m.site = '')
            AND (-1 < 0 OR m.wants_news = (0 = 1)) AND (0 = 0 OR m.seen_at >= 0) ORDER BY m.id DESC LIMIT 51";
        for (condition, index) in [
            ("TRUE", "sqlite_autoindex_member_1"),
            ("m.blocked_at IS NOT NULL", "member_blocked"),
            ("m.proved_at IS NULL", "member_unproved"),
            ("m.joined_by = 'link'", "member_by_way"),
            ("m.wants_news", "member_for_news"),
            ("m.site = 'a'", "member_by_site"),
            ("m.import_id IS NOT NULL", "member_imported"),
            ("m.is_by_share", "member_by_share"),
        ] {
            if let Some(plan) = plan(&app, &format!("SELECT m.id FROM member m WHERE {condition} {rest}")).await {
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{condition}: {plan}");
            }
        }
        for (text, index) in [
            ("SELECT member_id FROM member_word WHERE word >= x'61' AND word < x'62' ORDER BY word, member_id LIMIT 2000", "member_word"),
            ("SELECT id FROM member WHERE import_id = x'00' AND import_id IS NOT NULL AND proved_at IS NULL AND invited_at IS NULL
                AND blocked_at IS NULL AND staff_role IS NULL ORDER BY id LIMIT 5", "member_to_invite"),
            ("SELECT id FROM member_import WHERE state = 'taking' AND due_at <= 1 ORDER BY due_at, id LIMIT 1", "member_import_by_due"),
            ("SELECT m.id FROM json_each('[]') AS e CROSS JOIN member m WHERE m.address = e.value", "member_by_address"),
            ("SELECT id FROM member WHERE NOT is_indexed ORDER BY id LIMIT 200", "member_unindexed"),
            ("SELECT * FROM letter WHERE recipient = 'a' ORDER BY id DESC LIMIT 20", "letter_by_recipient"),
            ("SELECT * FROM audit WHERE subject_id = 'a' AND id < x'ff' ORDER BY id DESC LIMIT 20", "audit_by_subject"),
            ("SELECT * FROM comment c WHERE c.member_id = x'00' ORDER BY c.id DESC LIMIT 20", "comment_by_writer"),
            ("SELECT COUNT(back_at) FROM member WHERE proved_at >= 1 AND proved_at < 2", "member_by_proof"),
            ("SELECT COUNT(*), COUNT(CASE WHEN back_at - proved_at <= 9 THEN 1 END) FROM member WHERE proved_at >= 1 AND proved_at < 2 AND staff_role IS NULL", "COVERING INDEX member_by_proof_back"),
            ("SELECT e.article_id, e.views - b.views FROM insight_so_far e LEFT JOIN insight_so_far b ON b.article_id = e.article_id AND b.day = 1 WHERE e.day = 2", "sqlite_autoindex_insight_so_far_1 (day=? AND article_id=?)"),
            ("SELECT * FROM insight_total WHERE day >= 1 AND day <= 9", "insight_total"),
            ("SELECT day FROM share_day WHERE day >= 1 AND day <= 2", "share_day_by_day"),
            ("SELECT event_id FROM webhook_delivery WHERE webhook_id = x'00' AND ended_at IS NULL AND due_at <= 1 ORDER BY due_at, event_id LIMIT 1", "webhook_delivery_due"),
            ("SELECT w.id FROM webhook w WHERE w.paused_at IS NULL AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.ended_at IS NULL AND d.due_at <= 1) ORDER BY w.id LIMIT 20", "webhook_delivery_due"),
            ("SELECT * FROM webhook_delivery WHERE webhook_id = x'00' AND event_id < x'ff' ORDER BY event_id DESC LIMIT 51", "sqlite_autoindex_webhook_delivery_1"),
            ("SELECT webhook_id, event_id FROM webhook_delivery WHERE data IS NOT NULL AND happened_at < 1 LIMIT 9", "webhook_delivery_full"),
            ("SELECT webhook_id, event_id FROM webhook_delivery WHERE happened_at < 1 LIMIT 9", "webhook_delivery_by_time"),
        ] {
            if let Some(plan) = plan(&app, text).await {
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{text}: {plan}");
            }
        }
    }

    async fn few_among_many_are_walked_by_an_index_of_their_own(app) {
        for (text, index) in [
            ("SELECT * FROM member WHERE staff_role IS NOT NULL AND proved_at IS NOT NULL ORDER BY id LIMIT 20", "member_staff"),
            ("SELECT created_at FROM comment WHERE told_at IS NULL AND (state = 'held' OR reports > 0) LIMIT 1", "comment_untold"),
            ("SELECT COUNT(*) FROM comment WHERE state = 'held' OR reports > 0", "comment_for_staff"),
            ("SELECT member_id FROM commenter WHERE blocked_at IS NOT NULL AND member_id > x'00' ORDER BY member_id LIMIT 51", "commenter_blocked"),
        ] {
            if let Some(plan) = plan(&app, text).await {
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{text}: {plan}");
            }
        }
    }

    async fn many_seats_are_found_by_an_index(app) {
        let text = "WITH RECURSIVE part (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM part WHERE place + 1 < 9)
            SELECT generation FROM share_seat
            WHERE link_id = x'00' AND reader_hash IN (SELECT substr(x'00', 32 * place + 1, 32) FROM part)";
        if let Some(plan) = plan(&app, text).await {
            assert!(plan.contains("SEARCH share_seat USING") && plan.contains("reader_hash=?"), "{plan}");
        }
        // PostgreSQL scans a small table whatever its indexes: asked not to, it shows whether the key is good for it.
        if let DatabaseUrl::Postgres(url) = &app.config.database.url {
            let options: sqlx::postgres::PgConnectOptions = url.parse().expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::raw_sql("SET enable_seqscan = off; SET enable_bitmapscan = off").execute(&mut conn).await.expect("set");
            let text = "EXPLAIN WITH RECURSIVE part (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM part WHERE place + 1 < 9)
                SELECT generation FROM share_seat WHERE link_id = '00000000-0000-0000-0000-000000000000'
                AND reader_hash = ANY (ARRAY (SELECT substr('\\x00'::bytea, 32 * place + 1, 32) FROM part))";
            let rows = sqlx::query(text).fetch_all(&mut conn).await.expect("a plan");
            let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            let is_by_key = |line: &String| line.contains("Index Cond") && line.contains("reader_hash = ANY");
            assert!(plan.iter().any(is_by_key), "{plan:?}");
        }
    }

    async fn writers_at_once_are_all_kept_and_a_dropped_one_leaves_nothing(app) {
        let db = &app.app.db;
        let keys = &app.app.keys;
        let write = async |number: u32| {
            let mut tx = db.begin().await.expect("a transaction");
            let key = gatefold::limit::LimitKey::new(keys, "test", &number.to_string());
            let rule = gatefold::limit::Rule::per_day(1).expect("a rule");
            gatefold::limit::store::claim(&mut tx.conn(), &key, rule, app.clock.now()).await.expect("a claim");
            if number.is_multiple_of(5) {
                drop(tx);
            } else {
                tx.commit().await.expect("a commit");
            }
        };
        join_all((0..200).map(write)).await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM limit_state").await, 160);
    }

    async fn those_who_roll_back_keep_nobody_from_committing(app) {
        let db = app.app.db.clone();
        let stop = tokio_util::sync::CancellationToken::new();
        let floods: Vec<_> = (0..32)
            .map(|_| {
                let (db, stop) = (db.clone(), stop.clone());
                tokio::spawn(async move {
                    while !stop.is_cancelled() {
                        drop(db.begin().await);
                    }
                })
            })
            .collect();
        for _ in 0..5 {
            let tx = db.begin().await.expect("a transaction");
            tokio::time::timeout(std::time::Duration::from_secs(20), tx.commit()).await.expect("in time").expect("a commit");
        }
        stop.cancel();
        join_all(floods).await;
    }

    async fn a_writer_given_up_in_the_middle_stops_nobody(app) {
        let db = app.app.db.clone();
        for _ in 0..20 {
            let waiting = db.begin();
            tokio::select! {
                biased;
                () = std::future::ready(()) => {}
                _ = waiting => {}
            }
            let given_up = tokio::time::timeout(std::time::Duration::ZERO, db.begin()).await;
            drop(given_up);
        }
        let tx = db.begin().await.expect("a transaction");
        tx.commit().await.expect("a commit");
    }

    async fn migrating_twice_changes_nothing(app) {
        gatefold::db::migrate(&app.config.database.url).await.expect("again");
        assert!(gatefold::db::is_migrated(&app.app.db).await.expect("a look"));
    }
}
