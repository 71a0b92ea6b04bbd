//! `madoguchi chat`: a dialogue in the terminal, with the buttons as numbers.

use std::{fmt::Write as _, io::BufRead as _, process::ExitCode};

use clap::Args;

use super::Places;
use crate::{
    app,
    assistant::Assistant,
    chat::{Asked, Card, Chose, Incoming, Response},
    clock::Clock,
    knowledge::{EntryId, Level},
    people::Surface,
    programs::Profile,
    text::figures,
    wording,
};

#[derive(Debug, Args)]
pub(super) struct Chat {
    #[command(flatten)]
    places: Places,
}

impl Chat {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.places.load()?;
        let shelf = app::read_only_shelf(&config).await?;
        let clock = Clock::System;
        let assistant = Assistant::forgetful(clock.clone(), shelf);
        let conversation = Surface::Terminal.conversation(&clock.new_id().to_string());
        app::say(&format!(
            "{} 終わるときは Ctrl+D を押してください。\n",
            wording::greeting()
        ))?;
        let mut buttons: Vec<Button> = Vec::new();
        let mut shown = None;
        let mut lines = std::io::stdin().lock().split(b'\n');
        loop {
            app::say("\n> ")?;
            let Some(line) = lines.next().transpose()? else {
                break;
            };
            let line = String::from_utf8_lossy(&line).trim().to_owned();
            let number: Option<usize> = line.parse().ok();
            let chosen = number
                .and_then(|it| buttons.get(it.checked_sub(1)?))
                .cloned();
            let incoming = match chosen {
                Some(Button::Show(entry)) => Incoming::Chose(Chose {
                    conversation: conversation.clone(),
                    surface: Surface::Terminal,
                    entry,
                    question_id: None,
                    event: None,
                    origin: None,
                }),
                said => Incoming::Asked(Asked {
                    conversation: conversation.clone(),
                    surface: Surface::Terminal,
                    question_id: shown.filter(|_| said.is_some()),
                    question: match said {
                        Some(Button::Say(words)) => words,
                        _ => line,
                    },
                    profile: Profile::default(),
                    event: None,
                    origin: None,
                }),
            };
            if let Response::Card(card) = assistant.handle(incoming).await? {
                app::say(&text(&card))?;
                shown = card.question_id;
                buttons = self::buttons(&card).map(|(_, it)| it).collect();
            }
        }
        app::say("\n")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What a number stands for.
#[derive(Debug, Clone)]
enum Button {
    /// An answer to the question back.
    Say(String),
    /// An entry.
    Show(EntryId),
}

/// Returns the buttons of a card with their words: answers to a question back come first.
fn buttons(card: &Card) -> impl Iterator<Item = (&str, Button)> {
    let choices = card.choices.iter();
    let choices = choices.map(|it| (it.as_str(), Button::Say(it.clone())));
    let entries = card.candidates.iter().chain(&card.related);
    choices.chain(entries.map(|it| (it.question.as_str(), Button::Show(it.entry.clone()))))
}

/// Returns a card as plain text; choices, candidates and related questions are numbered.
pub(super) fn text(card: &Card) -> String {
    let mut out = String::new();
    if let Some(heading) = &card.heading {
        let _ = writeln!(out, "■ {heading}\n");
    }
    let _ = writeln!(out, "{}", card.lead);
    if !card.details.is_empty() {
        let _ = writeln!(out, "\n{}", card.details.trim_end());
    }
    for note in &card.notes {
        let _ = writeln!(out, "\n（{note}）");
    }
    for (citation, number) in card.citations.iter().zip(1..) {
        let parts = [
            &citation.title,
            &citation.publisher,
            &citation.edition,
            &citation.section,
        ];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        let level = match citation.level {
            Level::Republished => "・公的データの転載",
            Level::Secondary => "・二次資料",
            Level::Official | Level::Unverified => "",
        };
        let date = figures::date(citation.as_of);
        let _ = write!(
            out,
            "\n[{number}] {}（{date}時点{level}）\n    {}\n",
            parts.join(" · "),
            citation.url
        );
    }
    if let Some(desk) = &card.desk {
        let _ = writeln!(out, "\n電話などの窓口: {}", desk.name);
        let opening = desk.opening.clone().unwrap_or_default();
        let lines = [&desk.phone, &desk.hours, &opening, &desk.url, &desk.note];
        for line in lines.into_iter().filter(|it| !it.is_empty()) {
            let _ = writeln!(out, "  {line}");
        }
    }
    for ((words, _), number) in buttons(card).zip(1..) {
        let _ = writeln!(
            out,
            "{}  {number}. {words}",
            if number == 1 { "\n" } else { "" },
        );
    }
    out
}
