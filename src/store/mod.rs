//! SQL, written once for SQLite and PostgreSQL.
