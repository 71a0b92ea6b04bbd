//! The forms that open over a message, and what comes back from them.
//!
//! A form cannot answer a form, so one that has to be mended is opened again with what had been
//! written in it: every form takes the values to begin with.

use std::collections::HashMap;

use serenity::{
    all::{ActionRow, ActionRowComponent, InputTextStyle},
    builder::{CreateActionRow, CreateInputText, CreateModal},
};
use uuid::Uuid;

use super::{custom_id::Press, hours, limits};
use crate::{
    desk::{Stars, TicketId, TicketNumber, satisfaction::LONGEST_WORD},
    programs::Key,
    wording::hours as wording,
};

/// Field: the question, the reply, the note, the answer, the remark.
pub const TEXT: &str = "text";
/// Field: 都道府県.
pub const PREFECTURE: &str = "prefecture";
/// Field: 業種・従業員数.
pub const FIRM: &str = "firm";
/// Field: 連絡方法.
pub const CONTACT: &str = "contact";
/// Field: to whom a ticket is handed.
pub const TO: &str = "to";
/// Field: 受付番号.
pub const NUMBER: &str = "number";
/// Field: until when a ticket is put aside.
pub const UNTIL: &str = "until";

/// Field: the hours of a day.
pub const HOURS: &str = "hours";
/// Field: the break in them.
pub const LUNCH: &str = "lunch";
/// Field: 年末年始.
pub const RECESS: &str = "recess";
/// Field: 休業日.
pub const CLOSURES: &str = "closures";

/// What is written in the fields of a form, by their names.
pub type Values = HashMap<String, String>;

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A question, under a message that came without words.
    Ask {
        /// The message.
        message: u64,
    },
    /// 相談員に聞く.
    Consult {
        /// The question it grows from, if any.
        question: Option<Uuid>,
    },
    /// A fact that the assistant asked for.
    Fact {
        /// The question whose answer asked back.
        question: Uuid,
        /// The fact.
        key: Key,
    },
    /// 返信.
    Reply {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
    },
    /// 社内メモ.
    Note {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
    },
    /// 引き継ぐ.
    Transfer {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
    },
    /// 保留.
    Snooze {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
    },
    /// 統合.
    Merge {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
    },
    /// 書き足す, by the asker.
    Write {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
    },
    /// A word about the desk's answer, by the asker.
    Satisfied {
        /// The ticket.
        ticket: TicketId,
        /// 受付番号.
        number: TicketNumber,
        /// How satisfied.
        stars: Stars,
    },
    /// The hours of weekdays, by an administrator.
    Hours {
        /// The weekdays: a bit for each, Monday the lowest.
        days: u8,
    },
    /// 休業日, by an administrator.
    Closures,
}

/// A field of a form.
pub(super) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    placeholder: &'static str,
    pub most: usize,
    pub required: bool,
}

impl Form {
    /// Returns what the form carries when it is sent.
    #[must_use]
    pub fn sent(&self) -> Press {
        match *self {
            Form::Ask { message } => Press::AskSent { message },
            Form::Consult { question } => Press::ConsultSent { question },
            Form::Fact { question, .. } => Press::FactSent { question },
            Form::Reply { ticket, .. } => Press::ReplySent { ticket },
            Form::Note { ticket, .. } => Press::NoteSent { ticket },
            Form::Transfer { ticket, .. } => Press::TransferSent { ticket },
            Form::Snooze { ticket, .. } => Press::SnoozeSent { ticket },
            Form::Merge { ticket, .. } => Press::MergeSent { ticket },
            Form::Write { ticket, .. } => Press::WriteSent { ticket },
            Form::Satisfied { ticket, stars, .. } => Press::SatisfiedSent { ticket, stars },
            Form::Hours { days } => Press::HoursSent { days },
            Form::Closures => Press::ClosuresSent,
        }
    }

    /// Returns the form with these values in its fields; what is too long is cut.
    pub fn modal(&self, filled: &Values) -> CreateModal {
        let row = |field: Field| {
            // More than one line for what may need it.
            let style = match field.most {
                ..=200 => InputTextStyle::Short,
                _ => InputTextStyle::Paragraph,
            };
            let most = u16::try_from(field.most).unwrap_or(u16::MAX);
            let mut input = CreateInputText::new(style, field.label, field.name)
                .placeholder(field.placeholder)
                .max_length(most)
                .required(field.required);
            if let Some(value) = filled.get(field.name).filter(|it| !it.is_empty()) {
                input = input.value(limits::beginning(value, field.most));
            }
            CreateActionRow::InputText(input)
        };
        let rows = self.fields().into_iter().map(row).collect();
        CreateModal::new(self.sent().encode(), self.title()).components(rows)
    }

    fn title(&self) -> String {
        let of = |number: &TicketNumber, words: &str| format!("受付番号 {}：{words}", number.0);
        match self {
            Form::Ask { .. } => "質問する".to_owned(),
            Form::Consult { .. } => "相談員に聞く".to_owned(),
            Form::Fact { .. } => "書いて答える".to_owned(),
            Form::Reply { number, .. } => of(number, "相談者への返信"),
            Form::Note { number, .. } => of(number, "社内メモ"),
            Form::Transfer { number, .. } => of(number, "引き継ぐ"),
            Form::Snooze { number, .. } => of(number, "保留にする"),
            Form::Merge { number, .. } => of(number, "統合する"),
            Form::Write { number, .. } => of(number, "書き足す"),
            Form::Satisfied { number, .. } => of(number, "ご感想"),
            Form::Hours { days } => format!("受付時間：{}", wording::days(&hours::days(*days))),
            Form::Closures => "休業日".to_owned(),
        }
    }

    pub(super) fn fields(&self) -> Vec<Field> {
        match self {
            Form::Ask { .. } => {
                vec![text("知りたいこと", "例：中抜けした時間の給料は？", 2000)]
            }
            Form::Consult { .. } => consult(),
            Form::Fact { key, .. } => vec![fact(*key)],
            Form::Reply { .. } => {
                vec![text("返信（相談者に届きます）", "相談者が読む文章", 4000)]
            }
            Form::Note { .. } => vec![text(
                "社内メモ（相談者には見えません）",
                "相談員だけが読む文章",
                4000,
            )],
            Form::Transfer { .. } => vec![
                Field {
                    name: TO,
                    label: "引き継ぐ相手の名前（空なら全員に戻します）",
                    placeholder: "例：佐藤",
                    most: 40,
                    required: false,
                },
                text(
                    "引き継ぎのメモ（相談者には見えません）",
                    "分かったこと、残っていること",
                    2000,
                ),
            ],
            Form::Snooze { .. } => vec![Field {
                name: UNTIL,
                label: "いつまで（空なら相談者が書くまで）",
                placeholder: "例：3日後、12月3日 10時",
                most: 40,
                required: false,
            }],
            Form::Merge { .. } => vec![Field {
                name: NUMBER,
                label: "統合先の受付番号（同じ相談者のもの）",
                placeholder: "例：12",
                most: 20,
                required: true,
            }],
            Form::Write { .. } => {
                vec![text(
                    "相談員に伝えること",
                    "続きや、新しく分かったこと",
                    4000,
                )]
            }
            Form::Satisfied { .. } => vec![Field {
                required: false,
                ..text(
                    "ひとこと（書かなくてもかまいません）",
                    "よかった点、足りなかった点",
                    LONGEST_WORD,
                )
            }],
            Form::Hours { .. } => of_hours(),
            Form::Closures => of_closures(),
        }
    }
}

fn text(label: &'static str, placeholder: &'static str, most: usize) -> Field {
    Field {
        name: TEXT,
        label,
        placeholder,
        most,
        required: true,
    }
}

fn optional(
    name: &'static str,
    label: &'static str,
    placeholder: &'static str,
    most: usize,
) -> Field {
    Field {
        name,
        label,
        placeholder,
        most,
        required: false,
    }
}

/// The same facts as the form of the web asks for.
fn consult() -> Vec<Field> {
    vec![
        text(
            "相談内容",
            "困っていること、知りたいこと",
            limits::FORM_TEXT,
        ),
        optional(PREFECTURE, "都道府県", "例：東京都", 10),
        optional(FIRM, "業種・従業員数", "例：建設業、8人", 100),
        optional(
            CONTACT,
            "連絡方法（空ならこのDiscordに返信します）",
            "例：taro@example.com、03-0000-0000",
            200,
        ),
    ]
}

fn of_hours() -> Vec<Field> {
    vec![
        optional(
            HOURS,
            "受付時間（空なら、選んだ曜日は休み）",
            "例：9:00〜18:00",
            40,
        ),
        optional(LUNCH, "昼休み（なければ空）", "例：12:00〜13:00", 40),
    ]
}

fn of_closures() -> Vec<Field> {
    vec![
        optional(
            RECESS,
            "毎年の年末年始の休み（なければ空）",
            "例：12/29〜1/3",
            40,
        ),
        optional(
            CLOSURES,
            "そのほかの休業日（1行に1つ。なければ空）",
            "例：2027/8/13〜2027/8/15",
            2000,
        ),
    ]
}

fn fact(key: Key) -> Field {
    let (label, placeholder) = match key {
        Key::Employees => ("従業員数", "例：8人"),
        Key::LocalEmployees => ("その都道府県で働く従業員数", "例：8人"),
        Key::CapitalYen => ("資本金（出資の総額）", "例：500万円。資本金がないときは0円"),
        Key::Prefecture => ("都道府県", "例：東京都"),
        Key::Industry => ("業種", "例：建設業"),
        Key::LegalForm => ("会社か個人か", "例：会社、個人事業"),
        Key::Fact(_) => ("答え", "例：はい、いいえ、分からない"),
    };
    text(label, placeholder, 100)
}

/// Returns what was written in the fields of a form, without blanks around it. A field that was left
/// blank is absent.
#[must_use]
pub fn values(rows: &[ActionRow]) -> Values {
    let inputs = rows.iter().flat_map(|it| &it.components);
    inputs
        .filter_map(|it| match it {
            ActionRowComponent::InputText(input) => {
                let value = input.value.as_deref().unwrap_or_default().trim();
                (!value.is_empty()).then(|| (input.custom_id.clone(), value.to_owned()))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
