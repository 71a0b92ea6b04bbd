//! People are told of closing days, with a clock that is moved: as transcripts.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use madoguchi::{
    chat::{
        Incoming, Response,
        watching::{Watch, Watched, Watcher},
    },
    clock::jst,
    outgoing::Outgoing,
    people::{ConversationId, Surface},
    store::Ended,
    wording::watching as wording,
};

use crate::support::dialogue::Office;

const FOLDERS: [&str; 2] = ["tests/data/knowledge", "tests/data/programs"];
/// Closes on 26 February 2027, a Friday.
const TOKYO: &str = "program/tokyo-teichaku";
/// What is of no use any more.
const NOT_SENT: &str = "（送らない）";
const FILE: &str = "program/tokyo-teichaku.toml";

/// Somebody who waits for the end of a call.
struct Asker {
    office: Office,
    said: String,
}

fn person() -> ConversationId {
    Surface::Discord.conversation("301")
}

impl Asker {
    async fn at(now: &str) -> Asker {
        Asker {
            office: Office::open_at(now, &FOLDERS).await,
            said: String::new(),
        }
    }

    async fn wants(&mut self, program: &str) -> Response {
        let by = Watcher {
            conversation: person(),
            guild: None,
        };
        let program = program.to_owned();
        let asked = Incoming::Watch(Watch::Deadline { by, program });
        let response = self.office.assistant.handle(asked).await.unwrap();
        let words = match &response {
            Response::Watched(watched) => match &**watched {
                Watched::Reminding {
                    reminder,
                    closing,
                    next,
                } => wording::reminding(&reminder.name, closing, *next, &closing.url, false),
                Watched::NoClosingDay { name, url } => wording::no_closing_day(name, url),
                other => panic!("{other:?}"),
            },
            _ => wording::no_such_program().to_owned(),
        };
        let first = words.lines().next().unwrap();
        let _ = writeln!(self.said, "（{}）{first}", self.here());
        response
    }

    async fn stops(&mut self) {
        let reminder = self.office.store.reminders_of(&person()).await.unwrap()[0].id;
        let by = person();
        let stop = Incoming::Watch(Watch::StopReminder { by, reminder });
        let Response::Watched(stopped) = self.office.assistant.handle(stop).await.unwrap() else {
            panic!("it is stopped")
        };
        assert!(matches!(*stopped, Watched::Stopped { .. }));
        let _ = writeln!(self.said, "（{}）止めた", self.here());
    }

    fn here(&self) -> String {
        let now = self.office.clock.now().with_timezone(&jst());
        now.format("%m-%d %H:%M").to_string()
    }

    fn moves_to(&self, time: &str) {
        let time = time.parse::<DateTime<Utc>>().unwrap();
        let pause = time - self.office.clock.now();
        assert!(Duration::zero() <= pause, "{time}");
        self.office.clock.advance(pause);
    }

    /// Two processes look, and what they found to tell is told.
    async fn looks(&mut self) {
        for _ in 0..2 {
            self.office.assistant.remind_of_deadlines().await.unwrap();
        }
        let now = self.office.clock.now();
        // One after another: what belongs to a reminder comes in order.
        while let [due] = &self.office.store.take_due(now, now, 1).await.unwrap()[..] {
            let words = self.notice(&due.outgoing).await;
            let _ = writeln!(self.said, "（{}）{words}", self.here());
            let ended = [Ended::Sent, Ended::Failed][usize::from(words == NOT_SENT)];
            let ended = self.office.store.end_attempt(due, ended, now);
            assert!(ended.await.unwrap());
        }
    }

    async fn notice(&self, outgoing: &Outgoing) -> String {
        let Outgoing::Reminder { notice, .. } = outgoing else {
            panic!("{outgoing:?}");
        };
        let notice = Incoming::Watch(Watch::Notice(*notice));
        let Response::Watched(watched) = self.office.assistant.handle(notice).await.unwrap() else {
            panic!("a notice is there")
        };
        let Watched::Notice(Some(it)) = *watched else {
            return NOT_SENT.to_owned();
        };
        let closing = it.closing.as_ref();
        let title = wording::notice_title(it.cause, closing);
        let words = wording::notice("名前", it.cause, it.before, closing, "リンク");
        let lines = words.lines().skip(1).take_while(|it| !it.is_empty());
        let lines: Vec<&str> = lines.take(2).collect();
        format!("【{title}】{}", lines.join(" / "))
    }

    /// Looks every minute until then.
    async fn looks_until(&mut self, time: &str) {
        let end = time.parse::<DateTime<Utc>>().unwrap();
        while self.office.clock.now() < end {
            self.looks().await;
            self.office.clock.advance(Duration::minutes(1));
        }
        self.looks().await;
    }

    /// The program closes on another day from now on.
    fn closes(&self, closes: &str) {
        self.office.publish(&FOLDERS, |path, text| {
            Some(match path {
                FILE => text.replace("closes = 2027-02-26", closes),
                _ => text,
            })
        });
    }
}

#[tokio::test]
async fn people_are_told_30_7_and_1_days_before_at_nine() {
    let mut asker = Asker::at("2027-01-20T10:00:00+09:00").await;
    asker.wants(TOKYO).await;
    asker.moves_to("2027-01-27T08:58:00+09:00");
    asker.looks_until("2027-01-27T09:02:00+09:00").await;
    asker.moves_to("2027-02-19T08:58:00+09:00");
    asker.looks_until("2027-02-19T09:02:00+09:00").await;
    asker.moves_to("2027-02-25T08:58:00+09:00");
    asker.looks_until("2027-02-25T09:02:00+09:00").await;
    asker.moves_to("2027-02-26T08:58:00+09:00");
    asker.looks_until("2027-02-26T09:02:00+09:00").await;
    asker.moves_to("2027-02-27T09:00:00+09:00");
    asker.looks().await;
    insta::assert_snapshot!(asker.said, @r"
    （01-20 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと37日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 1月27日（水）9時 です。締切が変わったときもお知らせします。
    （01-27 09:00）【締切まであと30日です】締切: **2027年2月26日（金）**（あと30日）
    （02-19 09:00）【締切まであと7日です】締切: **2027年2月26日（金）**（あと7日）
    （02-25 09:00）【締切まであと1日です】締切: **2027年2月26日（金）**（あと1日）
    ");
    assert_eq!(asker.office.store.active_reminders().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_past_is_left_out_and_the_last_day_is_said_at_once() {
    let mut asker = Asker::at("2027-02-19T09:00:00+09:00").await;
    asker.wants(TOKYO).await;
    asker.looks().await;
    asker.moves_to("2027-02-25T10:00:00+09:00");
    asker.stops().await;
    asker.looks().await;
    asker.wants(TOKYO).await;
    asker.moves_to("2027-02-26T10:00:00+09:00");
    asker.wants(TOKYO).await;
    asker.looks().await;
    asker.moves_to("2027-02-27T00:00:00+09:00");
    asker.wants(TOKYO).await;
    insta::assert_snapshot!(asker.said, @r"
    （02-19 09:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと7日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月25日（木）9時 です。締切が変わったときもお知らせします。
    （02-25 10:00）止めた
    （02-25 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと1日）。締切前のお知らせの時刻は過ぎているため、次に届くのは、締切が変わったときだけです。
    （02-26 10:00）「テレワーク定着強化奨励金」は、**本日が締切**です（2027年2月26日（金））。申請する場合は、すぐに公式ページで確かめてください。
    （02-27 00:00）「テレワーク定着強化奨励金」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。https://www.jgrants-portal.go.jp/subsidy/a0WJ200000CDYaAMAX で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。
    ");
}

#[tokio::test]
async fn after_an_outage_only_the_nearest_is_told_and_nothing_after_the_day() {
    let mut asker = Asker::at("2027-01-20T10:00:00+09:00").await;
    asker.wants(TOKYO).await;
    // Off over two of them.
    asker.moves_to("2027-02-21T15:30:00+09:00");
    asker.looks().await;
    asker.looks_until("2027-02-21T15:33:00+09:00").await;
    // Off until the last evening.
    asker.moves_to("2027-02-26T20:00:00+09:00");
    asker.looks().await;
    let mut late = Asker::at("2027-01-20T10:00:00+09:00").await;
    late.wants(TOKYO).await;
    late.moves_to("2027-02-27T00:00:00+09:00");
    late.looks().await;
    insta::assert_snapshot!(format!("{}\n{}", asker.said, late.said), @r"
    （01-20 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと37日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 1月27日（水）9時 です。締切が変わったときもお知らせします。
    （02-21 15:30）【締切まであと5日です】締切: **2027年2月26日（金）**（あと5日）
    （02-26 20:00）【本日が締切です】締切: **2027年2月26日（金）**（本日）

    （01-20 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと37日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 1月27日（水）9時 です。締切が変わったときもお知らせします。
    ");
}

#[tokio::test]
async fn a_changed_day_is_told_once_and_counts_start_anew() {
    let mut asker = Asker::at("2027-01-20T10:00:00+09:00").await;
    asker.wants(TOKYO).await;
    asker.moves_to("2027-01-27T09:00:00+09:00");
    asker.looks().await;
    asker.moves_to("2027-02-01T14:00:00+09:00");
    asker.closes("closes = 2027-03-12T17:00:00");
    asker.looks().await;
    asker.moves_to("2027-02-10T09:00:00+09:00");
    asker.looks().await;
    // Back again, and a little later to the same.
    asker.closes("closes = 2027-02-26");
    asker.looks().await;
    asker.closes("closes = 2027-03-12T17:00:00");
    asker.looks().await;
    asker.moves_to("2027-03-05T09:00:00+09:00");
    asker.looks().await;
    asker.moves_to("2027-03-11T09:00:00+09:00");
    asker.looks().await;
    asker.moves_to("2027-03-12T17:00:01+09:00");
    asker.looks().await;
    insta::assert_snapshot!(asker.said, @r"
    （01-20 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと37日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 1月27日（水）9時 です。締切が変わったときもお知らせします。
    （01-27 09:00）【締切まであと30日です】締切: **2027年2月26日（金）**（あと30日）
    （02-01 14:00）【締切が変わりました】前にお知らせした締切: 2027年2月26日（金） / 新しい締切: **2027年3月12日（金）17時**（あと39日）
    （02-10 09:00）【締切まであと30日です】締切: **2027年3月12日（金）17時**（あと30日）
    （02-10 09:00）【締切が変わりました】前にお知らせした締切: 2027年3月12日（金） / 新しい締切: **2027年2月26日（金）**（あと16日）
    （02-10 09:00）【締切が変わりました】前にお知らせした締切: 2027年2月26日（金） / 新しい締切: **2027年3月12日（金）17時**（あと30日）
    （03-05 09:00）【締切まであと7日です】締切: **2027年3月12日（金）17時**（あと7日）
    （03-11 09:00）【締切まであと1日です】締切: **2027年3月12日（金）17時**（あと1日）
    ");
}

#[tokio::test]
async fn what_ends_early_or_is_withdrawn_is_told_once() {
    let mut told = String::new();
    for change in ["early", "gone", "withdrawn", "ended", "other name"] {
        let mut asker = Asker::at("2027-02-01T10:00:00+09:00").await;
        asker.wants(TOKYO).await;
        match change {
            "early" => asker.closes("closes = 2027-01-29"),
            "gone" => asker.closes("rolling = true"),
            "withdrawn" => asker
                .office
                .publish(&FOLDERS, |path, text| (path != FILE).then_some(text)),
            "ended" => asker.office.publish(&FOLDERS, |path, text| {
                Some(match path {
                    FILE => text.replacen("\n[[windows]]", "\nended = true\n\n[[windows]]", 1),
                    _ => text,
                })
            }),
            _ => asker.office.publish(&FOLDERS, |path, text| {
                Some(match path {
                    FILE => text.replace("label = \"令和8年度\"", "label = \"令和八年度\""),
                    _ => text,
                })
            }),
        }
        asker.looks().await;
        asker.moves_to("2027-02-19T09:00:00+09:00");
        asker.looks().await;
        asker.wants(TOKYO).await;
        let _ = writeln!(told, "{change}\n{}", asker.said);
    }
    insta::assert_snapshot!(told, @r"
    early
    （02-01 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと25日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月19日（金）9時 です。締切が変わったときもお知らせします。
    （02-01 10:00）【受付が早く終わりました】2027年2月26日（金）を待たずに、受付が終わったことを確認しました。 / この制度の締切の通知は、これで終わります。
    （02-19 09:00）「テレワーク定着強化奨励金」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。https://www.jgrants-portal.go.jp/subsidy/a0WJ200000CDYaAMAX で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。

    gone
    （02-01 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと25日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月19日（金）9時 です。締切が変わったときもお知らせします。
    （02-01 10:00）【締切日が確認できなくなりました】前にお知らせした締切（2027年2月26日（金））は、いまの資料では確認できません。通年の受付や、予算がなくなり次第の終了に変わることもあります。 / この制度の締切の通知は、これで終わります。
    （02-19 09:00）「テレワーク定着強化奨励金」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。https://www.jgrants-portal.go.jp/subsidy/a0WJ200000CDYaAMAX で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。

    withdrawn
    （02-01 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと25日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月19日（金）9時 です。締切が変わったときもお知らせします。
    （02-01 10:00）【制度の掲載を終えました】前に締切（2027年2月26日（金））をお知らせしましたが、この制度は掲載をやめました。締切や内容は、もう正しくないかもしれません。 / この制度の締切の通知は、これで終わります。
    （02-19 09:00）その名前の制度が見つからないか、いくつかあります。`/締切通知` の「制度」に名前の一部を書くと、候補が出るので、そこから選んでください。

    ended
    （02-01 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと25日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月19日（金）9時 です。締切が変わったときもお知らせします。
    （02-01 10:00）【受付が早く終わりました】2027年2月26日（金）を待たずに、受付が終わったことを確認しました。 / この制度の締切の通知は、これで終わります。
    （02-19 09:00）「テレワーク定着強化奨励金」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。https://www.jgrants-portal.go.jp/subsidy/a0WJ200000CDYaAMAX で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。

    other name
    （02-01 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと25日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月19日（金）9時 です。締切が変わったときもお知らせします。
    （02-19 09:00）【締切まであと7日です】締切: **2027年2月26日（金）**（あと7日）
    （02-19 09:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと7日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 2月25日（木）9時 です。締切が変わったときもお知らせします。
    ");
}

#[tokio::test]
async fn a_day_that_nobody_was_told_of_is_not_named() {
    let mut asker = Asker::at("2027-01-20T10:00:00+09:00").await;
    asker.wants(TOKYO).await;
    // Each is overtaken before it is sent: by another day, by the same as before, by the end.
    for last in [
        "closes = 2027-03-19",
        "closes = 2027-03-19",
        "rolling = true",
    ] {
        asker.office.clock.advance(Duration::minutes(1));
        asker.closes("closes = 2027-03-12");
        asker.office.assistant.remind_of_deadlines().await.unwrap();
        asker.office.clock.advance(Duration::minutes(1));
        asker.closes(last);
        asker.looks().await;
    }
    insta::assert_snapshot!(asker.said, @r"
    （01-20 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと37日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 1月27日（水）9時 です。締切が変わったときもお知らせします。
    （01-20 10:02）（送らない）
    （01-20 10:02）【締切が変わりました】前にお知らせした締切: 2027年2月26日（金） / 新しい締切: **2027年3月19日（金）**（あと58日）
    （01-20 10:04）（送らない）
    （01-20 10:04）（送らない）
    （01-20 10:06）（送らない）
    （01-20 10:06）【締切日が確認できなくなりました】前にお知らせした締切（2027年3月19日（金））は、いまの資料では確認できません。通年の受付や、予算がなくなり次第の終了に変わることもあります。 / この制度の締切の通知は、これで終わります。
    ");
}

#[tokio::test]
async fn nothing_is_told_that_is_wrong_when_it_is_sent() {
    let mut asker = Asker::at("2027-01-20T10:00:00+09:00").await;
    asker.wants(TOKYO).await;
    asker.moves_to("2027-01-27T09:00:00+09:00");
    // Put into the outbox, and not sent for some time.
    asker.office.assistant.remind_of_deadlines().await.unwrap();
    asker.closes("closes = 2027-03-12");
    asker.looks().await;
    asker.moves_to("2027-02-10T09:00:00+09:00");
    asker.office.assistant.remind_of_deadlines().await.unwrap();
    asker.stops().await;
    asker.looks().await;
    insta::assert_snapshot!(asker.said, @r"
    （01-20 10:00）「テレワーク定着強化奨励金」の締切は **2027年2月26日（金）** です（あと37日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 1月27日（水）9時 です。締切が変わったときもお知らせします。
    （01-27 09:00）（送らない）
    （01-27 09:00）【締切が変わりました】前にお知らせした締切: 2027年2月26日（金） / 新しい締切: **2027年3月12日（金）**（あと44日）
    （02-10 09:00）止めた
    （02-10 09:00）（送らない）
    ");
}

#[tokio::test]
async fn programs_are_found_by_name_and_those_without_a_day_say_so() {
    let mut asker = Asker::at("2026-11-24T10:00:00+09:00").await;
    for name in [
        "労働時間短縮・年休促進支援コース",
        "年休促進",
        "人材確保等支援助成金",
        "デジタル化・AI導入補助金",
        "そんな助成金はない",
        "",
    ] {
        asker.wants(name).await;
    }
    let typed = async |typed: &str| {
        let typed = Incoming::Watch(Watch::Programs(typed.to_owned()));
        match asker.office.assistant.handle(typed).await.unwrap() {
            Response::Suggestions(names) => names.join("、"),
            other => panic!("{other:?}"),
        }
    };
    let offered = format!(
        "{}\n{}\n{}",
        typed("").await,
        typed("年休").await,
        typed("ＡＩ").await
    );
    insta::assert_snapshot!(format!("{}\n{offered}", asker.said), @r"
    （11-24 10:00）「働き方改革推進支援助成金（労働時間短縮・年休促進支援コース）」の締切は **2026年11月30日（月）17時** です（あと6日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 11月29日（日）9時 です。締切が変わったときもお知らせします。
    （11-24 10:00）「働き方改革推進支援助成金（労働時間短縮・年休促進支援コース）」の締切は **2026年11月30日（月）17時** です（あと6日）。30日前・7日前・1日前の朝9時にDMでお知らせします。次は 11月29日（日）9時 です。締切が変わったときもお知らせします。
    （11-24 10:00）「人材確保等支援助成金（テレワークコース）」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/telework_zyosei_R3.html で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。
    （11-24 10:00）「デジタル化・AI導入補助金2026（通常枠）」には、お知らせできる締切日がありません（受付が終わっているか、通年・予算がなくなり次第で締切日が決まっていないか、日付がまだ確認できません）。https://it-shien.smrj.go.jp/applicant/subsidy/normal/ で確かめてください。締切日が分かったときは、もう一度 `/締切通知` で選べます。
    （11-24 10:00）その名前の制度が見つからないか、いくつかあります。`/締切通知` の「制度」に名前の一部を書くと、候補が出るので、そこから選んでください。
    （11-24 10:00）その名前の制度が見つからないか、いくつかあります。`/締切通知` の「制度」に名前の一部を書くと、候補が出るので、そこから選んでください。

    働き方改革推進支援助成金（労働時間短縮・年休促進支援コース）、テレワーク定着強化奨励金
    働き方改革推進支援助成金（労働時間短縮・年休促進支援コース）
    ");
}
