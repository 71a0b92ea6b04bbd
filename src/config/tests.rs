use super::*;

fn environment() -> Environment {
    Environment {
        home: Some(PathBuf::from("/home/tanaka")),
        ..Environment::default()
    }
}

fn with_file(text: &str) -> Result<Config, Error> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let flags = Flags {
        config: Some(file.path().to_owned()),
        ..Flags::default()
    };
    Config::load(flags, environment())
}

#[test]
fn without_anything_it_serves_this_machine_from_sqlite() {
    let config = Config::load(Flags::default(), environment()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(
        config.data,
        Path::new("/home/tanaka/.local/share/madoguchi")
    );
    assert_eq!(
        config.database,
        Database::Sqlite(config.data.join("madoguchi.sqlite"))
    );
    assert_eq!(config.roles, ServeRole::ALL);
}

#[test]
fn the_example_file_is_valid_and_names_every_key() {
    let text = include_str!("../../deploy/config.example.toml");
    let config = with_file(text).unwrap();
    assert_eq!(
        config.public_url.as_deref(),
        Some("https://madoguchi.example.jp")
    );
    // Every key of the file's struct, so that a new key cannot stay undocumented.
    for key in [
        "listen",
        "data",
        "knowledge",
        "roles",
        "public_url",
        "trusted_proxies",
        "asks_per_minute",
        "receipt_tries_per_hour",
        "live_pages_per_address",
        "right_of_100",
        "lunch",
        "new_year",
        "closures",
        "first_reply_minutes",
        "next_reply_minutes",
        "resolution_minutes",
        "hand_back_minutes",
        "group_minutes",
        "name",
        "topics",
        "prefectures",
        "members",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "format",
        "filter",
    ] {
        assert!(
            text.contains(&format!("{key} =")),
            "{key} is not documented"
        );
    }
    let keys = text
        .lines()
        .filter(|it| it.contains(" = ") && !it.starts_with("# "))
        .count();
    assert_eq!(
        keys, 26,
        "and knowledge and groups, which are commented out: they must exist"
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let Err(Error::Invalid(_, remark)) = with_file("lisen = \"127.0.0.1:80\"\n") else {
        panic!()
    };
    assert!(
        remark.contains("lisen") && remark.contains("line 1"),
        "{remark}"
    );
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let mut environment = environment();
    environment.data = Some(PathBuf::from("/env"));
    let flags = Flags {
        data: Some(PathBuf::from("/flag")),
        ..Flags::default()
    };
    assert_eq!(
        Config::load(flags, environment.clone()).unwrap().data,
        Path::new("/flag")
    );
    assert_eq!(
        Config::load(Flags::default(), environment).unwrap().data,
        Path::new("/env")
    );
}

#[test]
fn beyond_this_machine_only_with_tls_or_on_purpose() {
    let flags = |insecure| Flags {
        listen: "0.0.0.0:80".parse().ok(),
        insecure,
        ..Flags::default()
    };
    let refused = Config::load(flags(false), environment());
    assert_eq!(refused, Err(Error::Insecure("0.0.0.0:80".parse().unwrap())));
    assert!(Config::load(flags(true), environment()).is_ok());
    assert!(with_file("listen = \"0.0.0.0:80\"\npublic_url = \"https://m.example.jp\"").is_ok());
    assert!(with_file("listen = \"0.0.0.0:80\"\npublic_url = \"http://m.example.jp\"").is_err());
}

#[test]
fn wrong_values_are_refused() {
    for url in [
        "m.example.jp",
        "https://",
        "https://m.example.jp/",
        "https://a@b.jp",
    ] {
        assert!(
            matches!(
                with_file(&format!("public_url = \"{url}\"")),
                Err(Error::PublicUrl(_))
            ),
            "{url}"
        );
    }
    for limit in [
        "asks_per_minute",
        "receipt_tries_per_hour",
        "live_pages_per_address",
    ] {
        let none = with_file(&format!("[limits]\n{limit} = 0"));
        assert_eq!(none, Err(Error::Limit), "{limit}");
    }
    let mut wrong = environment();
    wrong.database_url = Some(Secret::new("mysql://x".to_owned()));
    assert_eq!(
        Config::load(Flags::default(), wrong),
        Err(Error::DatabaseUrl)
    );
}

#[test]
fn secrets_stay_out_of_debug_output() {
    let mut environment = environment();
    environment.database_url = Some(Secret::new("postgres://u:geheim@db/m".to_owned()));
    environment.discord_token = Some(Secret::new("geheim".to_owned()));
    let config = Config::load(Flags::default(), environment.clone()).unwrap();
    assert!(!format!("{config:?} {environment:?}").contains("geheim"));
    assert_eq!(config.discord_token.unwrap().reveal(), "geheim");
}

#[test]
fn a_promise_is_one_that_can_be_kept() {
    let promising = |text: &str| with_file(text).map(|it| it.answers.promise());
    assert_eq!(promising(""), Ok(0.95));
    assert_eq!(promising("[answers]\nright_of_100 = 90"), Ok(0.90));
    for text in [
        "[answers]\nright_of_100 = 100",
        "[answers]\nright_of_100 = 49",
    ] {
        assert_eq!(promising(text), Err(Error::Promise), "{text}");
    }
}

#[test]
fn the_desk_has_hours_breaks_and_closures() {
    let desk = |text: &str| with_file(text).map(|it| it.desk);
    assert_eq!(desk(""), Ok(Desk::default()));
    let text = "[desk]\nlunch = \"12:30-13:30\"\nnew_year = \"\"\n\
        closures = [\"2026-12-28/2026-12-30\", \"2027-05-06\"]\nfirst_reply_minutes = 60\n\
        [[desk.groups]]\nname = \"助成金\"\ntopics = [\"助成金\"]\nmembers = [\"佐藤\"]\n\
        [desk.hours]\nmonday = \"\"\nfriday = \"10:00-13:00\"\nsaturday = \"13:00-24:00\"\n";
    let desk = desk(text).unwrap();
    let shifts = |day| -> Vec<(u16, u16)> {
        let shifts = desk.hours.week.shifts(day).iter();
        shifts.map(|it| (it.from, it.until)).collect()
    };
    use chrono::Weekday;
    assert_eq!(shifts(Weekday::Mon), []);
    assert_eq!(shifts(Weekday::Tue), [(540, 750), (810, 1080)]);
    assert_eq!(shifts(Weekday::Fri), [(600, 750)]);
    assert_eq!(shifts(Weekday::Sat), [(810, 1440)]);
    assert_eq!(desk.hours.recess, None);
    let [group] = &desk.groups[..] else { panic!() };
    assert!(group.has("佐藤") && !group.has("鈴木") && group.prefectures.is_empty());
    assert_eq!(desk.hours.closures.len(), 4);
    assert_eq!(desk.first_reply.num_minutes(), 60);
}

#[test]
fn a_desk_that_never_works_or_answers_is_refused() {
    let closed = ["mon", "tues", "wednes", "thurs", "fri"].map(|it| format!("{it}day = \"\"\n"));
    let closed = format!("[desk.hours]\n{}", closed.concat());
    for (text, part) in [
        (closed.as_str(), "desk.hours"),
        ("[desk.hours]\nmonday = \"9-17\"", "desk.hours.monday"),
        ("[desk.hours]\nmonday = \"17:00-9:00\"", "desk.hours.monday"),
        ("[desk]\nlunch = \"noon\"", "desk.lunch"),
        ("[desk]\nnew_year = \"01-04/12-28\"", "desk.new_year"),
        ("[desk]\nnew_year = \"12-29/02-30\"", "desk.new_year"),
        (
            "[desk]\nclosures = [\"2026-12-30/2026-12-28\"]",
            "desk.closures",
        ),
        (
            "[desk]\nfirst_reply_minutes = 0",
            "desk.first_reply_minutes",
        ),
        ("[[desk.groups]]\nname = \"甲\"\nmembers = []", "members"),
        (
            "[[desk.groups]]\nname = \" \"\nmembers = [\"佐藤\"]",
            "name",
        ),
        (
            "[[desk.groups]]\nname = \"甲\"\nmembers = [\"佐藤\"]\n\
             [[desk.groups]]\nname = \"甲\"\nmembers = [\"鈴木\"]",
            "重なって",
        ),
        (
            "[desk]\nresolution_minutes = 999999",
            "desk.resolution_minutes",
        ),
    ] {
        let Err(Error::Invalid(_, remark)) = with_file(text) else {
            panic!("{text}")
        };
        assert!(remark.contains(part), "{text}: {remark}");
    }
}
