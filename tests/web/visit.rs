//! An office with a small collection, and browsers that visit it.

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::{DateTime, Utc};
use madoguchi::{
    assistant::{Assistant, Shelf},
    clock::Clock,
    knowledge,
    people::{LOGIN_LINK_LIFE, LoginToken, PersonId, Role},
    store::Store,
    web::{self, Office, WebSettings},
};
use tempfile::TempDir;
use tower::ServiceExt as _;

const HOLIDAYS: &str = include_str!("../../knowledge/calendar/holidays.csv");

const NAKANUKE: &str = r#"+++
question = "テレワーク中の「中抜け」の時間はどう扱えばよいですか"
phrasings = ["在宅勤務の途中で子どもの送迎に行く時間の扱い", "仕事の合間に私用で抜けた時間", "中抜けしたときの勤怠"]
topics = ["労働時間"]
audience = ["経営者", "労務担当"]
review_after_days = 365
[[sources]]
title = "テレワークの適切な導入及び実施の推進のためのガイドライン"
publisher = "厚生労働省"
edition = "令和3年3月25日改定"
section = "7(4)"
url = "https://www.mhlw.go.jp/content/000828987.pdf"
checked_on = 2026-11-22
level = "official"
+++
中抜け時間は、休憩として扱うか、時間単位の年次有給休暇として扱えます。[1]

扱いは**就業規則**で決めておきます。[1]
"#;

/// The entry of the small collection.
pub const ENTRY: &str = "qa/nakanuke";

/// A running office, with its clock.
pub struct Place {
    /// The pages.
    pub app: Router,
    /// The store behind them.
    pub store: Store,
    /// The clock they read; moves only when told to.
    pub clock: Clock,
    folder: Arc<TempDir>,
    /// How the desk works: a table of the configuration.
    desk: String,
    /// More files of its collection.
    more: Vec<(String, Vec<u8>)>,
}

impl Place {
    /// Opens an office with the settings of a fresh installation.
    pub async fn open() -> Place {
        Place::with(WebSettings::default()).await
    }

    /// Opens an office that knows the public holidays.
    pub async fn with_holidays() -> Place {
        let path = "calendar/holidays.csv".to_owned();
        Place::of(WebSettings::default(), "", vec![(path, HOLIDAYS.into())]).await
    }

    /// Opens an office whose desk works as this table of the configuration says.
    pub async fn with_desk(table: &str) -> Place {
        Place::of(WebSettings::default(), table, Vec::new()).await
    }

    /// Opens an office.
    pub async fn with(settings: WebSettings) -> Place {
        Place::of(settings, "", Vec::new()).await
    }

    async fn of(settings: WebSettings, desk: &str, more: Vec<(String, Vec<u8>)>) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("madoguchi.sqlite");
        let mut place = Place {
            app: Router::new(),
            store: Store::open_sqlite(&file).await.unwrap(),
            clock: Clock::manual("2026-11-22T00:00:00Z".parse::<DateTime<Utc>>().unwrap()),
            folder: Arc::new(folder),
            desk: desk.to_owned(),
            more,
        };
        place.app = web::router(place.open_again(settings).await);
        place
    }

    /// Opens an office that knows these files instead.
    pub async fn knowing(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Place {
        let (collection, problems) = knowledge::load_files(files);
        assert_eq!(problems, [], "the collection of these tests");
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("web");
        let shelf = Shelf::build(collection, 1, &cache).unwrap();
        let mut place = Place::open().await;
        let (store, clock) = (place.store.clone(), place.clock.clone());
        let assistant = Assistant::recording(store.clone(), clock.clone(), shelf);
        let office = Office::open(Arc::new(assistant), store, clock, WebSettings::default());
        place.app = web::router(office.await.unwrap());
        place
    }

    /// Opens another office on the same store, as another process would; it is still to be served.
    pub async fn open_again(&self, settings: WebSettings) -> Office {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let file = ("qa/nakanuke.md".to_owned(), NAKANUKE.into());
        let files = [file].into_iter().chain(self.more.clone());
        let (collection, problems) = knowledge::load_files(files);
        assert_eq!(problems, [], "the collection of these tests");
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("web");
        let shelf = Shelf::build(collection, 1, &cache).unwrap();
        let assistant = Assistant::recording(store.clone(), clock.clone(), shelf);
        let assistant = assistant.with_desk(toml::from_str(&self.desk).unwrap());
        let office = Office::open(Arc::new(assistant), store, clock, settings);
        office.await.unwrap()
    }

    /// Returns a new browser.
    pub fn browser(&self) -> Browser {
        Browser {
            app: self.app.clone(),
            cookies: BTreeMap::new(),
            address: ([192, 0, 2, 1], 50000).into(),
            _folder: self.folder.clone(),
        }
    }

    /// Returns the path of a fresh login link.
    pub async fn login_path(&self, name: &str, role: Role) -> String {
        let id = PersonId(self.clock.new_id());
        let now = self.clock.now();
        let person = self.store.person_named_or_new(id, name, role, now).await;
        let token = LoginToken::new().unwrap();
        let expires = now + LOGIN_LINK_LIFE;
        let person = person.unwrap().id;
        let hash = token.hash();
        let added = self.store.add_login_link(&hash, person, expires).await;
        added.unwrap();
        token.link("")
    }

    /// Returns a browser in which a member of staff is logged in.
    pub async fn staff(&self, name: &str, role: Role) -> Browser {
        let path = self.login_path(name, role).await;
        let mut browser = self.browser();
        let page = browser.post(&path, &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser
    }
}

/// A browser: it keeps cookies and sends the form token of the pages.
pub struct Browser {
    app: Router,
    cookies: BTreeMap<String, String>,
    /// The address it comes from.
    pub address: SocketAddr,
    /// Keeps the office's database as long as anybody visits.
    _folder: Arc<TempDir>,
}

/// What came back.
pub struct Page {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as text.
    pub body: String,
}

impl Page {
    /// Returns where a redirect leads.
    pub fn target(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// Returns the text between `before` and `after`.
    pub fn between(&self, before: &str, after: &str) -> &str {
        let rest = self.body.split_once(before).map(|it| it.1);
        let found = rest.and_then(|it| it.split_once(after));
        found
            .unwrap_or_else(|| panic!("no {before:?} in {}", self.body))
            .0
    }

    /// Tells whether the page contains `text`.
    pub fn says(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}

impl Browser {
    /// Sends any request, with this browser's cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Page {
        request.extensions_mut().insert(ConnectInfo(self.address));
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let cookies = cookies.join("; ").parse().unwrap();
        request.headers_mut().insert(header::COOKIE, cookies);
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            let value = value.split(';').next().unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Returns the token that this browser's forms carry.
    pub async fn token(&mut self) -> String {
        let page = self.get("/").await;
        page.between("name=\"csrf\" value=\"", "\"").to_owned()
    }

    /// Sends a form with the token of the pages.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token().await;
        let fields = [&[("csrf", token.as_str())], fields].concat();
        self.send(form(path, &fields)).await
    }

    /// Chooses the entry of the collection; returns the stored question's id.
    pub async fn choose(&mut self) -> String {
        let page = self.post("/choose", &[("entry", ENTRY)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        page.target().strip_prefix("/#q-").unwrap().to_owned()
    }

    /// Opens a ticket; returns its number and the confirmation code.
    pub async fn ticket(&mut self, question: &str) -> (String, String) {
        let page = self.post("/tickets", &[("question", question)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let path = page.target().to_owned();
        let code = self
            .get(&path)
            .await
            .between("id=\"code\">", "<")
            .to_owned();
        (path.strip_prefix("/tickets/").unwrap().to_owned(), code)
    }

    /// Returns the cookies, as a request carries them.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }
}

/// Returns a form as browsers send it.
pub fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    raw_form(path, fields.join("&"))
}

/// Returns a form with this body.
pub fn raw_form(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap()
}
