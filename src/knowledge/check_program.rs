//! How a program fits among the others, and whether anybody looked since its calls ended.

use crate::{
    programs::{ApplicationWindow, Moment},
    text::figures,
};

use super::{
    check::Check,
    lint_program,
    problem::{Place, nearest},
    records::Program,
};

impl Check<'_> {
    /// Prefectures exist, and so do the programs before and after.
    pub(super) fn program(&mut self, program: &Program, place: &Place) {
        let known: Vec<&str> = self
            .collection
            .prefectures
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        if !known.is_empty() {
            let problems = lint_program::prefectures(&program.rules, &known, place);
            self.problems.extend(problems);
        }
        let rules = &program.rules;
        for (key, id) in [
            ("predecessor", &rules.predecessor),
            ("successor", &rules.successor),
        ] {
            if id.is_empty() || self.programs.contains_key(id) {
                continue;
            }
            let mend = match nearest(id, self.programs.keys().map(String::as_str)) {
                Some(it) => format!("`{it}` の書き間違いではありませんか。"),
                None => "実在する制度のidに直すか、空にしてください。".to_owned(),
            };
            let message = format!("`{key}` の `{id}` という制度はありません。");
            self.problems.push(place.error(key, message, mend));
        }
    }

    /// When the last known call is over, somebody has to look for the next one.
    pub(super) fn calls(&mut self, program: &Program, place: &Place) {
        let rules = &program.rules;
        let closes: Option<Vec<Moment>> = rules.windows.iter().map(end).collect();
        let last = closes.and_then(|it| it.into_iter().map(|it| it.date).max());
        let Some(last) = last.filter(|_| !rules.ended && rules.successor.is_empty()) else {
            return;
        };
        let looked = program.common.sources.iter().map(|it| it.checked_on);
        let looked = looked.chain(program.common.verified_on).max();
        if last < self.today && looked.is_none_or(|it| it <= last) {
            self.problems.push(place.warning(
                "windows",
                format!(
                    "知っている募集は{}で終わりました。そのあと、だれも出典を見ていません。",
                    figures::date(last)
                ),
                "次の募集を公式ページで確かめ、`[[windows]]` を書き足してください。なくなった制度なら `ended = true` を書きます。",
            ));
        }
    }
}

/// Returns when a call ends, if it does.
fn end(window: &ApplicationWindow) -> Option<Moment> {
    window.closes.filter(|_| !window.rolling)
}
