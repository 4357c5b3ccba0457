//! The promise of `docs/postgresql.md`: our SQL keeps to what several engines that speak PostgreSQL take.

use std::path::{Path, PathBuf};

/// What one of these engines does not know, or what makes one of its shards the busiest.
const REFUSED: [(&str, &str); 25] = [
    ("serial", "numbers given in order all go to one shard"),
    ("bigserial", "numbers given in order all go to one shard"),
    ("generated", "numbers given in order all go to one shard"),
    ("nextval", "numbers given in order all go to one shard"),
    ("sequence", "numbers given in order all go to one shard"),
    ("extension", "not every engine has one, and not every operator may"),
    ("trigger", "unknown to some"),
    ("function", "unknown to some"),
    ("advisory", "a lock of one node, or unknown"),
    ("pg_advisory_lock", "a lock of one node, or unknown"),
    ("pg_advisory_xact_lock", "a lock of one node, or unknown"),
    ("pg_try_advisory_lock", "a lock of one node, or unknown"),
    ("hashtext", "one engine's own"),
    ("hashtextextended", "one engine's own"),
    ("now", "times come from our clock, and are the same on each node"),
    ("current_timestamp", "times come from our clock, and are the same on each node"),
    ("timestamptz", "times are microseconds"),
    ("timestamp", "times are microseconds"),
    ("integer", "of another width elsewhere: BIGINT"),
    ("int", "of another width elsewhere: BIGINT"),
    ("ctid", "one engine's own"),
    ("lateral", "not on every shard"),
    ("merge", "not on every engine"),
    ("truncate", "not in a transaction everywhere"),
    ("deferrable", "unknown to some"),
];

/// After `FOR` in a query.
const LOCKS: [&str; 4] = ["UPDATE", "UPDATE SKIP LOCKED", "NO KEY UPDATE", "SHARE"];

/// Tables whose first key column counts, and why no shard minds.
const COUNTED_KEYS: [(&str, &str); 5] = [
    ("catalogue_version", "has one row"),
    ("insight_day", "grows by a few rows a day"),
    ("insight_so_far", "grows by a row an article a day"),
    ("insight_rolled", "grows by one row a day"),
    ("insight_total", "grows by a few rows a day"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, is_meant: fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, is_meant));
        } else if is_meant(&path.to_string_lossy()) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every SQL text with the file that holds it.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let name = |file: &Path| file.strip_prefix(root()).expect("below the root").display().to_string();
    for file in files(&root().join("migrations"), |_| true) {
        let text = std::fs::read_to_string(&file).expect("a migration");
        let lines: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        texts.push((name(&file), lines.join("\n")));
    }
    let mut sources = files(&root().join("src"), |name| name.ends_with("store.rs"));
    sources.extend(files(&root().join("src/db"), |_| true));
    // A move is done once, by hand, into a PostgreSQL itself.
    sources.retain(|file| !file.starts_with(root().join("src/db/copy")));
    for file in sources {
        let text = std::fs::read_to_string(&file).expect("a source file");
        texts.extend(literals(&text).into_iter().filter(|text| is_sql(text)).map(|text| (name(&file), text)));
    }
    texts
}

/// The strings of a source file, without its comments.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '/' if rest.peek() == Some(&'/') => while rest.next().is_some_and(|next| next != '\n') {},
            '\'' if rest.peek() == Some(&'"') => drop(rest.next()),
            '"' => {
                let mut text = String::new();
                while let Some(next) = rest.next().filter(|next| *next != '"') {
                    text.push(next);
                    if next == '\\' {
                        text.extend(rest.next());
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

/// Queries and their parts shout their verbs; an attempt's few words do not.
fn is_sql(text: &str) -> bool {
    ["SELECT", "INSERT", "UPDATE", "DELETE", "WHERE", " FOR ", "SET ", "WITH ", "BEGIN", "SAVEPOINT"]
        .iter()
        .any(|word| text.contains(word))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|one: char| !one.is_alphanumeric() && one != '_');
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn fault(text: &str) -> Option<String> {
    for word in words(text) {
        if let Some((refused, why)) = REFUSED.iter().find(|(refused, _)| *refused == word) {
            return Some(format!("{refused}: {why}"));
        }
    }
    // `SELECT … FOR`, where nothing but the lock comes after it.
    for part in text.split(" FOR ").skip(1) {
        let lock: String = part.chars().take_while(|one| one.is_ascii_uppercase() || *one == ' ').collect();
        if !LOCKS.contains(&lock.trim()) {
            return Some(format!("FOR {}: not a lock that all of them take", lock.trim()));
        }
    }
    None
}

#[test]
fn no_sql_text_holds_what_an_engine_may_not_know() {
    let texts = texts();
    assert!(texts.len() > 120, "{} texts were found", texts.len());
    let faults: Vec<String> =
        texts.iter().filter_map(|(file, text)| fault(text).map(|fault| format!("{file}: {fault}\n{text}"))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_refused_construct_is_found() {
    for text in [
        "CREATE TABLE a (id BIGSERIAL PRIMARY KEY)",
        "CREATE EXTENSION hstore",
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        "UPDATE a SET b = now()",
        "SELECT id FROM a WHERE b = $1 FOR KEY SHARE",
        "SELECT id FROM a FOR UPDATE NOWAIT",
    ] {
        assert!(fault(text).is_some(), "{text}");
    }
    for text in ["SELECT id FROM a ORDER BY id FOR UPDATE", " FOR NO KEY UPDATE", "SELECT known FROM a"] {
        assert_eq!(fault(text), None, "{text}");
    }
    let source = "let a = '\"'; // \"no text\"\nlet b = \"SELECT \\\"x\\\" FROM a\";";
    assert_eq!(literals(source), ["SELECT \\\"x\\\" FROM a"]);
}

#[test]
fn only_notices_speak_over_a_channel_of_postgres() {
    for (file, text) in texts() {
        let speaks = words(&text).any(|word| ["listen", "notify", "unlisten", "pg_notify"].contains(&word.as_str()));
        assert!(!speaks || file == "src/db/notice.rs", "{file}: {text}");
    }
}

/// Every table's name, and its columns as the migration has them, one a line.
fn tables() -> Vec<(String, String)> {
    let mut tables = Vec::new();
    for (_, text) in texts().iter().filter(|(file, _)| file.starts_with("migrations")) {
        for part in text.split("CREATE TABLE ").skip(1) {
            let (name, rest) = part.split_once(" (").expect("columns");
            let body = rest.split_once("\n);").expect("an end").0;
            tables.push((name.to_owned(), body.to_owned()));
        }
    }
    tables
}

#[test]
fn every_table_has_a_primary_key_that_spreads_over_shards() {
    let tables = tables();
    assert!(tables.len() > 15, "{} tables were found", tables.len());
    for (table, body) in tables {
        // Filled on SQLite alone.
        if table == "notice" {
            continue;
        }
        let lines: Vec<&str> = body.lines().map(str::trim).collect();
        let own = lines.iter().find_map(|line| line.strip_prefix("PRIMARY KEY (")?.split([',', ')']).next());
        let inline = lines.iter().find(|line| line.contains(" PRIMARY KEY")).and_then(|line| line.split(' ').next());
        let first = own.or(inline).unwrap_or_else(|| panic!("{table} has no primary key"));
        let start = format!("{first} ");
        let column = lines.iter().find(|line| line.starts_with(&start)).expect("the column");
        let kind = column.split([' ', ',']).nth(1).expect("a type");
        let is_counted = COUNTED_KEYS.iter().any(|(known, _)| *known == table);
        assert!(["UUID", "BYTEA", "TEXT"].contains(&kind) || is_counted, "{table}: its key begins with a {kind}");
    }
}
