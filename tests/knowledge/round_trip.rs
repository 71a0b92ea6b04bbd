//! Record → text → record and record → document → record lose nothing, whatever people write.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use madoguchi::knowledge::{
    Article, Collection, Common, Consent, Desk, Distance, EntryId, Event, EventType,
    GoldenQuestion, Level, Record, Relation, Solution, Source, Statistic, Stored, SynonymGroup,
    Term, UnanswerableQuestion, Vendor, load_files,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::value::to_raw_value;

/// Pieces that break a careless writer.
const PIECES: &[&str] = &[
    "中抜け",
    "ｶﾅ",
    "　",
    " ",
    "\"",
    "\"\"\"",
    "'",
    "\\",
    "\\n",
    "#",
    "=",
    "[1]",
    "[[x]]",
    "{}",
    ",",
    "\t",
    "👩‍💻",
    "が",
    "\u{feff}",
    "\u{200b}",
    "A",
    "0",
    "。",
    "<b>",
    "%",
    "$1",
    "+++",
];

fn line() -> impl Strategy<Value = String> {
    vec(select(PIECES), 1..6).prop_map(|it| format!("文{}", it.concat()))
}

/// A text that may be empty or have several lines, some of them `+++`.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => select(PIECES), 1 => Just("\n"), 1 => Just("\n+++\n")];
    vec(piece, 0..8).prop_map(|it| it.concat())
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    vec(line(), 0..5)
}

fn date() -> impl Strategy<Value = NaiveDate> {
    let start = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
    (0..13_000_u64).prop_map(move |it| start + Days::new(it))
}

fn source() -> impl Strategy<Value = Source> {
    let level = select(vec![Level::Official, Level::Republished, Level::Secondary]);
    let texts = (line(), line(), text(), text(), line());
    (texts, date(), level).prop_map(
        |((title, publisher, edition, section, url), checked_on, level)| {
            let url = format!(
                "https://{}",
                url.replace(char::is_whitespace, "").replace('\u{feff}', "")
            );
            Source {
                title,
                publisher,
                edition,
                section,
                url,
                checked_on,
                level,
            }
        },
    )
}

/// What does not break an editorial rule: those are not the subject here.
fn common(folder: &'static str) -> impl Strategy<Value = Common> {
    let phrasings = lines().prop_map(|it| {
        let numbered = it.iter().enumerate();
        numbered
            .map(|(index, it)| format!("{it}{}", "甲乙丙丁戊".chars().nth(index).unwrap()))
            .collect()
    });
    (
        phrasings,
        option::of(date()),
        option::of(1..9999_u32),
        vec(source(), 1..4),
    )
        .prop_map(
            move |(phrasings, verified_on, review_after_days, sources)| Common {
                slug: "a-1".to_owned(),
                file: format!("{folder}/all.toml"),
                phrasings,
                topics: vec!["労働時間".to_owned(), "中抜け".to_owned()],
                prefectures: vec!["東京都".to_owned()],
                verified_on,
                review_after_days,
                sources,
            },
        )
}

fn article() -> impl Strategy<Value = Record> {
    (common("qa"), line(), text()).prop_map(|(mut common, question, more)| {
        common.file = "qa/a-1.md".to_owned();
        common.review_after_days.get_or_insert(90);
        common
            .phrasings
            .extend(["あ", "い", "う"].map(str::to_owned));
        let marks: String = (1..=common.sources.len())
            .map(|it| format!("[{it}]"))
            .collect();
        Record::Qa(Article {
            question,
            audience: vec!["経営者".to_owned()],
            related: vec![
                EntryId("qa/b".to_owned()),
                EntryId(common.phrasings[0].clone()),
            ],
            consent: None,
            body: format!("答えです。{marks}\n\n{more}"),
            common,
        })
    })
}

fn case() -> impl Strategy<Value = Record> {
    let consents = vec![Consent::PublicAward, Consent::Given, Consent::NoCompany];
    (article(), select(consents)).prop_map(|(record, consent)| {
        let Record::Qa(mut article) = record else {
            unreachable!("articles are made as qa");
        };
        article.common.file = "case/a-1.md".to_owned();
        article.consent = Some(consent);
        Record::Case(article)
    })
}

fn structured() -> impl Strategy<Value = Record> {
    let desk =
        (common("desk"), line(), text(), text()).prop_map(|(common, name, address, note)| {
            Record::Desk(Desk {
                common,
                name: name.clone(),
                purpose: name.clone(),
                url: name,
                address,
                note,
                ..Desk::default()
            })
        });
    let term = (common("term"), line(), lines()).prop_map(|(common, word, also)| {
        let see = also.iter().cloned().map(EntryId).collect();
        Record::Term(Term {
            common,
            term: word.clone(),
            reading: word.clone(),
            definition: word,
            also,
            see,
        })
    });
    let statistic = (common("statistic"), line(), text()).prop_map(|(common, it, note)| {
        let [title, value, year] = [it.clone(), it.clone(), it.clone()];
        Record::Statistic(Statistic {
            common,
            title,
            value,
            year,
            population: it.clone(),
            survey: it,
            note,
        })
    });
    prop_oneof![desk, term, statistic, event(), solution()]
}

fn event() -> impl Strategy<Value = Record> {
    let kinds = select(vec![
        EventType::Award,
        EventType::Campaign,
        EventType::Seminar,
        EventType::Call,
    ]);
    (common("event"), line(), kinds, text()).prop_map(|(common, it, r#type, status_note)| {
        let [name, organizer, summary] = [it.clone(), it.clone(), it.clone()];
        Record::Event(Event {
            common,
            name,
            r#type,
            organizer,
            period: it,
            url: String::new(),
            summary,
            status_note,
        })
    })
}

fn solution() -> impl Strategy<Value = Record> {
    let vendors = vec(vendor(), 0..4);
    (common("solution"), line(), lines(), vendors).prop_map(|(common, it, mut points, vendors)| {
        points.push(it.clone());
        let numbered = vendors.into_iter().zip("甲乙丙丁".chars());
        let vendors = numbered.map(|(it, number)| Vendor {
            name: format!("{number}{}", it.name),
            ..it
        });
        Record::Solution(Solution {
            common,
            category: it.clone(),
            summary: it,
            selection_points: points,
            vendors: vendors.collect(),
        })
    })
}

/// A text without what a vendor's may not have.
fn plain() -> impl Strategy<Value = String> {
    line().prop_map(|it| it.replace(['[', ']', '<', '>', '{', '}', '\\', '\t'], ""))
}

fn vendor() -> impl Strategy<Value = Vendor> {
    let optional = || prop_oneof![Just(String::new()), plain()];
    let reading = select(vec!["れいじ", "かくう", "さーびす", "がいど"]);
    let relation = select(vec![Relation::Member, Relation::Other]);
    let texts = (plain(), optional(), optional(), reading);
    (texts, relation, date(), date()).prop_map(
        |((name, product, note, reading), relation, consent, checked_on)| Vendor {
            name,
            reading: reading.to_owned(),
            product,
            url: "https://example.jp/\"a\"#b".to_owned(),
            relation,
            consent: Some(consent),
            source: "https://example.jp/".to_owned(),
            checked_on,
            note,
        },
    )
}

fn synonym() -> impl Strategy<Value = SynonymGroup> {
    (line(), 1..1000_u32, any::<bool>()).prop_map(|(word, weight, one_way)| {
        let (first, second) = (format!("{word}甲"), format!("{word}乙"));
        SynonymGroup {
            id: word,
            words: if one_way {
                Vec::new()
            } else {
                vec![first.clone(), second.clone()]
            },
            from: one_way.then_some(first),
            to: if one_way { vec![second] } else { Vec::new() },
            weight: f64::from(weight) / 1000.0,
        }
    })
}

fn collection() -> impl Strategy<Value = Collection> {
    let golden = (line(), line(), lines(), text()).prop_map(|(id, entry, also, known_miss)| {
        GoldenQuestion {
            question: id.clone(),
            id,
            entry: EntryId(entry),
            also: also.into_iter().map(EntryId).collect(),
            known_miss,
        }
    });
    let article = prop_oneof![article(), case()];
    (article, structured(), synonym(), golden).prop_map(|(article, structured, synonym, golden)| {
        let mut collection = Collection::default();
        collection.records.insert(article.id(), article);
        collection.records.insert(structured.id(), structured);
        collection.synonyms.push(synonym);
        let question = golden.question.clone();
        let id = golden.id.clone();
        let r#type = Distance::Near;
        collection.unanswerable.push(UnanswerableQuestion {
            id,
            question,
            r#type,
        });
        collection.golden.push(golden);
        collection
    })
}

fn load(files: BTreeMap<String, String>) -> Collection {
    let (collection, problems) = load_files(
        files
            .into_iter()
            .map(|(path, text)| (path, text.into_bytes())),
    );
    // A mark of a piece may point to no source, a text may be long: rules, not reading.
    assert!(problems.is_empty(), "{problems:#?}");
    collection
}

proptest! {
    // A failure is told with its seed; no file is left behind.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_what_is_read(collection in collection()) {
        let files = collection.files();
        let read = load(files.clone());
        prop_assert_eq!(&read.records, &collection.records);
        prop_assert_eq!(&read.synonyms, &collection.synonyms);
        prop_assert_eq!(&read.golden.iter().map(|it| &it.id).collect::<Vec<_>>(), &collection.golden.iter().map(|it| &it.id).collect::<Vec<_>>());
        prop_assert_eq!(read.files(), files);
    }

    #[test]
    fn documents_lose_nothing(collection in collection()) {
        let items = collection.items();
        let mut stored = Stored::default();
        for it in &items {
            stored.add(it.collection, &it.id, &to_raw_value(&it.document).unwrap());
        }
        let (again, problems) = stored.finish();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again.items(), items);
        prop_assert_eq!(again.digest(), collection.digest());
        prop_assert_eq!(again.files(), collection.files());
    }
}

#[test]
fn a_document_is_read_only_as_its_own_kind() {
    let mut tree = serde_json::to_value(Record::Qa(Article::default())).unwrap();
    let read = |kind: &str, document: &serde_json::Value| Record::read(kind, document.clone());
    assert_eq!(read("qa", &tree).unwrap(), Record::Qa(Article::default()));
    assert!(read("case", &tree).is_err());
    assert!(read("nothing", &tree).is_err());
    // The tag may stand anywhere, as in what PostgreSQL returns, or be missing, as in a file.
    let keys = tree.as_object_mut().unwrap();
    let tag = keys.shift_remove("kind").unwrap();
    assert!(Record::read("case", serde_json::Value::from(keys.clone())).is_ok());
    keys.insert("kind".to_owned(), tag);
    assert!(read("qa", &tree).is_ok());
    assert!(read("case", &tree).is_err());
    tree["unknown"] = "key".into();
    assert!(read("qa", &tree).is_err());
}
