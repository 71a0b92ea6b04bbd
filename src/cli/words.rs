//! What clap says, in Japanese: help, and what is wrong with the arguments together with a next
//! step. People who run commands read Japanese; scripts look at the code of exit, which is clap's.

use std::process::ExitCode;

use clap::{
    Command, CommandFactory as _, FromArgMatches as _,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::Cli;
use crate::app;

const HELP: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

/// Reads the arguments of this process; where they cannot be read, or ask for help, everything is
/// said and the code of exit returned.
pub(super) fn parse() -> Result<Cli, ExitCode> {
    let mut command = Cli::command();
    // What clap adds by itself is there now, and can be put into Japanese, too.
    command.build();
    let read = japanese(command).try_get_matches();
    let read = read.and_then(|it| Cli::from_arg_matches(&it));
    read.map_err(|error| tell(&error))
}

fn japanese(mut command: Command) -> Command {
    let usage = usage(&command.render_usage().to_string());
    let names = command.get_subcommands().map(Command::get_name);
    let names: Vec<_> = names.map(str::to_owned).collect();
    command = command
        .help_template(HELP)
        .override_usage(usage)
        .subcommand_help_heading("コマンド")
        .mut_args(|arg| {
            let heading = match arg.is_positional() {
                true => "引数",
                false => "オプション",
            };
            let arg = match arg.get_id().as_str() {
                "help" => arg.help("使い方を表示する").long_help(None),
                "version" => arg.help("版を表示する"),
                _ => arg,
            };
            // They are told in English; the help of the argument says them.
            arg.help_heading(heading)
                .hide_default_value(true)
                .hide_possible_values(true)
        });
    for name in names {
        command = command.mut_subcommand(name, |it| match it.get_name() {
            "help" => japanese(it).about("使い方を表示する"),
            _ => japanese(it),
        });
    }
    command
}

/// Puts a usage into Japanese. Its further lines stand below the first.
fn usage(text: &str) -> String {
    text.trim_start_matches("Usage: ")
        .replace("\n       ", "\n        ")
        .replace("[OPTIONS]", "[オプション]")
        .replace("[COMMAND]", "[コマンド]")
        .replace("<COMMAND>", "<コマンド>")
        .replace("[SUBCOMMAND]", "[コマンド]")
}

/// Says what was asked for, or what is wrong.
fn tell(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Who reads it may have seen enough.
            error.print().unwrap_or_default();
        }
        _ => app::warn(&explain(error)),
    }
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

/// Returns what is wrong, what may have been meant, and where to read on.
fn explain(error: &clap::Error) -> String {
    let mut lines = vec![wrong(error)];
    for kind in [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ] {
        let meant = said(error, kind);
        if !meant.is_empty() {
            lines.push(format!("もしかして: {meant}"));
        }
    }
    if error.get(ContextKind::Suggested).is_some() && error.kind() == ErrorKind::UnknownArgument {
        lines.push("「-」で始まる文章は、-- のあとに書いてください。".to_owned());
    }
    let usage = said(error, ContextKind::Usage);
    if let Some(usage) = usage.strip_prefix("Usage: ") {
        lines.push(format!("使い方: {usage}"));
    }
    lines.push("使えるコマンドと指定は、--help を付けると表示します。".to_owned());
    lines.join("\n")
}

fn wrong(error: &clap::Error) -> String {
    let argument = said(error, ContextKind::InvalidArg);
    let value = said(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("「{argument}」という指定はありません。"),
        ErrorKind::InvalidSubcommand => {
            let command = said(error, ContextKind::InvalidSubcommand);
            format!("「{command}」というコマンドはありません。")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("「{argument}」には値が必要です。{}", choices(error))
        }
        ErrorKind::InvalidValue => {
            format!(
                "「{argument}」に「{value}」は使えません。{}",
                choices(error)
            )
        }
        ErrorKind::ValueValidation => {
            let mend = std::error::Error::source(error).map(ToString::to_string);
            let mend = mend.map(|it| format!("{it}。")).unwrap_or_default();
            format!("「{argument}」の「{value}」を読み取れません。{mend}")
        }
        ErrorKind::MissingRequiredArgument => format!("「{argument}」の指定が必要です。"),
        ErrorKind::MissingSubcommand => "コマンドの指定が必要です。".to_owned(),
        ErrorKind::ArgumentConflict if argument.is_empty() => {
            let command = said(error, ContextKind::InvalidSubcommand);
            let before = said(error, ContextKind::PriorArg);
            format!("「{before}」は、コマンド「{command}」のあとに書いてください。")
        }
        ErrorKind::ArgumentConflict => match said(error, ContextKind::PriorArg) {
            prior if prior == argument => format!("「{argument}」は1回だけ指定できます。"),
            prior => format!("「{argument}」と「{prior}」は一緒に使えません。"),
        },
        ErrorKind::InvalidUtf8 => "UTF-8 でない文字が含まれています。".to_owned(),
        _ => format!("「{argument}」の指定を読み取れません。"),
    }
}

fn choices(error: &clap::Error) -> String {
    match said(error, ContextKind::ValidValue) {
        values if values.is_empty() => values,
        values => format!("使える値は {values} です。"),
    }
}

/// Returns what clap knows, as plain text.
fn said(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}
