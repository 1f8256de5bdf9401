//! What a module is given: the provider, a plan's clients, a response type and a response mode; and
//! the flow that most modules are variations of.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Suite,
    answer::Answer,
    browser::{Browser, Callback, Screen, Turn, Visit},
    client::{Client, Reply},
    entropy, fixtures,
    id_token::IdToken,
    provider::Provider,
    receiver::Receiver,
    registration::{self, Registered, Registry},
    request::Request,
    standard_claims,
};

/// Where the answer of the authorization endpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Query,
    Fragment,
    FormPost,
}

/// For which response type and mode a module runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) response_type: &'static str,
    /// Whether `response_mode=form_post` is sent; else no mode is.
    pub(crate) is_form_post: bool,
    /// How clients prove themselves that register themselves; `None` if they were registered by hand.
    pub(crate) registers_with: Option<&'static str>,
}

/// One run of one module.
#[derive(Clone)]
pub(crate) struct Run<'a> {
    pub(crate) provider: Provider,
    pub(crate) receiver: &'a Receiver,
    pub(crate) folder: &'static str,
    pub(crate) variant: Variant,
    pub(crate) client: Client,
    pub(crate) registry: &'a Registry,
    turn: Turn,
}

/// What a client has in its hands after a login.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) code: Option<String>,
    /// Of the token endpoint if there was a code, else of the front.
    pub(crate) id_token: Option<IdToken>,
    /// The same.
    pub(crate) access_token: Option<String>,
    pub(crate) refresh_token: Option<String>,
    /// What the token endpoint has answered.
    pub(crate) body: Value,
    pub(crate) screens: Vec<Screen>,
}

impl<'a> Run<'a> {
    /// Discovers the provider anew, as every module does.
    pub(crate) fn new(suite: &'a Suite, folder: &'static str, variant: Variant) -> Self {
        let started = suite.started();
        let provider = Provider::discover(&started.issuer);
        let registry = &started.registry;
        let client = client_of(&provider, registry, (folder, "client1"), variant);
        let turn = Arc::clone(&started.turn);
        Self { provider, receiver: &started.receiver, folder, variant, client, registry, turn }
    }

    /// The same with another client of the plan.
    pub(crate) fn by(&self, name: &str) -> Self {
        let named = (self.folder, name);
        self.with(client_of(&self.provider, self.registry, named, self.variant))
    }

    /// The same with this client.
    pub(crate) fn with(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }

    /// The same with a client that has just registered itself, as the plan's do but for `change`.
    pub(crate) fn registering(&self, change: &Value) -> (Self, Registered) {
        let mut metadata = registration::metadata(self.folder, self.variant, &self.registry.key);
        metadata.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let registered = self.registry.register(&self.provider, &metadata);
        (self.with(registered.client.clone()), registered)
    }

    /// The same for another response type.
    pub(crate) fn asking_for(&self, response_type: &'static str) -> Self {
        Self { variant: Variant { response_type, ..self.variant }, ..self.clone() }
    }

    /// Where answers have to stand.
    pub(crate) fn mode(&self) -> Mode {
        match (self.variant.is_form_post, self.variant.response_type) {
            (true, _) => Mode::FormPost,
            (false, "code") => Mode::Query,
            (false, _) => Mode::Fragment,
        }
    }

    /// A browser of the plan's user, who is not logged in.
    pub(crate) fn browser(&self) -> Browser {
        self.browser_of(self.folder)
    }

    /// A browser of another plan's user.
    pub(crate) fn browser_of(&self, folder: &str) -> Browser {
        let user = fixtures::user_of(folder);
        Browser::new(self.provider.issuer(), user, Arc::clone(&self.turn))
    }

    /// The plain request.
    pub(crate) fn request(&self) -> Request {
        let request = Request::default()
            .with("client_id", &self.client.id)
            .with("redirect_uri", &self.client.redirect_uri)
            .with("scope", "openid")
            .with("state", &entropy::random(32))
            .with("nonce", &entropy::random(32))
            .with("response_type", self.variant.response_type);
        if self.variant.is_form_post { request.with("response_mode", "form_post") } else { request }
    }

    /// Opens the request in a browser and answers what is asked.
    pub(crate) fn visit(&self, browser: &Browser, request: &Request) -> Visit {
        browser.visit(&request.at(&self.provider.endpoint("authorization_endpoint")))
    }

    /// The same as far as the client's call.
    pub(crate) fn authorize(&self, browser: &Browser, request: &Request) -> (Answer, Vec<Screen>) {
        let Visit { arrival, screens } = self.visit(browser, request);
        (self.read(&arrival.at_client(), request), screens)
    }

    /// The word of the refusal that the client is told.
    pub(crate) fn refusal(&self, browser: &Browser, request: &Request) -> String {
        self.authorize(browser, request).0.error().to_owned()
    }

    /// What the client is called with, which has to stand in its place.
    pub(crate) fn read(&self, callback: &Callback, request: &Request) -> Answer {
        Answer::read(callback, self.mode(), request, &self.provider)
    }

    /// A whole login: authorization, both ID Tokens, tokens and profile.
    pub(crate) fn sign_in(&self, browser: &Browser, request: &Request) -> Grant {
        let (answer, screens) = self.authorize(browser, request);
        self.complete(request, &answer, screens)
    }

    /// The same in a new browser, with the plain request.
    pub(crate) fn happy_flow(&self) -> Grant {
        self.sign_in(&self.browser(), &self.request())
    }

    /// What follows on the client's call.
    pub(crate) fn complete(
        &self,
        request: &Request,
        answer: &Answer,
        screens: Vec<Screen>,
    ) -> Grant {
        answer.demand_success(self.variant.response_type);
        let front = self.front_id_token(request, answer);
        let code = answer.get("code").map(str::to_owned);
        let mut grant = Grant {
            code: code.clone(),
            id_token: front.clone(),
            access_token: answer.get("access_token").map(str::to_owned),
            refresh_token: None,
            body: Value::Null,
            screens,
        };
        if let Some(code) = code {
            let body = self.redeem(&code, &[]).success();
            let text = |name: &str| body[name].as_str().map(str::to_owned);
            assert_eq!(text("token_type").unwrap().to_lowercase(), "bearer");
            let access_token = text("access_token").unwrap();
            let id_token = self.judge(&text("id_token").unwrap(), request);
            id_token.judge_hash("at_hash", Some(&access_token), false);
            id_token.judge_hash("c_hash", Some(&code), false);
            if let Some(front) = front {
                for name in ["iss", "sub"] {
                    assert_eq!(id_token.claim(name), front.claim(name), "both ID Tokens: {name}");
                }
            }
            grant.id_token = Some(id_token);
            grant.access_token = Some(access_token);
            grant.refresh_token = text("refresh_token");
            grant.body = body;
        }
        if let Some(token) = &grant.access_token {
            // G10.
            let profile = self.profile(token).success();
            let sub = grant.id_token.as_ref().map(|id_token| id_token.claim("sub"));
            assert!(sub.is_none_or(|sub| sub == &profile["sub"]), "G10: {profile}");
            standard_claims::judge_types(&profile);
        }
        grant
    }

    /// The ID Token of the front, with the hashes of what stands beside it.
    fn front_id_token(&self, request: &Request, answer: &Answer) -> Option<IdToken> {
        let id_token = self.judge(answer.get("id_token")?, request);
        id_token.judge_hash("at_hash", answer.get("access_token"), true);
        id_token.judge_hash("c_hash", answer.get("code"), true);
        Some(id_token)
    }

    fn judge(&self, text: &str, request: &Request) -> IdToken {
        IdToken::judge(&self.provider, text, &self.client.id, request.get("nonce"))
    }

    /// A code at the token endpoint.
    pub(crate) fn redeem(&self, code: &str, more: &[(&str, &str)]) -> Reply {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.client.redirect_uri),
        ];
        fields.extend(more);
        self.token(&fields)
    }

    /// A form at the token endpoint.
    pub(crate) fn token(&self, fields: &[(&str, &str)]) -> Reply {
        self.client.post(&self.provider.endpoint("token_endpoint"), fields)
    }

    /// A code of a new login.
    pub(crate) fn code(&self, request: &Request) -> String {
        self.authorize(&self.browser(), request).0.expect("code").to_owned()
    }

    /// The answer of the userinfo endpoint.
    pub(crate) fn profile(&self, access_token: &str) -> Reply {
        Reply::with_bearer(&self.provider.endpoint("userinfo_endpoint"), access_token)
    }
}

fn client_of(
    provider: &Provider,
    registry: &Registry,
    (folder, name): (&str, &str),
    variant: Variant,
) -> Client {
    if variant.registers_with.is_some() {
        registry.client(provider, (folder, name), variant)
    } else {
        Client::of(folder, name)
    }
}

impl Grant {
    /// The ID Token, which has to be there.
    pub(crate) fn id_token(&self) -> &IdToken {
        self.id_token.as_ref().unwrap_or_else(|| panic!("no id_token: {self:?}"))
    }

    /// The access token, which has to be there.
    pub(crate) fn access_token(&self) -> &str {
        self.access_token.as_deref().unwrap_or_else(|| panic!("no access_token: {self:?}"))
    }
}
