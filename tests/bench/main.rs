//! Benchmarks, one group per promise: normalising, searching, one whole question.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::{
    hint::black_box,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use madoguchi::{
    assistant::{Assistant, Shelf},
    chat::{Asked, Incoming},
    clock::Clock,
    knowledge::{self, Collection, Entry, EntryId, Record},
    people::Surface,
    programs::Profile,
    search::{Analyzer, Document, Index, dictionary},
    store::Store,
    text,
};
use tokio::runtime::Runtime;

/// Past questions of each entry, besides its phrasings.
const PAST: usize = 3;

const QUESTIONS: [&str; 5] = [
    "在宅勤務の日に子どもの迎えで1時間抜けたらどう扱う？",
    "テレワークの通信費は会社が負担しないといけませんか",
    "事業場外みなし労働時間制は使えますか",
    "従業員12人の会社です。パソコンを貸与しないで個人のPCを使わせても大丈夫でしょうか",
    "忘年会の会費は経費になりますか",
];

fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench")
}

/// The shipped records, repeated under other ids and with other words up to `count`.
fn records(count: usize) -> Collection {
    let (mut collection, _) = knowledge::embedded();
    let shipped: Vec<Record> = collection.records.values().cloned().collect();
    let mut rounds = 1..;
    while collection.records.len() < count {
        let round: usize = rounds.next().unwrap();
        for record in &shipped {
            let mut record = record.clone();
            // Another id, and a word of its own, so that no two are the same.
            let (Record::Qa(it) | Record::Guideline(it) | Record::Case(it)) = &mut record else {
                continue;
            };
            it.common.slug = format!("{}-{round}", it.common.slug);
            for phrasing in &mut it.common.phrasings {
                phrasing.push_str(&format!(" 第{round}号"));
            }
            if collection.records.len() < count {
                collection.records.insert(record.id(), record);
            }
        }
    }
    collection
}

/// What people asked and curators accepted: so many questions of every entry, in words of its own.
fn with_past(mut collection: Collection, each: usize) -> Collection {
    let ids: Vec<EntryId> = collection.records.keys().cloned().collect();
    let questions = knowledge::embedded().0.golden;
    let mut questions = questions.iter().cycle();
    let past = ids.iter().zip(1..).flat_map(|(id, number)| {
        let asked = questions.by_ref().take(each).zip(1..);
        let asked = asked.map(|(it, n)| format!("{} {number}の{n}件目", it.question));
        asked.map(|it| (id.clone(), it)).collect::<Vec<_>>()
    });
    collection.attach(past.collect::<Vec<_>>());
    collection
}

fn documents(count: usize) -> Vec<Document> {
    documents_of(&records(count))
}

fn documents_of(collection: &Collection) -> Vec<Document> {
    collection
        .records
        .values()
        .map(|it| Document::from(&Entry::from(it)))
        .collect()
}

fn analyzer() -> Arc<Analyzer> {
    let home = dictionary::unpack(&cache().join("dictionary")).unwrap();
    Arc::new(Analyzer::open(&home, &[]).unwrap())
}

fn normalise(criterion: &mut Criterion) {
    let analyzer = analyzer();
    let mut group = criterion.benchmark_group("normalise");
    group.throughput(Throughput::Bytes(QUESTIONS[0].len() as u64));
    group.bench_function("normalize", |bencher| {
        bencher.iter(|| text::normalize(black_box(QUESTIONS[0])))
    });
    group.bench_function("terms", |bencher| {
        bencher.iter(|| analyzer.terms(black_box(QUESTIONS[0])))
    });
    group.finish();
}

fn search(criterion: &mut Criterion) {
    let analyzer = analyzer();
    let mut group = criterion.benchmark_group("search");
    for count in [1_000, 10_000, 100_000] {
        let index = Index::in_memory(documents(count), &[], Arc::clone(&analyzer)).unwrap();
        let mut questions = QUESTIONS.iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| index.search(*black_box(questions.next().unwrap()), 10));
        });
    }
    for count in [10_000, 100_000] {
        let documents = documents_of(&with_past(records(count), PAST));
        let index = Index::in_memory(documents, &[], Arc::clone(&analyzer)).unwrap();
        let mut questions = QUESTIONS.iter().cycle();
        let name = BenchmarkId::new("with past questions", count);
        group.bench_function(name, |bencher| {
            bencher.iter(|| index.search(*black_box(questions.next().unwrap()), 10));
        });
    }
    group.finish();
}

fn index(criterion: &mut Criterion) {
    let analyzer = analyzer();
    let documents = documents(10_000);
    let mut group = criterion.benchmark_group("index");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function("build/10000", |bencher| {
        bencher.iter(|| Index::in_memory(documents.clone(), &[], Arc::clone(&analyzer)).unwrap());
    });
    group.finish();
}

/// One whole question, written to the disk. Criterion tells the mean only; the promise is about the
/// median and the slowest of a hundred, so these are printed, too.
fn handle(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut group = criterion.benchmark_group("handle");
    // Long enough for 5,000 questions that take as long as is allowed.
    group.measurement_time(Duration::from_secs(20));
    for (name, count, past) in [
        ("10000", 10_000, 0),
        ("10000 with past questions", 10_000, PAST),
        ("100000 with past questions", 100_000, PAST),
    ] {
        let collection = with_past(records(count), past);
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::build(collection, 1, &cache().join(name)).unwrap();
        let assistant = runtime.block_on(async {
            let file = folder.path().join("bench.sqlite");
            let store = Store::open_sqlite(&file).await.unwrap();
            Assistant::recording(store, Clock::System, shelf)
        });
        let mut times = handled(&mut group, &runtime, &assistant, name);
        times.sort();
        let percentile = |of: usize| times.get(times.len() * of / 100);
        if let (Some(median), Some(slow)) = (percentile(50), percentile(99)) {
            let questions = times.len();
            println!("handle/{name}: {questions} questions, p50 {median:.2?}, p99 {slow:.2?}");
        }
    }
    group.finish();
}

/// Asks golden questions, each in a dialogue of its own; returns how long each took.
fn handled(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    assistant: &Assistant,
    name: &str,
) -> Vec<Duration> {
    let golden = knowledge::embedded().0.golden;
    let mut questions = golden.iter().map(|it| it.question.as_str()).cycle();
    let mut times = Vec::new();
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|count| {
            let before = times.len();
            for _ in 0..count {
                let asked = Incoming::Asked(Asked {
                    conversation: Surface::Web.conversation(&Clock::System.new_id().to_string()),
                    surface: Surface::Web,
                    question: questions.next().unwrap().to_owned(),
                    profile: Profile::default(),
                    question_id: None,
                    event: None,
                    origin: None,
                });
                let start = Instant::now();
                black_box(runtime.block_on(assistant.handle(asked)).unwrap());
                times.push(start.elapsed());
            }
            times[before..].iter().sum()
        });
    });
    times
}

criterion_group!(benches, normalise, search, index, handle);
criterion_main!(benches);
