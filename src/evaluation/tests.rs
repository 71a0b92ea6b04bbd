use super::*;

fn line(query: &str, confidence: f64, docs: &[&str]) -> RunLine {
    let docs = docs.iter().map(|it| (*it).to_owned()).collect();
    RunLine {
        query: query.to_owned(),
        confidence,
        docs,
        took: Duration::from_millis(1),
    }
}

#[test]
fn measures_follow_their_definitions() {
    let judged = judgements("1\ta\t2\n1\tb\t1\n2\tc\t2\n3\td\t1\n").unwrap();
    let run = [
        line("1", 0.9, &["a", "x", "b"]),
        line("2", 0.4, &["x", "c"]),
        line("3", 0.1, &["y"]),
    ];
    let strict = measure(&run, &judged, 2, Duration::ZERO);
    assert_eq!(
        (strict.n, strict.p_at_1, strict.s_at_3, strict.mrr_at_10),
        (2, 0.5, 1.0, 0.75)
    );
    assert_eq!((strict.map, strict.r_at_10, strict.auroc), (0.75, 1.0, 1.0));
    // Query 1: (3 + 1/log2 4) of (3 + 1/log2 3); query 2: 1/log2 3 of 1.
    assert_eq!(
        strict.ndcg_at_10,
        round(f64::midpoint(
            3.5 / (3.0 + 1.0 / 3_f64.log2()),
            1.0 / 3_f64.log2()
        ))
    );
    assert_eq!(measure(&run, &judged, 1, Duration::ZERO).n, 3);
}

#[test]
fn a_malformed_judgement_is_named_by_its_line() {
    assert_eq!(judgements("1\ta\t2\n1 a 2\n"), Err(2));
    assert_eq!(judgements("1\ta\ttwo"), Err(1));
}
