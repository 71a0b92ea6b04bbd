use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn masked(text: &str) -> String {
    mask(text, Words::default())
}

#[rstest]
#[case(
    "メールは taro.yamada@example.co.jp です",
    "メールは [メールアドレス] です"
)]
#[case("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐまで", "[メールアドレス]まで")]
#[case("taro(at)example.jp に", "[メールアドレス] に")]
#[case("03-1234-5678", "[電話番号]")]
#[case("（０３）１２３４ー５６７８へ", "[電話番号]へ")]
#[case("09012345678か+81 90 1234 5678", "[電話番号]か[電話番号]")]
#[case("内線 123 の担当", "内線 [電話番号] の担当")]
#[case("〒100-0001 東京都千代田区千代田1-1", "[郵便番号] [住所]")]
#[case("1000001ではなく１００−０００１", "1000001ではなく[郵便番号]")]
#[case("弊社は大阪市北区梅田二丁目3番4号 梅田ビル5階です", "弊社は[住所]です")]
#[case("株式会社山田商店の鈴木です。", "[会社名]の[氏名]です。")]
#[case("ミライ電機株式会社では", "[会社名]では")]
#[case("㈱サンプルと合同会社Foo&Barで", "[会社名]と[会社名]で")]
#[case("佐藤さんと山田 太郎様と田中氏", "[氏名]さんと[氏名]様と[氏名]氏")]
#[case(
    "スミスさん、Smithさん、はなこさん",
    "[氏名]さん、[氏名]さん、[氏名]さん"
)]
#[case("山田と申します", "[氏名]と申します")]
#[case("確認コード 2345-6789-ACDE-FGHJ です", "確認コード [確認コード] です")]
#[case("2345 6789 ACDE FGHJ", "[確認コード]")]
#[case("受付番号12の件", "受付番号[受付番号]の件")]
#[case(
    "<@300> と <@!300> と @yamada_t",
    "[メンション] と [メンション] と [メンション]"
)]
#[case("https://example.jp/login/abc?token=x を", "[URL] を")]
#[case("個人番号123456789012", "個人番号[番号]")]
fn personal_data_is_masked(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(masked(text), expected);
}

#[rstest]
#[case("在宅勤務手当は割増賃金の基礎に入りますか")]
#[case("2026年11月22日（日）から令和9年3月31日まで、10人以下、300万円まで")]
#[case("2026-11-22 から 2027-03-31、9:00-18:00、1,000,000,000円")]
#[case("https://www.mhlw.go.jp/content/000828987.pdf の 7(4)")]
#[case("仕様や様式、同様に、多様な働き方、氏名、皆さん、お客様、社労士さん、たくさん")]
#[case("株式会社では、会社が負担します。会社の担当者様へ")]
#[case("労働基準法第37条第5項、36協定、テレワーク相談センター")]
#[case("千代田区や大阪市など、市区町村ごとに違います")]
fn what_names_nobody_stays(#[case] text: &str) {
    assert_eq!(masked(text), text);
}

#[test]
fn a_curator_can_hide_more_and_keep_some() {
    let [names, hide, keep] = [
        vec!["花子".to_owned()],
        vec!["青空プロジェクト".to_owned()],
        vec!["0570-000-000".to_owned()],
    ];
    let words = Words {
        names: &names,
        hide: &hide,
        keep: &keep,
    };
    let masked = mask(
        "花子が青空プロジェクトで0570-000-000と0570-111-111へ",
        words,
    );
    assert_eq!(masked, "[氏名]が[伏せた語]で0570-000-000と[電話番号]へ");
}

#[test]
fn each_mask_is_shown_with_its_place() {
    let found = spans("連絡は[電話番号]か[メールアドレス]へ");
    let found: Vec<_> = found.iter().map(|it| (it.kind, it.start, it.end)).collect();
    assert_eq!(found, [(Hidden::Phone, 3, 9), (Hidden::Email, 10, 19)]);
    assert_eq!(spans("何もない"), []);
}

#[test]
fn names_are_found_in_a_way_to_be_reached() {
    let names =
        names_in("担当：山田 太郎様、090-1234-5678、メール taro@example.jp、平日 午後 希望");
    assert_eq!(names, ["山田", "太郎"]);
    assert_eq!(names_in("電話 03-0000-0000"), Vec::<String>::new());
}

/// What people write around their data.
fn words() -> impl Strategy<Value = String> {
    let some = [
        "",
        "連絡先は",
        "です。",
        "に電話してください",
        "、",
        "\n",
        "（",
        "）",
        "「",
        "」",
        "返信は ",
        " まで",
        "会社の",
        "担当",
        "：",
        "【",
        "・",
        "お願いします",
        "？",
        "→",
        "1. ",
        "2026年",
    ];
    proptest::collection::vec(proptest::sample::select(some.to_vec()), 0..4)
        .prop_map(|it| it.concat())
}

fn email() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9._+-]{0,12}@[a-z][a-z0-9-]{0,10}(\\.[a-z]{2,5}){1,2}"
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![
        "0[5789]0-[0-9]{4}-[0-9]{4}",
        "0[1-9]-[0-9]{4}-[0-9]{4}",
        "0[1-9][0-9]{2}-[0-9]{2}-[0-9]{4}",
        "\\(0[1-9]\\)[0-9]{4}-[0-9]{4}",
        "0[5789]0[0-9]{8}",
        "0120-[0-9]{3}-[0-9]{3}",
        "\\+81-[1-9]0-[0-9]{4}-[0-9]{4}",
    ]
}

fn code() -> impl Strategy<Value = String> {
    let group = "[2-9ACDEFGHJKMNPQRTVWXY]{4}";
    let code = format!("{group}-{group}-{group}-{group}");
    proptest::string::string_regex(&code).unwrap()
}

/// In the width that people type with a Japanese keyboard.
fn wide(text: &str) -> String {
    let wide = |it: char| match it {
        '!'..='~' => char::from_u32(u32::from(it) + 0xfee0).unwrap_or(it),
        it => it,
    };
    text.chars().map(wide).collect()
}

/// What is left of a text for somebody who looks for a number or an address in any width.
fn bare(text: &str) -> String {
    let narrow = |it: char| match it {
        '！'..='～' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        it => it,
    };
    let letters = text.chars().map(narrow);
    letters
        .filter(|it| it.is_alphanumeric() || *it == '@')
        .collect()
}

proptest! {
    #[test]
    fn nothing_that_was_planted_survives(
        parts in proptest::collection::vec(
            (words(), prop_oneof![email(), phone(), code()], any::<bool>()), 1..6),
        end in words(),
    ) {
        let mut text = String::new();
        let mut planted = Vec::new();
        for (before, data, is_wide) in &parts {
            let data = if *is_wide { wide(data) } else { data.clone() };
            // Two numbers without anything between them are one that nobody reads.
            text.push_str(&format!("{before} ／{data}／"));
            planted.push(data);
        }
        text.push_str(&end);
        let masked = masked(&text);
        for data in &planted {
            prop_assert!(!masked.contains(data.as_str()), "{data} in {masked}");
            prop_assert!(!bare(&masked).contains(&bare(data)), "{data} in {masked}");
        }
        prop_assert!(spans(&masked).len() <= masked.chars().filter(|it| *it == '[').count());
    }

    #[test]
    fn masking_twice_is_masking_once(text in "[a-zA-Z0-9@:/\\-. 一二丁目番号市区株式会社さん様氏山田の電話受付\\[\\]]{0,40}") {
        let masked = masked(&text);
        prop_assert_eq!(super::mask(&masked, Words::default()), masked);
    }

    #[test]
    fn any_text_can_be_masked(text in "\\PC{0,80}", word in "\\PC{0,4}") {
        let list = [word];
        let words = Words { names: &list, hide: &list, keep: &list };
        let _ = mask(&text, words);
    }
}
