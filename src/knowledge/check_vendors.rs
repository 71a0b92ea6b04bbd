//! How the vendors of a solution stand on a day.

use chrono::Days;

use super::{Solution, check::Check, problem::Place};

impl Check<'_> {
    /// Nobody agreed or looked tomorrow, and products change faster than the category they are in.
    pub(super) fn vendors(&mut self, solution: &Solution, review_after_days: u32, place: &Place) {
        for (index, vendor) in solution.vendors.iter().enumerate() {
            let checked = ("checked_on", Some(vendor.checked_on));
            for (key, date) in [checked, ("consent", vendor.consent)] {
                let Some(date) = date.filter(|it| self.today < *it) else {
                    continue;
                };
                let mend = match key {
                    "consent" => "実際に同意を得た日を書いてください。",
                    _ => "実際に確かめた日を書いてください。",
                };
                self.problems.push(place.error(
                    &format!("vendors/{index}/{key}"),
                    format!(
                        "`{key}` の {date} はまだ来ていない日です（今日は{}）。",
                        self.today
                    ),
                    mend,
                ));
            }
            let days = Days::new(review_after_days.into());
            let due = vendor.checked_on.checked_add_days(days);
            if let Some(due) = due.filter(|it| *it < self.today) {
                self.problems.push(place.warning(
                    &format!("vendors/{index}/checked_on"),
                    format!(
                        "「{}」の見直しの期限（{due}）を過ぎています。最後に確かめたのは{}です。",
                        vendor.name, vendor.checked_on
                    ),
                    "`source` のページをもう一度確かめ、checked_on を新しくするか、この会社を消してください。",
                ));
            }
        }
    }
}
