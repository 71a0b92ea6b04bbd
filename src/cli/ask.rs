//! `madoguchi ask`: answers once, or one question a line.

use std::{io::BufRead as _, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use serde::{Deserialize, Deserializer, de};

use super::{Places, Told, clock, moment};
use crate::{
    app,
    assistant::Assistant,
    chat::{Asked, Card, Incoming, Response, reply::AskReply},
    clock::Clock,
    people::Surface,
    programs::Profile,
};

#[derive(Debug, Args)]
pub(super) struct Ask {
    /// 質問
    #[arg(
        value_name = "質問",
        required_unless_present = "stdin",
        conflicts_with = "stdin"
    )]
    question: Option<String>,
    /// 結果を JSON で出す
    #[arg(long)]
    json: bool,
    /// 標準入力から1行に1件の質問を読む（--json と使う）
    #[arg(long, requires = "json")]
    stdin: bool,
    /// 今の時刻（RFC 3339。例 2026-11-22T09:00:00+09:00）
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<DateTime<Utc>>,
    /// 分かっている事実の JSON（例 {"prefecture":"東京都"}）
    #[arg(long, value_name = "JSON")]
    profile: Option<String>,
    #[command(flatten)]
    places: Places,
}

/// A line of standard input that is more than a question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    question: String,
    #[serde(default)]
    conversation: Option<String>,
    #[serde(default)]
    profile: Option<Profile>,
    #[serde(default, deserialize_with = "now")]
    now: Option<DateTime<Utc>>,
}

fn now<'de, D: Deserializer<'de>>(value: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<String>::deserialize(value)?;
    text.map(|it| moment(&it))
        .transpose()
        .map_err(de::Error::custom)
}

impl Ask {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let profile = self
            .profile
            .as_deref()
            .map(read_profile)
            .transpose()?
            .unwrap_or_default();
        let config = self.places.load()?;
        let shelf = app::read_only_shelf(&config).await?;
        // Lines of standard input may bring their own time, so that clock can be set.
        let start = if self.stdin {
            self.now.or(Some(Clock::System.now()))
        } else {
            self.now
        };
        let clock = clock(start);
        let assistant = Assistant::forgetful(clock.clone(), shelf);
        if self.stdin {
            return ask_lines(&assistant, &clock, &profile).await;
        }
        let question = self.question.unwrap_or_default();
        let id = clock.new_id().to_string();
        let card = ask(&assistant, &id, question, profile).await?;
        if self.json {
            app::say(&format!("{}\n", json(&card)?))?;
        } else {
            app::say(&super::chat::text(&card))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Answers every line; a line that cannot be read gives an object with `error`, and the code of
/// exit tells that there was one.
async fn ask_lines(
    assistant: &Assistant,
    clock: &Clock,
    profile: &Profile,
) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for line in std::io::stdin().lock().split(b'\n') {
        let line = String::from_utf8_lossy(&line?)
            .trim_end_matches('\r')
            .to_owned();
        let parsed = if line.trim_start().starts_with('{') {
            serde_json::from_str(&line).ok()
        } else {
            Some(Line {
                question: line,
                conversation: None,
                profile: None,
                now: None,
            })
        };
        let Some(Line {
            question,
            conversation,
            profile: own,
            now,
        }) = parsed
        else {
            let message =
                "JSON の行を読み取れません。question、conversation、profile、now だけを書けます。";
            let error = serde_json::json!({"error": {"code": "bad_line", "message": message}});
            app::say(&format!("{error}\n"))?;
            code = ExitCode::FAILURE;
            continue;
        };
        if let Some(now) = now {
            clock.advance(now - clock.now());
        }
        let id = conversation.unwrap_or_else(|| clock.new_id().to_string());
        let own = own.unwrap_or_default().or(profile);
        let card = ask(assistant, &id, question, own).await?;
        app::say(&format!("{}\n", json(&card)?))?;
    }
    Ok(code)
}

async fn ask(
    assistant: &Assistant,
    id: &str,
    question: String,
    profile: Profile,
) -> anyhow::Result<Card> {
    let asked = Asked {
        conversation: Surface::Terminal.conversation(id),
        surface: Surface::Terminal,
        question,
        profile,
        question_id: None,
        event: None,
        origin: None,
    };
    match assistant.handle(Incoming::Asked(asked)).await? {
        Response::Card(card) => Ok(*card),
        other => Err(anyhow::anyhow!("a question was answered by {other:?}")),
    }
}

fn json(card: &Card) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&AskReply::from(card))?)
}

fn read_profile(text: &str) -> anyhow::Result<Profile> {
    let form = "`{\"prefecture\":\"東京都\"}` のように書いてください。";
    let value = serde_json::from_str(text)
        .map_err(|_| Told(format!("--profile がJSONとして読み取れません。{form}")))?;
    let profile = Profile::from_json(value)
        .map_err(|it| Told(format!("--profile を読み取れません。{it}")))?;
    Ok(profile)
}
