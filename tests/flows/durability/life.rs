//! One login and what comes of it, by a browser that writes down every answer and every secret.

use reqwest::{Client, Error, RequestBuilder, redirect::Policy};
use tokio::sync::mpsc::UnboundedSender;

use super::state::State;
use crate::harness::{
    CALLBACK, PASSWORD,
    app::{Tokens, method},
    fixtures::secret_of,
    person::Answer,
};

const APP: &str = "trusted";
const USERS: [&str; 3] = ["alice@example.com", "erin@example.com", "mallory@example.com"];
/// Letters of a kind and an id together, in everything that we issue.
const PUBLIC: usize = 26;
/// Letters of a secret behind them.
const SECRET: usize = 32;

/// A login and what came of it.
#[derive(Default)]
pub(super) struct Life {
    user: &'static str,
    cookies: String,
    session: State,
    code: String,
    tokens: Option<Tokens>,
    grant: State,
    secrets: Vec<String>,
    names: Vec<String>,
}

/// The server, as long as it answers.
struct Web {
    client: Client,
    url: String,
    answered: Option<UnboundedSender<()>>,
}

/// A browser that keeps nothing and follows nothing.
pub(super) fn browser() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

/// Lives one life after the other until the server is gone.
pub(super) async fn go_on(url: String, number: usize, answered: UnboundedSender<()>) -> Vec<Life> {
    let web = Web { client: browser(), url, answered: Some(answered) };
    let mut lives = Vec::new();
    for fate in number.. {
        let mut life = Life { user: USERS[number % USERS.len()], ..Life::default() };
        let end = life.live(&web, fate).await;
        lives.push(life);
        if end.is_err() {
            break;
        }
    }
    lives
}

impl Web {
    /// An answer that was read to its end. Only that is a promise.
    async fn ask(&self, request: RequestBuilder) -> Result<Answer, Error> {
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let answer = Answer { status, headers, text: answer.text().await? };
        if let Some(answered) = &self.answered {
            // It fails only if enough have been counted.
            answered.send(()).ok();
        }
        Ok(answer)
    }

    fn get(&self, path: &str, cookies: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url)).header("cookie", cookies)
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url)).form(form)
    }

    /// A form, by the app.
    async fn post_as_app(&self, name: &str, form: &[(&str, &str)]) -> Result<Answer, Error> {
        let request = self.post(&method(name), form);
        self.ask(request.basic_auth(APP, Some(secret_of(APP)))).await
    }
}

impl Life {
    /// Whether its grant was revoked.
    pub(super) fn is_revoked(&self) -> bool {
        self.grant == State::Over
    }

    /// Whether its session was ended.
    pub(super) fn is_logged_out(&self) -> bool {
        self.session == State::Over
    }

    /// Everything that nobody else may know.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.secrets.clone()
    }

    /// What the store has of it in the clear.
    pub(super) fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    async fn live(&mut self, web: &Web, fate: usize) -> Result<(), Error> {
        self.log_in(web).await?;
        if fate % 4 == 3 {
            self.mistype(web).await?;
            self.log_in(web).await?;
        }
        self.authorize(web).await?;
        let answer = self.redeem(web).await?;
        self.take(&answer);
        for _ in 0..2 {
            self.refresh(web).await?;
        }
        match fate % 3 {
            0 => self.revoke(web).await,
            1 => self.log_out(web).await,
            _ => Ok(()),
        }
    }

    /// By the page, as a browser. The session before it ends.
    async fn log_in(&mut self, web: &Web) -> Result<(), Error> {
        self.session = self.session.asked_to_end();
        let page = web.ask(web.get("/login?again=1", &self.cookies)).await?;
        let csrf = cookie(&page, "csrf").unwrap();
        self.secrets.push(csrf.clone());
        let form = [("csrf_token", csrf.as_str()), ("usr", self.user), ("pwd", PASSWORD)];
        let cookies = format!("{}; csrf={csrf}", self.cookies);
        let answer = web.ask(web.post("/login", &form).header("cookie", cookies)).await?;
        assert_eq!(answer.status, 303, "{answer:?}");
        let [sid, browser] = ["sid", "known_browser"].map(|name| cookie(&answer, name).unwrap());
        self.cookies = format!("sid={sid}; known_browser={browser}");
        self.session = State::Good;
        self.keep(&sid);
        self.secrets.push(browser);
        let me = web.ask(web.get("/me", &self.cookies)).await?;
        self.secrets.push(me.field("csrf_token"));
        Ok(())
    }

    /// A wrong password, where the user is known.
    async fn mistype(&mut self, web: &Web) -> Result<(), Error> {
        let typo = format!("{PASSWORD}-{}", self.secrets.len());
        let form = [("usr", self.user), ("pwd", typo.as_str())];
        let request = web.post("/api/method/login", &form).header("cookie", &self.cookies);
        assert_eq!(web.ask(request).await?.status, 401);
        self.secrets.push(typo);
        Ok(())
    }

    async fn authorize(&mut self, web: &Web) -> Result<(), Error> {
        let path = format!(
            "{}?response_type=code&client_id={APP}&scope=all%20openid&redirect_uri={CALLBACK}",
            method("authorize")
        );
        let code = web.ask(web.get(&path, &self.cookies)).await?.parameter("code").unwrap();
        self.keep(&code);
        self.code = code;
        Ok(())
    }

    async fn redeem(&self, web: &Web) -> Result<Answer, Error> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &self.code),
            ("redirect_uri", CALLBACK),
        ];
        web.post_as_app("get_token", &form).await
    }

    async fn refresh(&mut self, web: &Web) -> Result<(), Error> {
        let token = self.tokens.as_ref().unwrap().refresh.clone();
        self.grant = State::GoodEitherWay;
        let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        let answer = web.post_as_app("get_token", &form).await?;
        self.take(&answer);
        Ok(())
    }

    async fn revoke(&mut self, web: &Web) -> Result<(), Error> {
        self.grant = self.grant.asked_to_end();
        let token = self.tokens.as_ref().unwrap().access.clone();
        let answer = web.post_as_app("revoke_token", &[("token", &token)]).await?;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.grant = State::Over;
        Ok(())
    }

    async fn log_out(&mut self, web: &Web) -> Result<(), Error> {
        self.session = self.session.asked_to_end();
        let request = web.post("/api/method/logout", &[]).header("cookie", &self.cookies);
        assert_eq!(web.ask(request).await?.status, 200);
        self.session = State::Over;
        Ok(())
    }

    /// Writes down tokens.
    fn take(&mut self, answer: &Answer) {
        let tokens = Tokens::of(answer);
        self.keep(&tokens.access);
        self.keep(&tokens.refresh);
        self.secrets.push(answer.json()["id_token"].as_str().unwrap().to_owned());
        self.names.push(format!("grant#{}", &tokens.access[4..PUBLIC]));
        (self.tokens, self.grant) = (Some(tokens), State::Good);
    }

    /// Writes down a secret, whole and by its parts: what is behind kind and id is what proves.
    fn keep(&mut self, text: &str) {
        self.secrets.push(text.to_owned());
        let parts = text.as_bytes()[PUBLIC..].chunks(SECRET);
        self.secrets.extend(parts.map(|part| String::from_utf8(part.to_vec()).unwrap()));
    }

    /// Holds another server on the same data to what the one before has said.
    pub(super) async fn check(&mut self, url: &str) {
        let web = Web { client: browser(), url: url.to_owned(), answered: None };
        self.check_session(&web).await;
        self.check_grant(&web).await;
    }

    async fn check_session(&self, web: &Web) {
        let who = web.get("/api/method/frappe.auth.get_logged_user", &self.cookies);
        let answer = web.ask(who).await.unwrap();
        match self.session {
            State::Good | State::GoodEitherWay => assert_eq!(answer.json()["message"], self.user),
            State::Over => assert_eq!(answer.status, 403, "{answer:?}"),
            State::Unknown | State::InDoubt => {}
        }
    }

    async fn check_grant(&mut self, web: &Web) {
        let Some(tokens) = self.tokens.clone() else { return };
        let access = [("token", tokens.access.as_str())];
        let active = web.post_as_app("introspect_token", &access).await.unwrap().json();
        match self.grant {
            State::Good => {
                assert_eq!(active["active"], true, "{active}");
                self.refresh(web).await.unwrap();
            }
            // The rotation has happened or not: the client that repeats it gets its pair.
            State::GoodEitherWay => self.refresh(web).await.unwrap(),
            State::Over => {
                assert_eq!(active["active"], false, "{active}");
                let form = [("grant_type", "refresh_token"), ("refresh_token", &tokens.refresh)];
                let answer = web.post_as_app("get_token", &form).await.unwrap();
                let revoked = "400 invalid_grant The refresh token has been revoked.";
                assert_eq!(answer.refusal(), revoked);
                let again = self.redeem(web).await.unwrap().refusal();
                assert_eq!(again, "400 invalid_grant The code has been revoked.");
            }
            State::Unknown | State::InDoubt => {}
        }
    }
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let mut pairs = lines.filter_map(|line| line.split(';').next()?.split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value.to_owned())
}
