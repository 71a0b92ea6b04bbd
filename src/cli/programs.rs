//! `madoguchi programs` and `madoguchi eligibility`: subsidy programs by their rules.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::{Value, json};

use super::{Places, Told, clock, moment};
use crate::{
    app,
    clock::jst,
    knowledge::{self, Collection, Entry, EntryId, Kind},
    programs::{Eligibility, Key, Moment, Profile, Reason, Rules, WindowStatus},
    wording,
};

/// What both commands can be told.
#[derive(Debug, Args)]
struct Common {
    /// 結果を JSON で出す
    #[arg(long)]
    json: bool,
    /// この時刻に見たものとする
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<DateTime<Utc>>,
    #[command(flatten)]
    places: Places,
}

#[derive(Debug, Args)]
pub(super) struct Programs {
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct Fitness {
    /// 制度のslug（例：jinzai-kakuho-telework）
    #[arg(long, value_name = "SLUG")]
    program: String,
    /// 会社の情報を書いた JSON のファイル
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Programs {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let now = clock(self.common.now).now();
        let collection = app::read_only_collection(&self.common.places.load()?).await?;
        let entries = entries(collection);
        let mut rows = Vec::new();
        let mut table = String::new();
        for (id, (entry, rules)) in &entries {
            let Some(standing) = entry.standing(now) else {
                continue;
            };
            let window = standing.window;
            let successor = Some(rules.successor.as_str()).filter(|it| !it.is_empty());
            rows.push(json!({
                "program": slug(id),
                "name": rules.name,
                "status": standing.status,
                "from": time(window.and_then(|it| it.opens), Moment::first_second),
                "until": time(window.and_then(|it| it.closes), Moment::last_second),
                "successor": successor.map(|it| slug(&EntryId(it.to_owned())).to_owned()),
            }));
            let successor = successor.and_then(|it| entries.get(&EntryId(it.to_owned())));
            let name = successor.map(|(_, rules)| rules.name.as_str());
            let status = wording::standing(&standing, name);
            let _ = writeln!(table, "{}\n    {status}\n    {}", rules.name, slug(id));
        }
        if self.common.json {
            app::say(&format!("{}\n", Value::from(rows)))?;
        } else {
            app::say(&table)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Fitness {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let now = clock(self.common.now).now();
        let config = self.common.places.clone().load()?;
        let collection = app::read_only_collection(&config).await?;
        let profile = self.profile(&collection)?;
        let entries = entries(collection);
        let wanted = self.program.trim_start_matches("program/");
        let id = EntryId(format!("program/{wanted}"));
        let Some((entry, rules)) = entries.get(&id) else {
            let known: Vec<&str> = entries.keys().map(slug).collect();
            let known = known.join(", ");
            return Err(Told(format!(
                "`{wanted}` という制度はありません。使える名前は、{known} です。"
            ))
            .into());
        };
        let Some(found) = entry.eligibility(&profile, now) else {
            return Err(anyhow::anyhow!("a program without rules"));
        };
        if self.common.json {
            app::say(&format!("{}\n", object(slug(&id), entry, &found)))?;
        } else {
            app::say(&text(rules, &found))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn profile(&self, collection: &Collection) -> Result<Profile, Told> {
        let path = self.profile.display();
        let text = fs::read_to_string(&self.profile).map_err(|_| {
            Told(format!(
                "{path} を読めません。場所と、UTF-8 であることを確かめてください。"
            ))
        })?;
        let value = serde_json::from_str::<Value>(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Told(format!(
                "{path}:{line}: JSON として読み取れません（{column}文字目）。{{\"prefecture\":\"東京都\",\"employees\":8}} のように書いてください。"
            ))
        })?;
        let wrong = |it| Told(format!("{path}: {it}"));
        let profile = Profile::from_json(value).map_err(|it| wrong(it.0))?;
        profile.check().map_err(|it| wrong(it.0))?;
        let names = || collection.prefectures.iter().map(|it| it.name.as_str());
        match &profile.prefecture {
            Some(name) if names().next().is_some() && !names().any(|it| it == name) => {
                let meant = names().find(|it| it.starts_with(name.as_str()));
                let mend = match meant {
                    Some(it) if !name.is_empty() => format!("「{it}」と書いてください。"),
                    _ => "「東京都」のように、正式な名前で書いてください。".to_owned(),
                };
                let name = name.as_str();
                Err(wrong(format!(
                    "「{name}」は都道府県の名前ではありません。{mend}"
                )))
            }
            _ => Ok(profile),
        }
    }
}

type Entries = BTreeMap<EntryId, (Entry, Box<Rules>)>;

fn entries(collection: Collection) -> Entries {
    let entries = knowledge::entries(collection.records).into_iter();
    let programs = entries.filter(|(_, it)| it.kind == Kind::Program);
    programs
        .filter_map(|(id, entry)| {
            let rules = entry.rules.clone()?;
            Some((id, (entry, rules)))
        })
        .collect()
}

fn slug(id: &EntryId) -> &str {
    id.0.trim_start_matches("program/")
}

/// Returns a moment as RFC 3339 in Japan's offset.
fn time(moment: Option<Moment>, second: fn(Moment) -> chrono::NaiveDateTime) -> Option<String> {
    let local = second(moment?).and_local_timezone(jst()).single()?;
    Some(local.to_rfc3339())
}

fn object(program: &str, entry: &Entry, found: &Eligibility) -> Value {
    let reasons: Vec<Value> = found.reasons.iter().map(|it| reason(entry, it)).collect();
    let missing: Vec<&str> = found.missing.iter().map(|it| it.name()).collect();
    let items = found.payment.items.iter().map(|(it, missing)| {
        json!({
            "key": it.key,
            "label": it.label,
            "yen": it.yen,
            "min_yen": it.min_yen,
            "max_yen": it.max_yen,
            "rate": it.rate,
            "per": it.per,
            "note": it.note,
            "missing": missing.iter().map(|it| it.name()).collect::<Vec<_>>(),
        })
    });
    let items: Vec<Value> = items.collect();
    let amount =
        (!items.is_empty()).then(|| json!({"max_yen": found.payment.max_yen, "items": items}));
    json!({
        "program": program,
        "result": found.outcome,
        "status": found.standing.status,
        "reasons": reasons,
        "missing": missing,
        "amount": amount,
    })
}

fn reason(entry: &Entry, reason: &Reason) -> Value {
    let (result, condition, missing): (&str, _, &[Key]) = match reason {
        Reason::Met(it) => ("met", Some(it), &[]),
        Reason::NotMet(it) => ("not_met", Some(it), &[]),
        Reason::Missing(it, keys) => ("undetermined", Some(it), keys),
        Reason::NotForFirms => ("not_for_firms", None, &[]),
        Reason::Closed => ("closed", None, &[]),
        Reason::WindowUnknown => ("window_unknown", None, &[]),
    };
    let source = condition.and_then(|it| it.source).and_then(|it| {
        let index = usize::try_from(it).ok()?.checked_sub(1)?;
        entry.sources.get(index)
    });
    json!({
        "result": result,
        "criterion": condition.map(|it| it.r#type),
        "text": wording::reason(reason),
        "missing": missing.iter().map(|it| it.name()).collect::<Vec<_>>(),
        "source": source.map(|it| json!({
            "title": it.title, "publisher": it.publisher, "url": it.url, "as_of": it.checked_on,
            "level": it.level,
        })),
    })
}

fn text(rules: &Rules, found: &Eligibility) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n{}", rules.name, wording::outcome(found.outcome));
    let _ = writeln!(
        out,
        "受付状況: {}",
        wording::standing(&found.standing, None)
    );
    for reason in &found.reasons {
        let _ = writeln!(out, "  {}", wording::reason(reason));
    }
    let closed = found.standing.status == WindowStatus::Closed;
    if !found.payment.items.is_empty() && !closed {
        let _ = writeln!(out, "金額: {}", wording::at_most(&found.payment));
        for (amount, _) in &found.payment.items {
            let _ = writeln!(out, "  {}", amount.in_words());
        }
    }
    if !found.missing.is_empty() {
        let missing: Vec<String> = found
            .missing
            .iter()
            .map(|it| format!("{}（{}）", it.label(), it.name()))
            .collect();
        let _ = writeln!(out, "確かめること: {}", missing.join("、"));
    }
    let _ = writeln!(out, "{}", wording::authority_decides());
    out
}
