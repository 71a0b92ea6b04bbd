//! The companies of a category on its card.

use super::visit::Place;
use crate::support::vendors::{FILE, VENDORS};

#[tokio::test]
async fn a_category_lists_its_companies_by_reading_with_label_link_and_day() {
    let place = Place::knowing([(FILE.to_owned(), VENDORS.into())]).await;
    let mut browser = place.browser();
    browser
        .post("/choose", &[("entry", "solution/reiji")])
        .await;
    let page = browser.get("/").await;
    let list = page.between(
        "この分野の会社（五十音順・広告ではありません）</h4>",
        "</div>",
    );
    insta::assert_snapshot!(list.trim(), @r#"
        <p>掲載に同意した会社です。掲載は推薦ではありません。並び順は会社名の読みの順で、会員かどうかによりません。</p>
        <ul>
        <li>会社：架空商会（会員企業）
        <ul>
        <li>製品・サービス：架空デスク</li>
        <li>補足：5人から契約できます。</li>
        <li>公式サイト：<a href="https://example.jp/kaku" rel="noopener noreferrer">https://example.jp/kaku</a></li>
        <li>出典：<a href="https://example.jp/kaku/specs" rel="noopener noreferrer">https://example.jp/kaku/specs</a>（2026年11月20日時点）</li>
        </ul>
        </li>
        <li>会社：株式会社例示
        <ul>
        <li>公式サイト：<a href="https://example.jp/reiji" rel="noopener noreferrer">https://example.jp/reiji</a></li>
        <li>出典：上のページ（2026年11月1日時点）</li>
        </ul>
        </li>
        </ul>
        "#);
}
