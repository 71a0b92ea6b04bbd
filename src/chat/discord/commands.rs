//! The commands and who may use them. What Discord is told is made from the same list that reads
//! what comes in.

use serde_json::Value;
use serenity::{
    all::{CommandOptionType, CommandType, InteractionContext, Permissions},
    builder::{CreateCommand, CreateCommandOption},
};

/// Option: the question.
pub const QUESTION: &str = "question";
/// Option: 都道府県.
pub const PREFECTURE: &str = "prefecture";
/// Option: 制度.
pub const PROGRAM: &str = "program";
/// Option: 受付番号.
pub const NUMBER: &str = "number";

const JAPANESE: &str = "ja";

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `/質問`.
    Ask,
    /// `/助成金`.
    Subsidies,
    /// `/窓口`.
    Desk,
    /// `/相談`.
    Ticket,
    /// `/締切通知`.
    Deadlines,
    /// `/プライバシー`.
    Privacy,
    /// `/ヘルプ`.
    Help,
    /// `/設定`.
    Settings,
    /// 「この質問に回答」 in the menu of a message.
    AnswerThis,
}

/// Who may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Asker,
    /// Who may manage the server.
    Admin,
}

/// A command in words.
struct Words {
    /// The name that comes in.
    name: &'static str,
    japanese: &'static str,
    /// For those whose Discord is not in Japanese; empty for a menu, which has none.
    in_english: &'static str,
    description: &'static str,
}

impl Command {
    /// All commands, in the order of the help.
    pub const ALL: [Command; 9] = [
        Command::Ask,
        Command::Subsidies,
        Command::Desk,
        Command::Ticket,
        Command::Deadlines,
        Command::Privacy,
        Command::Help,
        Command::Settings,
        Command::AnswerThis,
    ];

    /// Returns the command that comes in under this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Command> {
        Command::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Returns the name that comes in.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.words().name
    }

    /// Returns the name that people see: 質問.
    #[must_use]
    pub fn japanese(self) -> &'static str {
        self.words().japanese
    }

    /// Returns what it is for, as people read it; empty for the menu of a message.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.words().description
    }

    /// Returns who may use it.
    #[must_use]
    pub fn audience(self) -> Audience {
        match self {
            Command::Settings => Audience::Admin,
            _ => Audience::Asker,
        }
    }

    fn words(self) -> Words {
        let (name, japanese, in_english, description) = match self {
            Command::Ask => (
                "ask",
                "質問",
                "Ask about telework",
                "テレワークについて質問します",
            ),
            Command::Subsidies => (
                "subsidies",
                "助成金",
                "Find subsidies that fit your firm",
                "使える補助金・助成金を、順に答えて探します",
            ),
            Command::Desk => (
                "desk",
                "窓口",
                "Find the office to call in your prefecture",
                "都道府県の相談窓口を調べます",
            ),
            Command::Ticket => (
                "ticket",
                "相談",
                "See or continue a matter that you sent to a consultant",
                "相談員に送った相談の状況を見て、書き足します",
            ),
            Command::Deadlines => (
                "deadlines",
                "締切通知",
                "Choose which deadlines you are told about",
                "補助金・助成金の締切の通知を選びます",
            ),
            Command::Privacy => (
                "privacy",
                "プライバシー",
                "See, take away or delete what is stored about you",
                "保存している内容を見て、受け取り、削除できます",
            ),
            Command::Help => ("help", "ヘルプ", "How to use this bot", "使い方を見ます"),
            Command::Settings => (
                "settings",
                "設定",
                "Choose channels and roles, and check permissions",
                "チャンネルとロールを選び、権限を確かめます（管理者）",
            ),
            Command::AnswerThis => ("Answer this question", "この質問に回答", "", ""),
        };
        Words {
            name,
            japanese,
            in_english,
            description,
        }
    }

    fn options(self) -> Vec<CreateCommandOption> {
        match self {
            Command::Ask => vec![
                option(
                    CommandOptionType::String,
                    (QUESTION, "質問"),
                    ("What you want to know", "知りたいこと（文章で）"),
                )
                .required(true)
                .set_autocomplete(true)
                .max_length(2000),
            ],
            Command::Desk => vec![
                option(
                    CommandOptionType::String,
                    (PREFECTURE, "都道府県"),
                    ("Your prefecture", "都道府県の名前"),
                )
                .required(true)
                .set_autocomplete(true)
                .max_length(20),
            ],
            Command::Ticket => vec![
                option(
                    CommandOptionType::Integer,
                    (NUMBER, "受付番号"),
                    ("Number of the matter", "受付番号（書かなければ一覧）"),
                )
                .required(false)
                .min_int_value(1),
            ],
            Command::Deadlines => vec![
                option(
                    CommandOptionType::String,
                    (PROGRAM, "制度"),
                    (
                        "A program whose deadline you want to be told of",
                        "加える制度の名前（書かなければ一覧）",
                    ),
                )
                .required(false)
                .set_autocomplete(true)
                .max_length(100),
            ],
            _ => Vec::new(),
        }
    }

    /// Returns what Discord is told about the command.
    pub fn definition(self) -> CreateCommand {
        let words = self.words();
        let command = CreateCommand::new(words.name)
            .name_localized(JAPANESE, words.japanese)
            .set_options(self.options());
        let command = match self {
            Command::AnswerThis => command.kind(CommandType::Message),
            _ => command
                .kind(CommandType::ChatInput)
                .description(words.in_english)
                .description_localized(JAPANESE, words.description),
        };
        match self.audience() {
            Audience::Asker => {
                command.contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
            }
            Audience::Admin => command
                .contexts(vec![InteractionContext::Guild])
                .default_member_permissions(Permissions::MANAGE_GUILD),
        }
    }
}

fn option(
    kind: CommandOptionType,
    (name, japanese): (&str, &str),
    (in_english, description): (&str, &str),
) -> CreateCommandOption {
    CreateCommandOption::new(kind, name, in_english)
        .name_localized(JAPANESE, japanese)
        .description_localized(JAPANESE, description)
}

/// Returns what Discord is told about all commands.
#[must_use]
pub fn definitions() -> Vec<CreateCommand> {
    Command::ALL.into_iter().map(Command::definition).collect()
}

/// Returns what Discord is told about all commands. Permissions are numbers in Discord's document;
/// serenity writes them as text.
#[must_use]
pub fn told() -> Value {
    let mut told = serde_json::to_value(definitions()).unwrap_or_default();
    for command in told.as_array_mut().into_iter().flatten() {
        let needed = &mut command["default_member_permissions"];
        if let Some(bits) = needed.as_str().and_then(|it| it.parse::<u64>().ok()) {
            *needed = bits.into();
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::chat::discord::limits;

    fn told() -> Vec<Value> {
        let definitions = definitions().into_iter();
        definitions
            .map(|it| serde_json::to_value(it).unwrap())
            .collect()
    }

    /// Slash commands and options: letters, digits, `-`, `_`, `'`, nothing in capitals.
    fn is_name(name: &Value) -> bool {
        let name = name.as_str().unwrap();
        (1..=limits::COMMAND_NAME).contains(&limits::length(name))
            && name
                .chars()
                .all(|it| (it.is_alphanumeric() || "-_'ー".contains(it)) && !it.is_uppercase())
    }

    fn is_description(text: &Value) -> bool {
        let length = limits::length(text.as_str().unwrap());
        (1..=limits::COMMAND_DESCRIPTION).contains(&length)
    }

    #[test]
    fn discord_accepts_every_name_and_description() {
        for command in told() {
            if command["type"] == json!(3) {
                let length = limits::length(command["name"].as_str().unwrap());
                assert!((1..=limits::COMMAND_NAME).contains(&length), "{command}");
                assert!(command.get("description").is_none(), "{command}");
                assert_eq!(command["options"], json!([]));
                continue;
            }
            let options = command["options"].as_array().unwrap().iter();
            for it in options.chain([&command]) {
                assert!(is_name(&it["name"]), "{it}");
                assert!(is_name(&it["name_localizations"]["ja"]), "{it}");
                assert!(is_description(&it["description"]), "{it}");
                assert!(
                    is_description(&it["description_localizations"]["ja"]),
                    "{it}"
                );
            }
        }
    }

    #[test]
    fn names_are_distinct_and_lead_back() {
        for command in Command::ALL {
            assert_eq!(Command::named(command.name()), Some(command));
        }
        assert_eq!(Command::named("質問"), None, "the English name comes in");
        let names: BTreeSet<_> = Command::ALL.iter().map(|it| it.japanese()).collect();
        assert_eq!(names.len(), Command::ALL.len());
        // One variant left out of the middle of the list would never be told to Discord.
        let numbers = Command::ALL.map(|it| it as usize);
        assert_eq!(numbers, std::array::from_fn(|it| it));
    }

    #[test]
    fn only_who_manages_a_server_sees_the_settings() {
        for (command, told) in Command::ALL.into_iter().zip(told()) {
            let permission = told.get("default_member_permissions").cloned();
            let everywhere = json!([0, 1]);
            match command.audience() {
                Audience::Asker => assert_eq!((permission, &told["contexts"]), (None, &everywhere)),
                Audience::Admin => {
                    assert_eq!(command, Command::Settings);
                    assert_eq!(permission, Some(json!("32")));
                    assert_eq!(told["contexts"], json!([0]));
                }
            }
        }
    }

    #[test]
    fn what_can_be_looked_up_is_completed_while_typing() {
        let told = told();
        let option = |index: usize| &told[index]["options"][0];
        assert_eq!(option(0)["autocomplete"], json!(true));
        assert_eq!(option(2)["autocomplete"], json!(true));
        assert_eq!(option(3)["required"], json!(false));
    }
}
