//! The subsidy programs as pages, and questions back on cards.

use std::fmt::Write as _;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use rstest::rstest;

use super::visit::{Page, Place};

/// The programs of these tests: slug, name and what their rules say of windows, places and sizes.
const PROGRAMS: [(&str, &str, &str, &str); 6] = [
    (
        "dounyu",
        "甲テレワーク導入助成金",
        "prefectures = []\npurposes = [\"導入\"]\nsuccessor = \"program/tsugi\"",
        "[[windows]]\nlabel = \"令和8年度\"\nopens = 2026-11-22T10:00:00\ncloses = 2026-11-30T17:00:00\nsource = 1\n\
         [[criteria]]\ntype = \"employees\"\nmax = 300\ntext = \"300人以下であること\"\nsource = 1\n",
    ),
    (
        "tsugi",
        "乙テレワーク助成金",
        "prefectures = []\npurposes = [\"導入\"]\nformer_names = [\"旧乙助成金\"]",
        "[[windows]]\nlabel = \"令和9年度\"\nopens = 2027-04-01\ncloses = 2027-11-30\nsource = 1\n",
    ),
    (
        "tokyo",
        "丙サテライト奨励金",
        "prefectures = [\"東京都\"]\npurposes = [\"サテライト\"]",
        "[[windows]]\nlabel = \"令和8年度\"\nopens = 2026-05-01\ncloses = 2027-02-26\nsource = 1\n\
         [[criteria]]\ntype = \"prefecture\"\none_of = [\"東京都\"]\ntext = \"都内の会社であること\"\nsource = 1\n\
         [[criteria]]\ntype = \"employees\"\nmin = 2\ntext = \"2人以上であること\"\nsource = 1\n",
    ),
    (
        "tsuunen",
        "丁両立助成金",
        "prefectures = []\npurposes = [\"育児・介護\"]",
        "[[windows]]\nlabel = \"通年\"\nrolling = true\nsource = 1\n\
         [[criteria]]\ntype = \"sme\"\nlaw = \"employment_grants\"\ntext = \"中小企業であること\"\nsource = 1\n",
    ),
    (
        "fumei",
        "戊交付金",
        "prefectures = []\npurposes = [\"地域\"]",
        "[[windows]]\nlabel = \"令和8年度\"\nopens = 2026-04-01\nsource = 1\n",
    ),
    (
        "owari",
        "己コーナー助成金",
        "prefectures = [\"東京都\"]\npurposes = [\"サテライト\"]",
        "[[windows]]\nlabel = \"令和3年度\"\nopens = 2021-04-01\ncloses = 2022-03-31\nsource = 1\n",
    ),
];

/// An office that knows the programs, at nine in the morning of 22 November 2026 in Japan.
async fn place() -> Place {
    let programs = PROGRAMS.map(|(slug, name, keys, tables)| {
        (
            format!("program/{slug}.toml"),
            program(name, keys, tables).into_bytes(),
        )
    });
    let prefectures = include_bytes!("../../knowledge/prefectures.csv").to_vec();
    let files = programs
        .into_iter()
        .chain([("prefectures.csv".to_owned(), prefectures)]);
    Place::knowing(files).await
}

fn program(name: &str, keys: &str, tables: &str) -> String {
    let mut text = format!("name = \"{name}\"\n{keys}\n");
    for (key, empty) in [
        ("also", "[]"),
        ("former_names", "[]"),
        ("predecessor", "\"\""),
        ("successor", "\"\""),
    ] {
        if !keys.contains(&format!("{key} =")) {
            let _ = writeln!(text, "{key} = {empty}");
        }
    }
    let _ = write!(
        text,
        "authority = \"厚生労働省\"\nurl = \"https://example.go.jp/\"\napplicant = \"firm\"\n\
         summary = \"{name}は、会社への助成です。[1]\"\ndetails = \"\"\n\
         phrasings = [\"{name} いくら\", \"{name} いつ\", \"{name} 使える\"]\n\
         topics = [\"補助金\"]\nnext_round = \"\"\nbefore = [\"計画を作ります。[1]\"]\n\
         before_not = [\"決定の前に発注しないでください。[1]\"]\nreview_after_days = 90\nrelated = []\n\
         {tables}\n\
         [[amounts]]\nkey = \"gaku\"\nlabel = \"助成\"\nmax_yen = 400000\nsource = 1\n\
         [[expenses]]\nitem = \"研修\"\ncovered = \"partly\"\ntext = \"一部が対象です。\"\nsource = 1\n\
         [[sources]]\ntitle = \"要領\"\npublisher = \"厚生労働省\"\nedition = \"\"\nsection = \"\"\n\
         url = \"https://example.go.jp/youryou\"\nchecked_on = 2026-08-22\nlevel = \"official\"\n"
    );
    text
}

/// Moves the clock to a time in Japan.
fn at(place: &Place, time: &str) {
    let time: DateTime<Utc> = format!("{time}+09:00").parse().unwrap();
    place.clock.advance(time - place.clock.now());
}

/// Returns the line of a program.
fn row<'a>(page: &'a Page, slug: &str) -> &'a str {
    page.between(
        &format!("scope=\"row\"><a href=\"/programs/{slug}\""),
        "</tr>",
    )
}

/// Returns the slugs in the order of the table.
fn order(page: &Page) -> Vec<&str> {
    let rows = page
        .body
        .split("scope=\"row\"><a href=\"/programs/")
        .skip(1);
    rows.map(|it| it.split('"').next().unwrap()).collect()
}

#[rstest]
#[case("2026-11-22T09:59:59", "early", "募集前", "2026年11月22日10時から")]
#[case("2026-11-22T10:00:00", "open", "受付中", "あと8日")]
#[case("2026-11-29T23:59:59", "open", "受付中", "あと1日")]
#[case("2026-11-30T00:00:00", "today", "本日締切", "17時まで")]
#[case("2026-11-30T17:00:00", "today", "本日締切", "17時まで")]
#[case("2026-11-30T17:00:01", "over", "受付終了", "2026年11月30日17時まで")]
#[tokio::test]
async fn a_program_stands_as_its_window_says(
    #[case] time: &str,
    #[case] class: &str,
    #[case] word: &str,
    #[case] when: &str,
) {
    let place = place().await;
    at(&place, time);
    let mut browser = place.browser();
    let list = browser.get("/programs").await;
    let sheet = browser.get("/programs/dounyu").await;
    let badge = format!("<span class=\"window {class}\">{word}</span>");
    for html in [row(&list, "dounyu"), sheet.between("<h1>", "<dl")] {
        assert!(html.contains(&badge), "{html}");
        assert!(html.contains(when), "{html}");
        // The next program is named only once this one is over.
        assert_eq!(html.contains("/programs/tsugi"), class == "over", "{html}");
    }
}

#[tokio::test]
async fn what_closes_first_comes_first_and_what_is_over_last() {
    let place = place().await;
    at(&place, "2026-11-24T12:00:00");
    let mut browser = place.browser();
    let page = browser.get("/programs").await;
    let expected = ["dounyu", "tokyo", "tsuunen", "tsugi", "fumei", "owari"];
    assert_eq!(order(&page), expected);
    at(&place, "2027-04-01T00:00:00");
    let page = browser.get("/programs").await;
    // A new fiscal year: the rolling program was seen in the last one.
    let expected = ["tsugi", "fumei", "tsuunen", "tokyo", "dounyu", "owari"];
    assert_eq!(order(&page), expected);
    for slug in ["fumei", "tsuunen"] {
        let row = row(&page, slug);
        assert!(row.contains("window unknown\">確認できません"), "{row}");
        assert!(!row.contains("受付中"), "{row}");
    }
}

#[rstest]
#[case("?prefecture=大阪府", &["dounyu", "tsuunen", "tsugi", "fumei"])]
#[case("?prefecture=東京都&purpose=サテライト", &["tokyo", "owari"])]
#[case("?purpose=導入", &["dounyu", "tsugi"])]
#[case("?purpose=機器", &[])]
#[case("?employees=1", &["dounyu", "tsuunen", "tsugi", "fumei", "owari"])]
// With much capital and over 300 people no firm is an SME; the capital is not known.
#[case("?employees=301", &["tokyo", "tsuunen", "tsugi", "fumei", "owari"])]
#[case("?prefecture=&purpose=&employees=", &["dounyu", "tokyo", "tsuunen", "tsugi", "fumei", "owari"])]
#[tokio::test]
async fn the_table_is_filtered_by_its_address(#[case] query: &str, #[case] expected: &[&str]) {
    let place = place().await;
    at(&place, "2026-11-24T12:00:00");
    let page = place.browser().get(&address(query)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(order(&page), expected, "{query}");
    assert!(!page.says("読み取れない条件"), "{query}");
    assert_eq!(page.says("この条件に合う制度は"), expected.is_empty());
}

#[rstest]
#[case("?prefecture=江戸", "「江戸」は、都道府県の名前ではありません")]
#[case(
    "?purpose=%3Cscript%3E",
    "「&#60;script&#62;」は、登録している目的にありません"
)]
#[case("?employees=たくさん", "「たくさん」は、人数として読み取れません")]
#[case("?employees=-1", "「-1」は、人数として読み取れません")]
#[case("?employees=99999999999999999999999", "人数として読み取れません")]
#[case("?prefecture=%FF%FE", "都道府県の名前ではありません")]
#[case(
    "?prefecture=東京都&prefecture=江戸",
    "「江戸」は、都道府県の名前ではありません"
)]
#[tokio::test]
async fn a_wrong_filter_is_explained_and_does_not_filter(#[case] query: &str, #[case] says: &str) {
    let place = place().await;
    let page = place.browser().get(&address(query)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says(says), "{}", page.body);
    assert_eq!(order(&page).len(), PROGRAMS.len());
    assert!(page.says("aria-invalid=\"true\""));
}

#[rstest]
#[case("/programs?unknown=1&%=&&=")]
#[case("/programs?prefecture=%zz")]
#[tokio::test]
async fn an_odd_address_still_shows_the_table(#[case] path: &str) {
    let place = place().await;
    let page = place.browser().get(path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(order(&page).len(), PROGRAMS.len());
}

#[rstest]
#[case("/programs/nowhere")]
#[case("/programs/%FF")]
#[case("/programs/..%2Fdounyu")]
#[case("/programs/program%2Fdounyu")]
#[tokio::test]
async fn there_is_no_sheet_of_an_unknown_program(#[case] path: &str) {
    let place = place().await;
    let page = place.browser().get(path).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.says("ページが見つかりません"));
}

#[tokio::test]
async fn a_sheet_has_everything_with_its_sources() {
    let place = place().await;
    let mut browser = place.browser();
    let page = browser.get("/programs/dounyu").await;
    for text in [
        "<h1>甲テレワーク導入助成金</h1>",
        "会社への助成です。<a class=\"mark\" href=\"#s-1\"",
        "最大40万円",
        "300人以下であること",
        "△ 研修：一部が対象です。",
        "<h2>申請の前にすること</h2>",
        "<section class=\"details warns\">",
        "決定の前に発注しないでください。",
        "令和8年度：2026年11月22日10時から2026年11月30日17時まで",
        "<li id=\"s-1\"",
        "2026年8月22日時点",
        "2026年8月時点の資料による",
        "最終判断は実施機関です",
        "2026年11月22日現在",
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
    let page = browser.get("/programs/tsugi").await;
    assert!(
        page.says("<dt>以前の名前</dt><dd>旧乙助成金</dd>"),
        "{}",
        page.body
    );
    let before = page.between("<dt>前の制度</dt>", "</dd>");
    assert!(before.contains("/programs/dounyu"), "{before}");
}

#[tokio::test]
async fn a_sheet_leads_into_the_chat() {
    let place = place().await;
    at(&place, "2026-11-24T12:00:00");
    let mut browser = place.browser();
    let sheet = browser.get("/programs/tokyo").await;
    let question = sheet.between("name=\"question\" value=\"", "\"");
    let asked = browser.post("/ask", &[("question", question)]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let chat = browser.get("/").await;
    assert!(chat.says("丙サテライト奨励金"), "{}", chat.body);
    assert!(chat.says("href=\"/programs/tokyo\""), "{}", chat.body);
    let over = browser.get("/programs/owari").await;
    assert!(!over.says("うちで使えるか確かめる"));
}

#[tokio::test]
async fn a_question_back_is_answered_by_its_buttons_under_the_lead() {
    let place = place().await;
    at(&place, "2026-11-24T12:00:00");
    let mut browser = place.browser();
    let say = async |browser: &mut super::visit::Browser, question: &str| {
        let page = browser.post("/ask", &[("question", question)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser.get("/").await
    };
    let first = say(&mut browser, "うちが使える補助金はある？").await;
    let fact = first.between("class=\"lead\"", "class=\"details\"");
    assert!(fact.contains("<option>東京都</option>"), "{fact}");
    assert!(first.says("<h4>くわしく見る</h4>"), "{}", first.body);
    assert!(!first.says("どれでもない"), "{}", first.body);
    assert!(
        first.says("△ 要確認</span> <strong>丙サテライト奨励金</strong>"),
        "{}",
        first.body
    );

    let second = say(&mut browser, "東京都").await;
    assert_eq!(
        second.body.matches("class=\"fact\"").count(),
        1,
        "only the last card asks"
    );
    // Nothing has changed yet: the list is only linked.
    let fact = second.between("class=\"fact\"", "補助金・助成金の一覧");
    assert!(
        fact.contains("<legend class=\"hidden\">常時雇っている従業員は何人ですか。"),
        "{fact}"
    );
    assert!(fact.contains("人数を書いて答える"), "{fact}");
    let choice = fact.split("name=\"question\" value=\"").nth(1).unwrap();
    let choice = choice.split('"').next().unwrap().to_owned();
    assert_eq!(choice, "1人以下");

    // The form knows what it asks: the dialogue need not be fresh.
    at(&place, "2026-11-24T13:00:00");
    let id = fact.split("name=\"question_id\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let fields = [("question", choice.as_str()), ("question_id", id.as_str())];
    let page = browser.post("/ask", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let third = browser.get("/").await;
    assert!(
        third.says("× 対象外</span> <strong>丙サテライト奨励金</strong>"),
        "{}",
        third.body
    );
}

/// An address may hold only ASCII.
fn address(query: &str) -> String {
    let encoded = query.bytes().map(|byte| match byte {
        0..=127 => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    format!("/programs{}", encoded.collect::<String>())
}
