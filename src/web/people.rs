//! Who works at the desk: administrators add people and make their login links.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
    routing::get,
};

use super::{
    form::{Form, text_error},
    login::Admin,
    office::Office,
    problem::Problem,
    shell::{Shell, page, page_again},
    visitor::Visitor,
};
use crate::people::{LOGIN_LINK_LIFE, LoginToken, Person, PersonId, Role};

const MAX_NAME: usize = 40;

/// Returns the page and what its form does.
pub fn routes() -> Router<Arc<Office>> {
    Router::new().route("/desk/people", get(show).post(add))
}

/// A link that was just made.
pub struct NewLink {
    name: String,
    link: String,
    stays_admin: bool,
}

/// Everybody who works at the desk, and the form for one more.
#[derive(Template)]
#[template(path = "people.html", config = "src/web/askama.toml")]
pub struct PeoplePage {
    shell: Shell,
    csrf: String,
    people: Vec<(Person, &'static str)>,
    can_lose_admin: bool,
    /// What was done, or could not be done.
    pub said: Option<String>,
    link: Option<NewLink>,
    minutes: i64,
    name: String,
    is_admin: bool,
    error: Option<String>,
}

impl PeoplePage {
    /// Prepares the page for an administrator.
    pub async fn load(office: &Office, visitor: &Visitor, me: Person) -> anyhow::Result<Self> {
        let people = office.store.people().await?;
        let admins = people.iter().filter(|it| it.role == Role::Admin);
        let can_lose_admin = 1 < admins.count();
        let csrf = visitor.token(office);
        Ok(PeoplePage {
            shell: Shell::desk("相談員の管理".to_owned(), me, csrf.clone()),
            csrf,
            people: people
                .into_iter()
                .map(|it| (it.clone(), role_name(it.role)))
                .collect(),
            can_lose_admin,
            said: None,
            link: None,
            minutes: LOGIN_LINK_LIFE.num_minutes(),
            name: String::new(),
            is_admin: false,
            error: None,
        })
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Consultant => "相談員",
        Role::Admin => "管理者",
    }
}

async fn show(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Admin(me): Admin,
) -> Result<Response, Problem> {
    Ok(page(&PeoplePage::load(&office, &visitor, me).await?))
}

async fn add(
    State(office): State<Arc<Office>>,
    visitor: Visitor,
    Admin(me): Admin,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let name = form.text("name");
    let role = match form.text("role") {
        "admin" => Role::Admin,
        _ => Role::Consultant,
    };
    let lines = || {
        name.contains('\n')
            .then(|| "名前は1行で入力してください。".to_owned())
    };
    if let Some(error) = text_error("名前", name, MAX_NAME).or_else(lines) {
        let mut again = PeoplePage::load(&office, &visitor, me).await?;
        (again.name, again.error) = (name.to_owned(), Some(error));
        again.is_admin = role == Role::Admin;
        return Ok(page_again(&again));
    }
    let now = office.clock.now();
    let id = PersonId(office.clock.new_id());
    let person = office
        .store
        .person_named_or_new(id, name, role, now)
        .await?;
    let token = LoginToken::new()?;
    let expires = now + LOGIN_LINK_LIFE;
    let hash = token.hash();
    office
        .store
        .add_login_link(&hash, person.id, expires)
        .await?;
    tracing::info!(person.id = %person.id.0, by = %me.id.0, "made a login link");
    let mut shown = PeoplePage::load(&office, &visitor, me).await?;
    shown.link = Some(NewLink {
        stays_admin: person.role != role,
        name: person.name,
        link: token.link(&base(&office, &headers)),
    });
    Ok(page(&shown))
}

/// Returns the address of the pages, as the administrator's browser reached them.
fn base(office: &Office, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    match &office.settings.public_url {
        Some(url) => url.clone(),
        None => format!("http://{}", host.unwrap_or("127.0.0.1:8080")),
    }
}
