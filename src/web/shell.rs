//! The frame of every page, and pages that only tell something.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use super::{assets, problem::Notice};
use crate::people::{Person, Role};

/// What the frame around a page shows.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Title of the page, without the product's name.
    pub title: String,
    /// The member of staff who is logged in, on pages of the desk.
    pub staff: Option<Person>,
    /// The visitor's form token, where the frame itself has a form (log out).
    pub csrf: String,
}

impl Shell {
    /// Returns the frame of a page for askers.
    pub fn public(title: &str) -> Shell {
        Shell {
            title: title.to_owned(),
            staff: None,
            csrf: String::new(),
        }
    }

    /// Returns the frame of a page of the desk.
    pub fn desk(title: String, staff: Person, csrf: String) -> Shell {
        let staff = Some(staff);
        Shell { title, staff, csrf }
    }

    /// Returns the address of the style sheet.
    pub fn style(&self) -> &'static str {
        assets::address("site.css")
    }

    /// Returns the address of the script.
    pub fn script(&self) -> &'static str {
        assets::address("site.js")
    }

    /// Returns the address of the icon.
    pub fn icon(&self) -> &'static str {
        assets::address("icon.svg")
    }

    /// Tells whether the person logged in is an administrator.
    pub fn is_admin(&self) -> bool {
        let staff = self.staff.as_ref();
        staff.is_some_and(|it| it.role == Role::Admin)
    }
}

/// Returns a rendered template, or the page about a failure: a template can only fail by a bug.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => super::problem::Problem::from(error).into_response(),
    }
}

/// Returns a page whose form came back with what is wrong in it.
pub fn page_again(template: &impl Template) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page(template)).into_response()
}

/// Returns the page as it is now, to somebody who acted on an older one.
pub fn page_of_now(template: &impl Template) -> Response {
    (StatusCode::CONFLICT, page(template)).into_response()
}

#[derive(Template)]
#[template(path = "notice.html", config = "src/web/askama.toml")]
struct NoticePage<'a> {
    shell: Shell,
    notice: &'a Notice,
    reference: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "notice_fragment.html", config = "src/web/askama.toml")]
struct NoticeFragment<'a> {
    notice: &'a Notice,
    reference: Option<&'a str>,
}

/// Returns a page that says what went wrong and what to do.
pub fn notice_page(notice: &Notice, reference: Option<&str>) -> Response {
    page(&NoticePage {
        shell: Shell::public(notice.title),
        notice,
        reference,
    })
}

/// Returns the same as a part of a page.
pub fn notice_fragment(notice: &Notice, reference: Option<&str>) -> Response {
    page(&NoticeFragment { notice, reference })
}
