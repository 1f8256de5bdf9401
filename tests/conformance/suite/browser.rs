//! A person with a browser: cookies, forms, redirects within the provider, and no script.

use std::sync::{Arc, Mutex};

use reqwest::{
    Url,
    blocking::{Client, RequestBuilder, Response},
    header::{ACCEPT, HeaderMap, LOCATION},
    redirect::Policy,
};

use super::{
    fixtures::{PASSWORD, RELYING_PARTY},
    forms::{self, Form},
};

/// More redirects in a row than any login needs.
const TOO_MANY: usize = 10;

/// A browser of somebody who has never been here.
pub(crate) struct Browser {
    pub(crate) http: Client,
    provider: url::Origin,
    user: String,
    turn: Turn,
}

/// Whose turn it is to log in. A provider counts a password before it looks at it, so that many
/// modules at once would look like somebody who guesses.
pub(crate) type Turn = Arc<Mutex<()>>;

/// Where the browser has come to a stop.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// At a page of the provider.
    Page(Page),
    /// At the client, which is called with this.
    Client(Callback),
}

/// A page, or anything else that is shown.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

/// How the client is called.
#[derive(Debug)]
pub(crate) struct Callback {
    pub(crate) url: Url,
    /// The form, if it is called by one.
    pub(crate) posted: Option<Vec<(String, String)>>,
}

/// What the person was asked on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Login,
    Consent,
}

/// A way through the provider's pages.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) arrival: Arrival,
    pub(crate) screens: Vec<Screen>,
}

impl Browser {
    /// One for a user of the provider at an address.
    pub(crate) fn new(issuer: &str, user: String, turn: Turn) -> Self {
        let http = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Self { http, provider: Url::parse(issuer).unwrap().origin(), user, turn }
    }

    /// Opens an address and follows redirects to the first page, or to the client.
    pub(crate) fn open(&self, url: &Url) -> Arrival {
        self.follow(self.http.get(url.clone()), url)
    }

    /// Sends a form, and follows.
    pub(crate) fn send(&self, url: &Url, fields: &[(String, String)]) -> Arrival {
        self.follow(self.http.post(url.clone()).form(fields), url)
    }

    /// Opens an address, logs in and allows whatever is asked.
    pub(crate) fn visit(&self, url: &Url) -> Visit {
        self.agree(self.open(url))
    }

    /// Opens an address and logs in, as far as the question; gives its page.
    pub(crate) fn question(&self, url: &Url) -> Page {
        let page = self.open(url).at_page();
        let is_question = |page: &Page| page.html.contains("name=\"decision\"");
        if is_question(&page) {
            return page;
        }
        let page = self.answer(&page, &mut Vec::new()).unwrap().at_page();
        assert!(is_question(&page), "no question: {}", page.html);
        page
    }

    /// Logs in and allows, page by page, until there is nothing more to fill.
    pub(crate) fn agree(&self, mut arrival: Arrival) -> Visit {
        let mut screens = Vec::new();
        loop {
            let next = match &arrival {
                Arrival::Page(page) if screens.len() < TOO_MANY => self.answer(page, &mut screens),
                Arrival::Page(_) | Arrival::Client(_) => None,
            };
            match next {
                Some(next) => arrival = next,
                None => return Visit { arrival, screens },
            }
        }
    }

    /// Fills the form of a page that asks something.
    fn answer(&self, page: &Page, screens: &mut Vec<Screen>) -> Option<Arrival> {
        let forms = forms::read(&page.html);
        let form = forms.iter().find_map(|form| {
            if let Some(password) = form.field(&["password"]) {
                let user = form.field(&["text", "email"]).unwrap();
                let values = [(user, self.user.as_str()), (password, PASSWORD)];
                Some((form, Screen::Login, form.filled(&values, form.buttons.first())))
            } else {
                let allow = form.button("decision", "allow")?;
                Some((form, Screen::Consent, form.filled(&[], Some(allow))))
            }
        });
        let (form, screen, fields) = form?;
        // G12: a person without script, and one with old eyes, must get through.
        assert!(!page.html.contains("<script"), "{screen:?} needs a script");
        assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(screens.last() != Some(&screen), "{screen:?} comes back: {}", page.html);
        screens.push(screen);
        let _turn = (screen == Screen::Login).then(|| self.turn.lock());
        Some(self.submit(page, form, &fields))
    }

    /// Submits a form of a page.
    pub(crate) fn submit(&self, page: &Page, form: &Form, fields: &[(String, String)]) -> Arrival {
        let action = page.url.join(form.action.as_deref().unwrap_or_default()).unwrap();
        let action = if form.action.is_some() { action } else { page.url.clone() };
        assert_eq!(form.method, "post", "a form that changes something must not be a GET");
        self.send(&action, fields)
    }

    fn follow(&self, request: RequestBuilder, url: &Url) -> Arrival {
        let (mut request, mut url) = (request, url.clone());
        for _ in 0..TOO_MANY {
            let response = request.header(ACCEPT, "text/html,*/*;q=0.5").send().unwrap();
            let Some(target) = redirect(&response, &url) else { return Self::stop(response, url) };
            if is_client(&target) {
                return Arrival::Client(Callback { url: target, posted: None });
            }
            assert_eq!(target.origin(), self.provider, "a redirect to nobody's place: {target}");
            request = self.http.get(target.clone());
            url = target;
        }
        panic!("too many redirects, the last one to {url}");
    }

    /// A page, or one that sends a form on to the client by itself.
    fn stop(response: Response, url: Url) -> Arrival {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let page = Page { url, status, headers, html: response.text().unwrap() };
        for form in forms::read(&page.html) {
            let action = form.action.as_deref().and_then(|action| page.url.join(action).ok());
            if let Some(url) = action.filter(is_client) {
                page.posts_by_itself(&form, &url);
                let posted = form.filled(&[], None);
                return Arrival::Client(Callback { url, posted: Some(posted) });
            }
        }
        Arrival::Page(page)
    }
}

impl Page {
    /// The page of OAuth 2.0 Form Post Response Mode: sent on by a script, or by the user's hand.
    fn posts_by_itself(&self, form: &Form, to: &Url) {
        assert_eq!((self.status, form.method.as_str()), (200, "post"), "{}", self.html);
        assert!(self.html.contains("submit"), "nothing sends the form: {}", self.html);
        assert!(!form.buttons.is_empty(), "nothing to press where there is no script");
        let cache = self.headers.get("cache-control").map_or("", |value| value.to_str().unwrap());
        assert!(cache.contains("no-store"), "codes and tokens are kept by caches: {cache:?}");
        let policies = self.headers.get_all("content-security-policy").iter();
        for directive in policies.flat_map(|value| value.to_str().unwrap().split(';')) {
            if let Some(sources) = directive.trim().strip_prefix("form-action") {
                let origin = to.origin().ascii_serialization();
                assert!(sources.contains(&origin), "a browser may not send the form:{sources}");
            }
        }
    }

    /// A header, empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Arrival {
    /// The client's call.
    pub(crate) fn at_client(self) -> Callback {
        match self {
            Self::Client(callback) => callback,
            Self::Page(page) => panic!("the client is not called: {} {}", page.status, page.html),
        }
    }

    /// A page of the provider.
    pub(crate) fn at_page(self) -> Page {
        match self {
            Self::Page(page) => page,
            Self::Client(callback) => panic!("redirected to {}", callback.url),
        }
    }

    /// The page that tells the user of an error which no client may be told.
    pub(crate) fn at_error_page(self) -> Page {
        let page = self.at_page();
        assert!((400..500).contains(&page.status), "{} {}", page.status, page.html);
        assert!(page.header("content-type").starts_with("text/html"), "{:?}", page.headers);
        page
    }
}

/// Where a redirect leads to.
fn redirect(response: &Response, url: &Url) -> Option<Url> {
    let status = response.status();
    if !status.is_redirection() {
        return None;
    }
    // RFC 9700 section 4.12: a 307 would send a password or an answer on to the client.
    assert!(matches!(status.as_u16(), 302 | 303), "{status} repeats what was posted");
    let location = response.headers()[LOCATION].to_str().unwrap();
    Some(url.join(location).unwrap())
}

fn is_client(url: &Url) -> bool {
    url.origin().ascii_serialization() == RELYING_PARTY
}
