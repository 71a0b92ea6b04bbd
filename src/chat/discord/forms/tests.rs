use serde_json::{Value, json};

use super::*;

fn forms() -> Vec<Form> {
    let question = Uuid::from_u128(u128::MAX);
    let ticket = TicketId(question);
    let number = TicketNumber(9_999_999_999);
    let stars = Stars::ALL[4];
    let some = Some(question);
    let fixed = [
        Form::Ask { message: u64::MAX },
        Form::Consult { question: None },
        Form::Consult { question: some },
        Form::Reply { ticket, number },
        Form::Note { ticket, number },
        Form::Transfer { ticket, number },
        Form::Snooze { ticket, number },
        Form::Merge { ticket, number },
        Form::Write { ticket, number },
        Form::Satisfied {
            ticket,
            number,
            stars,
        },
        Form::Hours { days: 0b101_0101 },
        Form::Closures,
    ];
    let facts = Key::all().map(|key| Form::Fact { question, key });
    fixed.into_iter().chain(facts).collect()
}

fn inputs(modal: &Value) -> Vec<&Value> {
    let rows = modal["components"].as_array().unwrap().iter();
    rows.map(|row| {
        assert_eq!(row["components"].as_array().unwrap().len(), 1);
        &row["components"][0]
    })
    .collect()
}

#[test]
fn every_form_is_one_that_discord_opens_even_with_far_too_much_in_it() {
    let names = [
        TEXT, PREFECTURE, FIRM, CONTACT, TO, NUMBER, UNTIL, HOURS, LUNCH, RECESS, CLOSURES,
    ];
    let filled: Values = names
        .iter()
        .map(|it| ((*it).to_owned(), "相😀".repeat(4000)))
        .collect();
    for form in forms() {
        let modal = serde_json::to_value(form.modal(&filled)).unwrap();
        let within = |value: &Value, most: usize| {
            let length = limits::length(value.as_str().unwrap());
            assert!((1..=most).contains(&length), "{form:?}: {value}");
        };
        within(&modal["title"], limits::FORM_LABEL);
        within(&modal["custom_id"], super::super::custom_id::LONGEST);
        let inputs = inputs(&modal);
        assert!(
            (1..=limits::FORM_FIELDS).contains(&inputs.len()),
            "{form:?}"
        );
        for input in &inputs {
            within(&input["label"], limits::FORM_LABEL);
            within(&input["placeholder"], limits::OPTION);
            let most = input["max_length"].as_u64().unwrap() as usize;
            assert!(most <= limits::FORM_TEXT, "{form:?}");
            within(&input["value"], most);
        }
        let mut names: Vec<_> = inputs.iter().map(|it| it["custom_id"].as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), inputs.len(), "{form:?}");
    }
}

#[test]
fn a_form_opens_again_with_what_was_written() {
    let filled = Values::from([
        (TEXT.to_owned(), "テレワークの費用".to_owned()),
        (PREFECTURE.to_owned(), "東京".to_owned()),
    ]);
    let form = Form::Consult { question: None };
    let modal = serde_json::to_value(form.modal(&filled)).unwrap();
    let values: Vec<_> = inputs(&modal)
        .iter()
        .map(|it| it["value"].as_str())
        .collect();
    assert_eq!(values, [Some("テレワークの費用"), Some("東京"), None, None]);
}

#[test]
fn what_was_written_comes_back_by_name() {
    let row = |name: &str, value: Value| {
        json!({"type": 1, "components": [
            {"type": 4, "custom_id": name, "value": value}
        ]})
    };
    let rows = json!([
        row(TEXT, json!("  費用は誰が払う？\n")),
        row(CONTACT, json!(" ")),
        row(FIRM, Value::Null),
    ]);
    let rows: Vec<ActionRow> = serde_json::from_value(rows).unwrap();
    let expected = Values::from([(TEXT.to_owned(), "費用は誰が払う？".to_owned())]);
    assert_eq!(values(&rows), expected);
    assert_eq!(values(&[]), Values::new());
}
