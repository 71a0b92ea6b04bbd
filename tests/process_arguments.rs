//! Help and remarks on wrong arguments: in Japanese, with a next step and clap's code of exit.

use rstest::rstest;

use crate::support::server::{Ended, House};

/// What clap would say by itself.
const ENGLISH: [&str; 16] = [
    "error:",
    "Usage",
    "Options",
    "OPTIONS",
    "Commands",
    "COMMAND",
    "Arguments",
    "Print",
    "tip:",
    "default",
    "possible",
    "invalid",
    "required",
    "unexpected",
    "similar",
    "For more",
];

/// Fails where `said` has English of clap.
fn is_japanese(said: &str) {
    let english: Vec<_> = ENGLISH.iter().filter(|it| said.contains(**it)).collect();
    assert!(english.is_empty(), "{english:?} in {said}");
}

fn run(line: &str) -> Ended {
    let house = House::empty();
    let arguments: Vec<_> = line.split(' ').filter(|it| !it.is_empty()).collect();
    house.run(&arguments)
}

#[rstest]
#[case("--help", "サーバーを動かす")]
#[case("-h", "--listen")]
#[case("help", "使い方を表示する")]
#[case("serve --help", "--insecure")]
#[case("ask --help", "[質問]")]
#[case("help ask", "--stdin")]
#[case("chat --help", "--data")]
#[case("check --help", "[DIR]")]
#[case("eval --help", "省略すると 1")]
#[case("programs --help", "この時刻に見たものとする")]
#[case("eligibility --help", "会社の情報を書いた JSON のファイル")]
#[case("help eligibility", "--program <SLUG>")]
#[case("knowledge --help", "取り込む")]
#[case("knowledge help import", "<DIR>")]
#[case("knowledge export --help", "書き出す")]
#[case("login --help", "consultant は相談員")]
#[case("dictionary build --help", "mecab-ipadic")]
fn help_is_japanese(#[case] line: &str, #[case] part: &str) {
    let ended = run(line);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    is_japanese(&ended.stdout);
    assert!(ended.stdout.contains("\n使い方: madoguchi"), "{ended:?}");
    assert!(ended.stdout.contains(part), "{ended:?}");
}

#[rstest]
#[case(
    "--lisen 1",
    "「--lisen」という指定はありません。\nもしかして: --listen"
)]
#[case(
    "ask -x",
    "「-x」という指定はありません。\n「-」で始まる文章は、-- のあとに"
)]
#[case("ask 質問 余分", "「余分」という指定はありません。")]
#[case("serv", "「serv」というコマンドはありません。\nもしかして: serve")]
#[case(
    "knowledge imprt",
    "「imprt」というコマンドはありません。\nもしかして: "
)]
#[case("nonsense", "「nonsense」というコマンドはありません。")]
#[case("login --name", "「--name <NAME>」には値が必要です。")]
#[case("ask --data", "「--data <DIR>」には値が必要です。")]
#[case(
    "login --name 佐藤 --role boss",
    "「boss」は使えません。使える値は consultant、admin"
)]
#[case(
    "serve --listen abc",
    "「abc」を読み取れません。127.0.0.1:8080 のように"
)]
#[case("serve --roles foo", "「foo」を読み取れません。chat、web、jobs から")]
#[case("ask 質問 --now x", "「x」を読み取れません。2026-11-22T09:00:00+09:00")]
#[case("check --today x", "「x」を読み取れません。2026-11-22 のように")]
#[case("eval --grade x", "「x」を読み取れません。0 以上の整数")]
#[case("ask", "「<質問>」の指定が必要です。")]
#[case("login --name 佐藤", "「--role <ROLE>」の指定が必要です。")]
#[case("ask --stdin", "「--json」の指定が必要です。")]
#[case("ask --json --json 質問", "「--json」は1回だけ")]
#[case("ask 質問 --stdin --json", "と「--stdin」は一緒に使えません。")]
#[case("--data d ask 質問", "「--data <DIR>」は、コマンド「ask」のあとに")]
#[case("knowledge", "使い方: madoguchi knowledge <コマンド>")]
fn a_wrong_argument_is_told_with_a_next_step(#[case] line: &str, #[case] part: &str) {
    let ended = run(line);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    is_japanese(&ended.stderr);
    assert!(ended.stderr.contains(part), "{}", ended.stderr);
    assert!(ended.stderr.contains("--help"), "{}", ended.stderr);
}

#[test]
fn a_usage_of_two_lines_stands_in_one_column() {
    for line in ["--help", "nonsense"] {
        let ended = run(line);
        let said = ended.stdout + &ended.stderr;
        let expected = "使い方: madoguchi [オプション]\n        madoguchi <コマンド>\n";
        assert!(said.contains(expected), "{said}");
    }
}
