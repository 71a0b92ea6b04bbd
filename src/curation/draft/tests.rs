use proptest::prelude::*;

use super::*;
use crate::knowledge::{check, embedded};

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|it| (*it).to_owned()).collect()
}

fn source() -> Source {
    Source {
        title: "テレワークの適切な導入及び実施の推進のためのガイドライン".to_owned(),
        publisher: "厚生労働省".to_owned(),
        url: "https://www.mhlw.go.jp/content/000828987.pdf".to_owned(),
        ..blank_source(TODAY)
    }
}

fn draft(question: &str, replies: &[String]) -> Draft {
    draft_by("佐藤", question, replies)
}

fn draft_by(staff: &str, question: &str, replies: &[String]) -> Draft {
    Draft::of(&Material {
        number: 12,
        question,
        replies,
        contact: "担当 山田、090-1234-5678",
        staff: &texts(&[staff]),
        prefecture: Some("大阪府"),
        topics: &texts(&["労働時間"]),
        audience: &texts(&["経営者", "労務担当"]),
    })
}

#[test]
fn a_consultant_may_sign_with_a_part_of_the_name() {
    let replies = texts(&["佐藤より。花子が社労士として答えます。"]);
    let made = draft_by("佐藤 花子（社労士）", "中抜けは？", &replies);
    assert_eq!(made.answer, "[氏名]より。[氏名]が社労士として答えます。");
}

#[test]
fn a_reply_becomes_a_draft_without_personal_data() {
    let replies = texts(&[
        "山田様、佐藤です。中抜けは休憩として扱えます[2]。",
        "不明な点は 06-1234-5678 か sato@example.jp へ。",
    ]);
    let made = draft(
        "株式会社ミライの山田です。\n中抜けはどう扱えばよいですか？",
        &replies,
    );
    assert_eq!(
        made.question,
        "[会社名]の[氏名]です。 中抜けはどう扱えばよいですか？"
    );
    assert_eq!(
        made.answer,
        "[氏名]様、[氏名]です。中抜けは休憩として扱えます［2］。\n\n\
         不明な点は [電話番号] か [メールアドレス] へ。"
    );
    assert_eq!(made.prefectures, ["大阪府"]);
    assert_eq!((made.slug.as_str(), &made.source), ("soudan-12", &None));
    let masks = made.masks();
    let answers = masks.iter().filter(|it| it.field == "答え");
    let kinds: Vec<_> = answers.map(|it| it.span.kind.name()).collect();
    assert_eq!(kinds, ["氏名", "氏名", "電話番号", "メールアドレス"]);
}

#[test]
fn without_a_source_there_is_no_file_and_with_one_it_passes_the_rules() {
    let replies = texts(&["中抜け時間は、休憩として扱えます。就業規則で決めてください。"]);
    let made = draft(
        "中抜けの時間を休憩にする書き方はどうすればよいですか",
        &replies,
    );
    assert_eq!(made.file(), Err(Unfinished::NoSource));
    let blank = Draft {
        source: Some(blank_source(TODAY)),
        ..made.clone()
    };
    assert_eq!(blank.file(), Err(Unfinished::NoSource));
    let whole = Draft {
        source: Some(source()),
        ..made
    };
    let (path, text) = whole.file().unwrap();
    assert_eq!(path, "qa/soudan-12.md");
    assert!(text.starts_with("+++\n"), "{text}");

    // The whole collection takes it, too.
    let mut files = embedded().0.files();
    files.insert(path, text);
    let files = files
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()));
    let (collection, problems) = load_files(files);
    assert!(!problems.iter().any(Problem::is_error), "{problems:?}");
    let id = EntryId("qa/soudan-12".to_owned());
    assert!(collection.records.contains_key(&id));
    let problems = check(&collection, TODAY);
    let own = problems
        .iter()
        .filter(|it| it.is_error() && it.file.contains("soudan-12"));
    assert_eq!(own.collect::<Vec<_>>(), Vec::<&Problem>::new());
}

#[test]
fn an_empty_heading_does_not_hide_the_first_paragraph() {
    let long = "一、".repeat(100);
    let whole = Draft {
        source: Some(source()),
        ..draft("質問ですか", &[format!("#\n\n{long}")])
    };
    let made = whole.file();
    assert!(made.is_ok(), "{made:?}");
}

#[test]
fn what_the_rules_object_to_is_told() {
    let whole = Draft {
        source: Some(source()),
        phrasings: texts(&["一つだけ"]),
        ..draft("質問ですか", &texts(&["答えです。"]))
    };
    let Err(Unfinished::Problems(problems)) = whole.file() else {
        panic!("too few phrasings");
    };
    assert!(problems.iter().any(|it| it.message.contains("言い換え")));
}

#[test]
fn what_a_curator_writes_is_masked_but_for_what_is_to_stay() {
    let edited = Draft {
        answer: "労働局（06-1111-2222）か青空商会（090-1234-5678）へ。".to_owned(),
        keep: texts(&["06-1111-2222"]),
        ..Draft::default()
    };
    let masked = edited.masked(&texts(&["青空商会"]));
    assert_eq!(
        masked.answer,
        "労働局（06-1111-2222）か[伏せた語]（[電話番号]）へ。"
    );
    assert_eq!(masked.keep, ["06-1111-2222"]);
}

proptest! {
    #[test]
    fn whatever_is_replied_a_source_makes_it_an_entry(
        question in "[ぁ-ん一-十a-z0-9。？か\n]{1,200}",
        replies in proptest::collection::vec("[ぁ-ん一-十a-z0-9。、#\\[\\] \n]{1,300}", 1..4),
    ) {
        prop_assume!(question.chars().any(|it| it.is_alphanumeric()));
        prop_assume!(replies[0].chars().any(char::is_alphanumeric));
        let whole = Draft { source: Some(source()), ..draft(&question, &replies) };
        let made = whole.file();
        prop_assert!(made.is_ok(), "{:?} of {:?}", made, whole);
    }

    #[test]
    fn nothing_that_was_planted_is_in_a_draft(
        email in "[a-z]{1,8}@[a-z]{1,8}\\.jp",
        phone in "0[5789]0-[0-9]{4}-[0-9]{4}",
        code in "[2-9ACDEFGHJKMNPQRTVWXY]{4}(-[2-9ACDEFGHJKMNPQRTVWXY]{4}){3}",
        around in "[ぁ-ん。、\n]{0,60}",
    ) {
        let planted = format!("{around}連絡は{email}、{phone}、確認コード{code}です。{around}");
        let made = draft(&planted, &[planted.clone(), around]);
        let stored = serde_json::to_string(&made).unwrap();
        for it in [&email, &phone, &code] {
            prop_assert!(!stored.contains(it.as_str()), "{} in {}", it, stored);
        }
    }
}
