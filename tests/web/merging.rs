//! Two tickets of one asker become one.

use axum::http::StatusCode;
use madoguchi::people::Role;

use super::visit::{Browser, Place};

#[tokio::test]
async fn two_tickets_become_one_and_both_numbers_lead_to_it() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("手当は割増賃金に入りますか").await;
    asker.ticket("手当と割増賃金の件、もう一度です").await;
    asker.post("/tickets/2", &[("text", "急いでいます")]).await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    for number in [1, 2] {
        sato.post(&format!("/desk/tickets/{number}/claim"), &[])
            .await;
    }
    sato.post("/desk/tickets/2/note", &[("text", "重複です")])
        .await;
    let page = sato.get("/desk/tickets/2").await;
    assert!(page.says("統合先の受付番号") && page.says("href=\"/desk/tickets/1\""));
    let path = "/desk/tickets/2/merge";
    let page = sato.post(path, &[("into", "受付番号1")]).await;
    assert_eq!(
        (page.status, page.target()),
        (StatusCode::SEE_OTHER, "/desk/tickets/1")
    );

    let page = sato.get("/desk/tickets/1").await;
    for text in [
        "もう一度です",
        "急いでいます",
        "重複です",
        "受付番号 2 をここに統合しました",
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
    let page = sato.get("/desk/tickets/2").await;
    for text in [
        "統合済み",
        "受付番号 1 に統合しました",
        "急いでいます",
        "続きは<a href=\"/desk/tickets/1\">",
    ] {
        assert!(page.says(text), "{text} in {}", page.body);
    }
    asker
        .post("/tickets/2", &[("text", "あとから書いたこと")])
        .await;
    sato.post("/desk/tickets/1/reply", &[("text", "まとめてお答えします")])
        .await;
    reads_one_conversation(&mut asker).await;
}

/// The asker reads the same under both numbers, and what is taken back is the one that is open.
async fn reads_one_conversation(asker: &mut Browser) {
    for number in [1, 2] {
        let page = asker.get(&format!("/tickets/{number}")).await;
        for text in [
            "割増賃金に入りますか",
            "もう一度です",
            "あとから書いたこと",
            "まとめてお答えします",
            "回答済み",
        ] {
            assert!(page.says(text), "{text} in {}", page.body);
        }
        assert!(!page.says("重複です"), "a note: {}", page.body);
        assert_eq!(page.says("まとめて回答しています"), number == 2);
        let page = asker.get(&format!("/tickets/{number}/withdraw")).await;
        assert!(
            page.says("受付番号 1 の相談を取り下げますか"),
            "{}",
            page.body
        );
        assert_eq!(page.says("まとめて回答しています"), number == 2);
    }
}

#[tokio::test]
async fn different_askers_stay_apart_and_only_the_text_of_a_reply_is_used_again() {
    let place = Place::open().await;
    let (mut hanako, mut taro) = (place.browser(), place.browser());
    hanako.ticket("花子の会社の秘密の質問").await;
    taro.ticket("太郎の質問").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    sato.post("/desk/tickets/2/claim", &[]).await;
    let page = sato.post("/desk/tickets/2/merge", &[("into", "1")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("別の相談者の相談票なので") && page.says("同じ返信を使う"),
        "{}",
        page.body
    );
    let same = "/desk/tickets/2/draft/same";
    let page = sato.post(same, &[("same", "1")]).await;
    assert!(
        page.says("受付番号 1 には、まだ返信がありません"),
        "{}",
        page.body
    );
    sato.post("/desk/tickets/1/claim", &[]).await;
    sato.post(
        "/desk/tickets/1/reply",
        &[("text", "花子さん、入りません。")],
    )
    .await;
    let page = sato.post(same, &[("same", "1")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.says(">花子さん、入りません。</textarea>"),
        "{}",
        page.body
    );
    assert!(page.says("別の相談者に送った返信です"), "{}", page.body);
    assert!(!page.says("秘密"), "{}", page.body);
    let page = taro.get("/tickets/2").await;
    assert!(!page.says("花子"), "nothing was sent: {}", page.body);

    let mut suzuki = place.staff("鈴木", Role::Consultant).await;
    let page = suzuki.post("/desk/tickets/2/merge", &[("into", "1")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("佐藤さんが担当しています"), "{}", page.body);
}

#[tokio::test]
async fn a_wrong_number_is_told_and_changes_nothing() {
    let place = Place::open().await;
    let mut asker = place.browser();
    asker.ticket("一つめ").await;
    asker.ticket("二つめ").await;
    let mut sato = place.staff("佐藤", Role::Consultant).await;
    sato.post("/desk/tickets/2/claim", &[]).await;
    let path = "/desk/tickets/2/merge";
    for (wrong, said) in [
        ("", "数字で入力"),
        ("９９", "受付番号 99 の相談票は見つかりません"),
        ("2", "同じ相談票の番号です"),
    ] {
        let page = sato.post(path, &[("into", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.says(said), "{said} in {}", page.body);
    }
    assert!(sato.get("/desk/tickets/2").await.says("対応中"));
}
