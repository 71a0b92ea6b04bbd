//! Opening the store: what is refused, and how several processes meet.

use std::{fs, path::PathBuf};

use madoguchi::store::{OpenError, Store};
use tempfile::TempDir;

use crate::support::backend::{empty_schema, everybody, tables};
use crate::support::postgres;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("データ/madoguchi.sqlite");
    (folder, file)
}

#[tokio::test]
async fn processes_that_start_at_once_on_an_empty_folder_all_open() {
    let (_folder, file) = folder();
    let secrets = everybody(8, |n| {
        let file = file.clone();
        async move {
            let store = Store::open_sqlite(&file).await.unwrap();
            store.secret("cookie", &n.to_string()).await.unwrap()
        }
    })
    .await;
    assert!(secrets.iter().all(|it| *it == secrets[0]));
}

#[tokio::test]
async fn processes_that_start_at_once_on_an_empty_schema_all_open() {
    let Some(url) = empty_schema().await else {
        return;
    };
    let secrets = everybody(4, |n| {
        let url = url.clone();
        async move {
            let store = Store::open_postgres(&url).await.unwrap();
            store.secret("cookie", &n.to_string()).await.unwrap()
        }
    })
    .await;
    assert!(secrets.iter().all(|it| *it == secrets[0]));
}

#[tokio::test]
async fn a_reader_sees_what_a_running_server_writes_and_writes_nothing() {
    let (_folder, file) = folder();
    let none = Store::open_sqlite_read_only(&file).await.unwrap();
    assert!(none.is_none());
    assert!(!file.exists());
    let server = Store::open_sqlite(&file).await.unwrap();
    let reader = Store::open_sqlite_read_only(&file).await.unwrap().unwrap();
    server
        .import(&[], &[], "版", "2026-11-22T00:00:00Z".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(reader.pack_digest().await.unwrap().as_deref(), Some("版"));
    assert!(reader.secret("cookie", "候補").await.is_err());
    server.close().await;
    reader.close().await;
    // Also without a server.
    let reader = Store::open_sqlite_read_only(&file).await.unwrap().unwrap();
    assert_eq!(reader.pack_digest().await.unwrap().as_deref(), Some("版"));
}

#[tokio::test]
async fn a_reader_does_not_use_a_database_without_the_current_schema() {
    let (_folder, file) = folder();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "").unwrap();
    assert!(Store::open_sqlite_read_only(&file).await.unwrap().is_none());
    Store::open_sqlite(&file).await.unwrap().close().await;
    execute(&file, "DELETE FROM _sqlx_migrations").await;
    assert!(Store::open_sqlite_read_only(&file).await.unwrap().is_none());
}

#[tokio::test]
async fn a_reader_of_postgres_makes_no_schema_and_writes_nothing() {
    let Some(url) = empty_schema().await else {
        return;
    };
    let none = Store::open_postgres_read_only(&url).await.unwrap();
    assert!(none.is_none());
    assert_eq!(tables(&url).await, 0);
    let server = Store::open_postgres(&url).await.unwrap();
    let reader = Store::open_postgres_read_only(&url).await.unwrap().unwrap();
    server
        .import(&[], &[], "版", "2026-11-22T00:00:00Z".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(reader.pack_digest().await.unwrap().as_deref(), Some("版"));
    assert!(reader.secret("cookie", "候補").await.is_err());
    reader.close().await;
}

#[tokio::test]
async fn a_reader_of_postgres_does_not_use_another_versions_schema() {
    let Some(url) = empty_schema().await else {
        return;
    };
    Store::open_postgres(&url).await.unwrap().close().await;
    let change = async |sql: &'static str| {
        let pool = sqlx::PgPool::connect(&url).await.unwrap();
        sqlx::query(sql).execute(&pool).await.unwrap();
    };
    change("INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1").await;
    let error = Store::open_postgres_read_only(&url).await.unwrap_err();
    assert!(
        matches!(error, OpenError::Newer { found: 9999, .. }),
        "{error:?}"
    );
    change("DELETE FROM _sqlx_migrations").await;
    let older = Store::open_postgres_read_only(&url).await.unwrap();
    assert!(older.is_none());
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_told_apart() {
    let (folder, file) = folder();
    fs::write(folder.path().join("データ"), "これはファイル").unwrap();
    let error = Store::open_sqlite(&file).await.unwrap_err();
    assert!(matches!(error, OpenError::NoAccess { .. }), "{error:?}");
    // A folder where the file should be.
    let error = Store::open_sqlite(folder.path()).await.unwrap_err();
    assert!(matches!(error, OpenError::NoAccess { .. }), "{error:?}");
    let error = Store::open_sqlite_read_only(folder.path())
        .await
        .unwrap_err();
    assert!(matches!(error, OpenError::NoAccess { .. }), "{error:?}");
}

#[tokio::test]
async fn a_damaged_file_is_told_apart_and_left_as_it_is() {
    let (_folder, file) = folder();
    Store::open_sqlite(&file).await.unwrap().close().await;
    let good = fs::read(&file).unwrap();
    let mut broken_header = good.clone();
    broken_header[..16].copy_from_slice(b"not a database!!");
    let mut broken_schema = good.clone();
    broken_schema[100..4096].fill(0xff);
    let truncated = good[..good.len() / 2].to_vec();
    let text = "これはデータベースではありません。"
        .repeat(100)
        .into_bytes();
    for bytes in [broken_header, broken_schema, truncated, text] {
        fs::write(&file, &bytes).unwrap();
        let error = Store::open_sqlite(&file).await.unwrap_err();
        assert!(matches!(error, OpenError::Damaged(_)), "{error:?}");
        let error = Store::open_sqlite_read_only(&file).await.unwrap_err();
        assert!(matches!(error, OpenError::Damaged(_)), "{error:?}");
        assert_eq!(fs::read(&file).unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let (_folder, file) = folder();
    Store::open_sqlite(&file).await.unwrap().close().await;
    execute(
        &file,
        "UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1",
    )
    .await;
    for error in [
        Store::open_sqlite(&file).await.unwrap_err(),
        Store::open_sqlite_read_only(&file).await.unwrap_err(),
    ] {
        let OpenError::Newer { found, known } = error else {
            panic!("{error:?}");
        };
        assert_eq!(found, 9999);
        assert!(known < 9999);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_apart_from_a_wrong_address() {
    let error = Store::open_postgres("postgres://user:geheim@127.0.0.1:1/madoguchi");
    let error = error.await.unwrap_err();
    assert!(matches!(error, OpenError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?}{error}").contains("geheim"));
    let error = Store::open_postgres("postgres://user:geheim@host:port/").await;
    let error = error.unwrap_err();
    assert!(matches!(error, OpenError::Address(_)), "{error:?}");
    assert!(!format!("{error:?}{error}").contains("geheim"));
    if let Some(url) = postgres::url_with("dbname=nowhere") {
        for error in [
            Store::open_postgres(&url).await.unwrap_err(),
            Store::open_postgres_read_only(&url).await.unwrap_err(),
        ] {
            assert!(matches!(error, OpenError::Unreachable(_)), "{error:?}");
        }
    }
}

#[test]
fn every_store_method_has_a_contract_test() {
    let read = |folder: &str, keep: fn(&str) -> bool| -> String {
        let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap());
        let files = files.filter(|it| keep(it.file_name().to_str().unwrap()));
        files
            .map(|it| fs::read_to_string(it.path()).unwrap())
            .collect()
    };
    let source = read("src/store", |name| name.ends_with(".rs"));
    let tests = read("tests", |name| name.starts_with("store"))
        + &fs::read_to_string("tests/support/backend.rs").unwrap();
    let methods: Vec<_> = source
        .split("pub async fn ")
        .skip(1)
        .map(|it| it.split('(').next().unwrap())
        .collect();
    assert!(30 < methods.len());
    let untested: Vec<_> = methods
        .iter()
        .filter(|it| !tests.contains(&format!(".{it}(")) && !tests.contains(&format!("::{it}(")))
        .collect();
    assert!(untested.is_empty(), "without a test: {untested:?}");
}

async fn execute(file: &std::path::Path, sql: &'static str) {
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query(sql).execute(&pool).await.unwrap();
    pool.close().await;
}
