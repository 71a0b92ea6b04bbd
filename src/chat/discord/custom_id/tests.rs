use proptest::prelude::*;

use super::*;

const Q: Uuid = Uuid::from_u128(0x0193_5b6a_7c00_7abc_8def_0123_4567_89ab);
const T: TicketId = TicketId(Uuid::from_u128(0x0193_5b6a_7c01_7000_bfff_ffff_ffff_ffff));

/// One press of every kind with these parts.
fn presses(question: Uuid, ticket: TicketId, slug: &str, word: u64, is: bool) -> Vec<Press> {
    let number = (word % 256) as u8;
    let message = word;
    let stars = Stars::ALL[usize::from(number % 5)];
    let entry = EntryId(format!("qa/{slug}"));
    let some = is.then_some(question);
    let mut presses = vec![
        Press::Entry {
            question: some,
            entry,
        },
        Press::Near { question, number },
        Press::Related { question: some },
        Press::Choice { question, number },
        Press::FactSelect {
            question,
            part: number,
        },
        Press::FactForm { question },
        Press::Rate {
            question,
            solved: is,
        },
        Press::Consult { question: some },
        Press::Share { question },
        Press::SaveDm { question },
        Press::ShowMe { question },
        Press::Reset,
        Press::AskForm { message },
    ];
    presses.extend(desk_presses(ticket, word));
    presses.extend([
        Press::Write { ticket },
        Press::Cancel { ticket },
        Press::Withdraw { ticket },
        Press::Status { ticket },
        Press::Satisfied { ticket, stars },
        Press::Record { ticket },
        Press::PickTicket { ticket, message },
        Press::AskSent { message },
        Press::ConsultSent { question: some },
        Press::FactSent { question },
        Press::ReplySent { ticket },
        Press::NoteSent { ticket },
        Press::TransferSent { ticket },
        Press::SnoozeSent { ticket },
        Press::MergeSent { ticket },
        Press::WriteSent { ticket },
        Press::SatisfiedSent { ticket, stars },
    ]);
    presses.extend(of_people(question, message));
    presses.extend(of_notices(question, slug));
    presses.extend(of_setup(is, number));
    presses
}

fn of_people(form: Uuid, number: u64) -> Vec<Press> {
    vec![
        Press::Mend { form },
        Press::Export,
        Press::Erase,
        Press::EraseNow {
            account: number,
            until: number,
        },
    ]
}

fn of_notices(question: Uuid, slug: &str) -> Vec<Press> {
    vec![
        Press::TellDeadline {
            entry: EntryId(format!("program/{slug}")),
        },
        Press::StopReminder { reminder: question },
        Press::StopReminders,
        Press::TellCorrections { question },
        Press::StopCorrections { question },
    ]
}

fn of_setup(is: bool, days: u8) -> Vec<Press> {
    vec![
        Press::SetupChannels,
        Press::SetupDesk,
        Press::SetupRole,
        Press::SetupPublic { public: is },
        Press::SetupCheck,
        Press::SetupHours,
        Press::SetupDays,
        Press::SetupClosures,
        Press::SetupStandard,
        Press::HoursSent { days },
        Press::ClosuresSent,
    ]
}

/// One press of every kind that a consultant has on a ticket.
fn desk_presses(ticket: TicketId, number: u64) -> Vec<Press> {
    vec![
        Press::Claim { ticket },
        Press::Reply { ticket },
        Press::Note { ticket },
        Press::Release { ticket },
        Press::Transfer { ticket },
        Press::Snooze { ticket },
        Press::Close { ticket },
        Press::Draft { ticket },
        Press::Web { ticket },
        Press::Merge { ticket },
        Press::ReplyHelp { ticket },
        Press::CannedReply { ticket },
        Press::NearEntry { ticket },
        Press::SameReply { ticket, number },
        Press::MendReply { ticket },
    ]
}

/// What stands under messages that were sent a month ago. Lines are added here, never changed.
const SHIPPED: [&str; 65] = [
    "1:e:AZNbanwAeryN7wEjRWeJqw:qa/nakanuke",
    "1:n:AZNbanwAeryN7wEjRWeJqw:3",
    "1:rel:AZNbanwAeryN7wEjRWeJqw",
    "1:c:AZNbanwAeryN7wEjRWeJqw:3",
    "1:fs:AZNbanwAeryN7wEjRWeJqw:3",
    "1:ff:AZNbanwAeryN7wEjRWeJqw",
    "1:r:AZNbanwAeryN7wEjRWeJqw:1",
    "1:con:AZNbanwAeryN7wEjRWeJqw",
    "1:sh:AZNbanwAeryN7wEjRWeJqw",
    "1:dm:AZNbanwAeryN7wEjRWeJqw",
    "1:me:AZNbanwAeryN7wEjRWeJqw",
    "1:new",
    "1:ask:1310000000000000003",
    "1:tc:AZNbanwBcAC__________w",
    "1:tr:AZNbanwBcAC__________w",
    "1:tn:AZNbanwBcAC__________w",
    "1:tb:AZNbanwBcAC__________w",
    "1:tt:AZNbanwBcAC__________w",
    "1:tz:AZNbanwBcAC__________w",
    "1:td:AZNbanwBcAC__________w",
    "1:tk:AZNbanwBcAC__________w",
    "1:tw:AZNbanwBcAC__________w",
    "1:tj:AZNbanwBcAC__________w",
    "1:tp:AZNbanwBcAC__________w",
    "1:tq:AZNbanwBcAC__________w",
    "1:te:AZNbanwBcAC__________w",
    "1:ts:AZNbanwBcAC__________w:1310000000000000003",
    "1:tm:AZNbanwBcAC__________w",
    "1:aw:AZNbanwBcAC__________w",
    "1:ac:AZNbanwBcAC__________w",
    "1:ax:AZNbanwBcAC__________w",
    "1:as:AZNbanwBcAC__________w",
    "1:au:AZNbanwBcAC__________w:4",
    "1:at:AZNbanwBcAC__________w",
    "1:ap:AZNbanwBcAC__________w:1310000000000000003",
    "1:fq:1310000000000000003",
    "1:fc:AZNbanwAeryN7wEjRWeJqw",
    "1:fa:AZNbanwAeryN7wEjRWeJqw",
    "1:fr:AZNbanwBcAC__________w",
    "1:fn:AZNbanwBcAC__________w",
    "1:ft:AZNbanwBcAC__________w",
    "1:fz:AZNbanwBcAC__________w",
    "1:fj:AZNbanwBcAC__________w",
    "1:fw:AZNbanwBcAC__________w",
    "1:fu:AZNbanwBcAC__________w:4",
    "1:fm:AZNbanwAeryN7wEjRWeJqw",
    "1:pe",
    "1:px",
    "1:py:1310000000000000003:1310000000000000003",
    "1:wd:program/nakanuke",
    "1:ws:AZNbanwAeryN7wEjRWeJqw",
    "1:wm",
    "1:wc:AZNbanwAeryN7wEjRWeJqw",
    "1:wx:AZNbanwAeryN7wEjRWeJqw",
    "1:sc",
    "1:sd",
    "1:sr",
    "1:sp:1",
    "1:sk",
    "1:so",
    "1:sw",
    "1:sx",
    "1:sn",
    "1:fh:3",
    "1:fd",
];

#[test]
fn buttons_that_were_shipped_keep_their_meaning() {
    let now = presses(Q, T, "nakanuke", 1_310_000_000_000_000_003, true);
    let now: Vec<String> = now.iter().map(Press::encode).collect();
    assert_eq!(now, SHIPPED);
    for id in SHIPPED {
        assert_eq!(Press::decode(id).unwrap().encode(), id);
    }
    // Without a question, as under the answer to a menu of a message.
    let consult = Press::Consult { question: None };
    assert_eq!(Press::decode("1:con:"), Ok(consult));
}

#[test]
fn every_kind_has_its_own_code_and_is_tested() {
    let tested: Vec<String> = presses(Q, T, "nakanuke", 7, false)
        .iter()
        .map(|it| it.encode().split(':').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(tested, Press::CODES);
    let distinct: std::collections::BTreeSet<_> = Press::CODES.iter().collect();
    assert_eq!(distinct.len(), Press::CODES.len());
}

#[test]
fn what_is_not_ours_says_so() {
    use Unreadable::{Damaged, OtherVersion};
    let cases = [
        ("", Damaged),
        ("1", Damaged),
        ("1:", Damaged),
        ("x:new", Damaged),
        ("2:new", OtherVersion),
        ("17:e:whatever:of:later", OtherVersion),
        ("1:new:more", Damaged),
        ("1:e::qa/", Damaged),
        ("1:e::qa/a:b", Damaged),
        ("1:tc:AZNbanwBcAC__________", Damaged),
        ("1:tc:AZNbanwBcAC__________wA", Damaged),
        // The last four bits of the last digit belong to nobody.
        ("1:tc:AZNbanwBcAC__________x", Damaged),
        ("1:au:AZNbanwBcAC__________w:0", Damaged),
        ("1:au:AZNbanwBcAC__________w:6", Damaged),
        ("1:r:AZNbanwAeryN7wEjRWeJqw:2", Damaged),
        ("1:n:AZNbanwAeryN7wEjRWeJqw:256", Damaged),
        ("1:ask:18446744073709551616", Damaged),
        ("1:tc:窓口", Damaged),
    ];
    for (id, why) in cases {
        assert_eq!(Press::decode(id), Err(why), "{id}");
    }
}

#[test]
fn an_entry_with_a_long_name_is_told_by_its_number() {
    let long = EntryId(format!("guideline/{}", "a".repeat(64)));
    let number = Press::entry(Some(Q), &long, 2);
    assert_eq!(
        number,
        Some(Press::Near {
            question: Q,
            number: 2
        })
    );
    assert_eq!(Press::entry(None, &EntryId("a".repeat(100)), 2), None);
    let longest = EntryId(format!("guideline/{}", "a".repeat(63)));
    let named = Press::entry(Some(Q), &longest, 2).unwrap();
    assert!(matches!(named, Press::Entry { .. }), "{named:?}");
}

proptest! {
    #[test]
    fn every_press_survives_its_id(
        question in any::<u128>(),
        ticket in any::<u128>(),
        slug in "[a-z0-9-]{1,63}",
        word in any::<u64>(),
        is in any::<bool>(),
    ) {
        let ticket = TicketId(Uuid::from_u128(ticket));
        for press in presses(Uuid::from_u128(question), ticket, &slug, word, is) {
            let id = press.encode();
            prop_assert!(id.len() <= LONGEST, "{}", id);
            prop_assert_eq!(Press::decode(&id), Ok(press));
        }
    }

    #[test]
    fn anything_can_be_read(
        id in ".{0,120}",
        code in proptest::sample::select(Press::CODES),
        parts in "(:[A-Za-z0-9_/-]{0,30}){0,4}",
    ) {
        let _ = Press::decode(&id);
        if let Ok(press) = Press::decode(&format!("1:{code}{parts}")) {
            prop_assert_eq!(Press::decode(&press.encode()), Ok(press));
        }
    }
}
