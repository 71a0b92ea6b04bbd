//! Who is to take a ticket: groups of consultants for topics and prefectures.

use crate::config::Group;

/// Returns the first group that deals with one of these topics and with this prefecture. A group
/// without topics deals with all, one without prefectures with the whole country.
#[must_use]
pub fn group<'a>(
    groups: &'a [Group],
    topics: &[String],
    prefecture: Option<&str>,
) -> Option<&'a Group> {
    groups.iter().find(|group| {
        let here = |it: &String| prefecture == Some(it.as_str());
        (group.topics.is_empty() || group.topics.iter().any(|it| topics.contains(it)))
            && (group.prefectures.is_empty() || group.prefectures.iter().any(here))
    })
}
