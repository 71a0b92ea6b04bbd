//! A browser that talks to a server over HTTP.

use std::io;

use super::server::PATIENCE;

/// A browser without scripts: it keeps cookies and follows no redirect by itself.
#[derive(Debug)]
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    cookies: Vec<(String, String)>,
}

/// What a browser got.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

impl Page {
    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> &str {
        let start = format!("name=\"{name}\" value=\"");
        let value = self.body.split_once(&start).and_then(|(_, rest)| {
            let (value, _) = rest.split_once('"')?;
            Some(value)
        });
        value.unwrap_or_else(|| panic!("no field {name} in {self:?}"))
    }

    /// The number of the ticket that a redirect leads to.
    pub fn ticket(&self) -> u32 {
        let number = self
            .location
            .as_deref()
            .and_then(|it| it.rsplit('/').next()?.parse().ok());
        number.unwrap_or_else(|| panic!("no ticket: {self:?}"))
    }
}

impl Browser {
    /// Opens a browser.
    pub fn at(base: &str) -> Browser {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Browser {
            agent: agent.into(),
            base: base.to_owned(),
            cookies: Vec::new(),
        }
    }

    /// Goes on with the same cookies at another address.
    pub fn moves(&mut self, base: &str) {
        base.clone_into(&mut self.base);
    }

    /// Sends a request: the fields of a form, or none.
    pub fn send(&mut self, path: &str, form: Option<&[(&str, &str)]>) -> Result<Page, ureq::Error> {
        let url = format!("{}{path}", self.base);
        let cookies = self.cookie();
        let mut response = match form {
            None => self.agent.get(&url).header("cookie", &cookies).call()?,
            Some(form) => {
                let request = self.agent.post(&url).header("cookie", &cookies);
                request.send_form(form.iter().copied())?
            }
        };
        for cookie in response.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(it, _)| it != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let location = response.headers().get("location");
        Ok(Page {
            status: response.status().as_u16(),
            location: location.map(|it| it.to_str().unwrap().to_owned()),
            body: response.body_mut().read_to_string()?,
        })
    }

    /// The cookies, as a request carries them.
    pub fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, it)| format!("{name}={it}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Opens a stream of events.
    pub fn listen(&self, path: &str) -> impl io::Read + use<> {
        let url = format!("{}{path}", self.base);
        let request = self.agent.get(&url).header("cookie", &self.cookie());
        let response = request.call().unwrap();
        assert_eq!(response.status(), 200);
        response.into_body().into_reader()
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) -> Page {
        self.send(path, None).unwrap()
    }

    /// Sends a form, with the token of the page it stands on.
    pub fn post(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Page {
        let form = [&[("csrf", csrf)], fields].concat();
        self.send(path, Some(&form)).unwrap()
    }

    /// Logs in with a one-time link; fails if it does not work.
    pub fn log_in(&mut self, path: &str) {
        let csrf = self.get(path).field("csrf").to_owned();
        let page = self.post(path, &csrf, &[]);
        assert_eq!(page.location.as_deref(), Some("/desk"), "{page:?}");
    }
}
