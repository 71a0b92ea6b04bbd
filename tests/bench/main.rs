//! Benchmarks, one group per promise: normalising, searching, one whole question.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::{
    hint::black_box,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use madoguchi::{
    assistant::{Assistant, Shelf},
    chat::{Asked, Incoming},
    clock::Clock,
    knowledge::{self, Collection, Entry, Record},
    people::Surface,
    programs::Profile,
    search::{Analyzer, Document, Index, dictionary},
    store::Store,
    text,
};

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

fn documents(count: usize) -> Vec<Document> {
    records(count)
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
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::build(records(10_000), 1, &cache().join("10000")).unwrap();
    let assistant = runtime.block_on(async {
        let store = Store::open_sqlite(&folder.path().join("bench.sqlite"))
            .await
            .unwrap();
        Assistant::recording(store, Clock::System, shelf)
    });
    let golden = knowledge::embedded().0.golden;
    let mut questions = golden.iter().map(|it| it.question.as_str()).cycle();
    let mut times = Vec::new();
    let mut group = criterion.benchmark_group("handle");
    // Long enough for 5,000 questions that take as long as is allowed.
    group.measurement_time(Duration::from_secs(20));
    group.bench_function("10000", |bencher| {
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
    group.finish();
    times.sort();
    let percentile = |of: usize| times.get(times.len() * of / 100);
    if let (Some(median), Some(slow)) = (percentile(50), percentile(99)) {
        let questions = times.len();
        println!("handle/10000: {questions} questions, p50 {median:.2?}, p99 {slow:.2?}");
    }
}

criterion_group!(benches, normalise, search, index, handle);
criterion_main!(benches);
