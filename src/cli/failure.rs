//! What a person reads when a command fails: a sentence with the next step, never an error's text.

use std::io;

use crate::{app::Locked, config, store};

/// Returns what to tell a person about `error`.
pub(super) fn explain(error: &anyhow::Error) -> String {
    error.chain().find_map(known).unwrap_or_else(|| {
        let trace = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
        format!("処理を続けられませんでした。もう一度試しても同じときは、次の行を添えて開発元に知らせてください。\n{trace}")
    })
}

fn known(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<config::Error>() {
        return Some(error.to_string());
    }
    if let Some(Locked(data)) = error.downcast_ref() {
        return Some(format!(
            "{} は、動いている別の窓口が使っています。そちらを止めるか、--data で別の場所を指定してください。",
            data.display()
        ));
    }
    if let Some(error) = error.downcast_ref::<super::Told>() {
        return Some(error.0.clone());
    }
    if let Some(error) = error.downcast_ref::<store::OpenError>() {
        return Some(open(error));
    }
    if let Some(error) = error.downcast_ref::<store::Error>() {
        return Some(match error {
            store::Error::DiskFull(_) => disk_full(),
            store::Error::Unavailable(_) => unreachable_database(),
            _ => "データベースの処理に失敗しました。データは処理の前のままです。記録（ログ）を添えて開発元に知らせてください。".to_owned(),
        });
    }
    error.downcast_ref::<io::Error>().and_then(system)
}

fn open(error: &store::OpenError) -> String {
    use store::OpenError as E;
    match error {
        E::NoAccess { path, .. } => format!(
            "{} を読み書きできません。場所と権限を確かめるか、--data で別の場所を指定してください。",
            path.display()
        ),
        E::Damaged(_) => "データベースのファイルが壊れています。控え（バックアップ）から戻してください。壊れたファイルには手を付けていません。".to_owned(),
        E::Newer { .. } => "データベースは、より新しい版の窓口で作られています。新しい版を使ってください。".to_owned(),
        E::DiskFull => disk_full(),
        E::Unreachable(_) => unreachable_database(),
        E::Address(_) => "MADOGUCHI_DATABASE_URL のアドレスを読み取れません。postgres://利用者:パスワード@ホスト/データベース の形で書いてください。".to_owned(),
        E::Other(_) => "データベースを開けません。記録（ログ）を添えて開発元に知らせてください。".to_owned(),
    }
}

fn disk_full() -> String {
    "ディスクに空きがありません。空きを作ってから、もう一度始めてください。保存済みのデータは失われていません。".to_owned()
}

fn unreachable_database() -> String {
    "データベースにつながりません。動いているか、アドレスとパスワードが正しいかを確かめてください。"
        .to_owned()
}

fn system(error: &io::Error) -> Option<String> {
    let sentence = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => return Some(disk_full()),
        io::ErrorKind::AddrInUse => {
            "待ち受けるアドレスは、別のプログラムが使っています。そちらを止めるか、--listen 127.0.0.1:8081 のように別の番号を指定してください。"
        }
        io::ErrorKind::AddrNotAvailable => {
            "待ち受けるアドレスは、この機械にありません。--listen を確かめてください。"
        }
        io::ErrorKind::PermissionDenied => {
            "ファイルかポートを使う権限がありません。場所の権限を確かめるか、--data や --listen で別のものを指定してください。"
        }
        io::ErrorKind::NotFound => {
            "指定されたファイルかフォルダーがありません。名前を確かめてください。"
        }
        _ => return None,
    };
    Some(sentence.to_owned())
}
