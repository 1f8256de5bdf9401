//! A world in which cases are asked: people who have logged in, and the codes and tokens that the
//! captured requests carry, made here.

use std::collections::BTreeMap;

use affogato::import;
use serde_json::{Map, Value};

use super::{
    browser::Browser,
    case::{Case, Request, claims, fixtures},
    preparation::{Kind, Preparation, secrets},
    proof::{add_basic, add_secret},
};
use crate::harness::{
    CALLBACK, PASSWORD, World,
    app::method,
    person::{Answer, Person},
};

/// The issuer that the fixtures' Social Login Key names.
pub(crate) const ISSUER: &str = "https://id.example.com";

/// A world, with what was made in it.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) browser: Browser,
    sids: BTreeMap<String, String>,
    /// By what stands in the captured requests.
    made: BTreeMap<String, String>,
}

/// The codes and tokens of one authorization.
#[derive(Default)]
struct Made {
    code: String,
    access: String,
    refresh: String,
    id_token: String,
}

impl Stage {
    /// A world with the captured fixtures.
    pub(crate) async fn new(preparation: &Preparation) -> Self {
        let mut documents = fixtures();
        let is_out =
            |document: &Value| preparation.without.as_deref() == document["doctype"].as_str();
        documents.retain(|document| !is_out(document));
        documents.extend(preparation.add.iter().cloned());
        let world = World::of(&documents, |config| ISSUER.clone_into(&mut config.issuer)).await;
        let browser = Browser::new(&world.url);
        Self { world, browser, sids: BTreeMap::new(), made: BTreeMap::new() }
    }

    /// The `sid` of a user, who logs in when first asked for it.
    pub(crate) async fn sid(&mut self, user: &str) -> String {
        if let Some(sid) = self.sids.get(user) {
            return sid.clone();
        }
        let password = if user == "Administrator" { "admin" } else { PASSWORD };
        let answer = Person::new(&self.world.url).log_in(user, password).await;
        assert_eq!(answer.status, 200, "{user}: {}", answer.text);
        let mut cookies = answer.headers.get_all("set-cookie").iter();
        let sid = cookies.find_map(|cookie| cookie.to_str().unwrap().strip_prefix("sid="));
        let sid = sid.and_then(|rest| rest.split(';').next()).unwrap().to_owned();
        self.sids.insert(user.to_owned(), sid.clone());
        sid
    }

    /// The request of a case, with sessions, codes and tokens of this world in it.
    pub(crate) async fn prepare(&mut self, case: &Case, preparation: &Preparation) -> Request {
        let mut request = case.request.clone();
        request.put("http%3A%2F%2F127.0.0.1%3A8010", "https%3A%2F%2Fid.example.com");
        let secrets = secrets(case, preparation);
        let is_new = |(_, text): &&(Kind, String)| !self.made.contains_key(text);
        if let Some((kind, text)) = secrets.iter().find(is_new) {
            let made = self.make(*kind, text, preparation).await;
            self.prepare_by(preparation, &made).await;
            self.made.insert(text.clone(), made.value(*kind, preparation));
        } else if secrets.is_empty() {
            if preparation.holds_tokens {
                self.make(Kind::Access, "", preparation).await;
            }
            self.prepare_by(preparation, &Made::default()).await;
        }
        for (_, text) in &secrets {
            request.put(text, &self.made[text]);
        }
        if let Some(old) = captured_sid(&request) {
            let user = user_of_session(case);
            let sid = self.sid(&user).await;
            request.put(&old, &sid);
        }
        request
    }

    /// What has to happen between the authorization and the case.
    async fn prepare_by(&mut self, preparation: &Preparation, made: &Made) {
        for step in &preparation.before {
            let mut words = step.split(' ');
            let (name, form) = (words.next().unwrap(), words.next().unwrap());
            let form = form
                .replace("{code}", &made.code)
                .replace("{access}", &made.access)
                .replace("{refresh}", &made.refresh);
            self.send_form(name, &form, words.next()).await;
        }
        let changed: Vec<Value> = preparation.change.iter().map(changed).collect();
        import::import(&self.world.app, &changed).await.unwrap();
        self.world.pass(preparation.pass);
    }

    /// Lets the user authorize the client, and redeems the code unless it is wanted itself.
    async fn make(&mut self, kind: Kind, text: &str, preparation: &Preparation) -> Made {
        // A captured id_token says itself whose it is.
        let hint =
            (kind == Kind::IdToken).then(|| claims(text)["email"].as_str().unwrap().to_owned());
        let user = hint.as_deref().unwrap_or_else(|| preparation.user()).to_owned();
        let mut cookie = format!("sid={}", self.sid(&user).await);
        cookie.extend(preparation.cookie.iter().map(|more| format!("; {more}")));
        let parameters = &preparation.authorize;
        let sent = parameters.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let query =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish();
        let path = format!("{}?{query}", method("authorize"));
        let answer = self.browser.allow(&self.browser.open(&path, &cookie).await, &cookie).await;
        assert!(!answer.header("location").is_empty(), "{path} of {user}: {answer:?}");
        let location = answer.location();
        let parts = [location.query(), location.fragment()].map(Option::unwrap_or_default);
        let given = |name: &str| {
            let mut pairs =
                parts.iter().flat_map(|part| url::form_urlencoded::parse(part.as_bytes()));
            pairs.find(|(n, _)| n == name).map_or_else(String::new, |(_, value)| value.into_owned())
        };
        let (code, access) = (given("code"), given("access_token"));
        assert!(!code.is_empty() || !access.is_empty(), "{answer:?}");
        if kind == Kind::Code || code.is_empty() {
            return Made { code, access, ..Made::default() };
        }
        let tokens = self.redeem(&code, preparation.client()).await;
        let text = |name: &str| tokens[name].as_str().unwrap_or_default().to_owned();
        let (access, refresh) = (text("access_token"), text("refresh_token"));
        assert!(!access.is_empty(), "{tokens}");
        Made { code, access, refresh, id_token: text("id_token") }
    }

    /// Redeems a code.
    pub(crate) async fn redeem(&self, code: &str, client: &str) -> Value {
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&client_id={client}"
        );
        self.send_form("get_token", &form, None).await.json()
    }

    /// Sends a form with the secret of the client that it names, or of one in the header.
    async fn send_form(&self, name: &str, form: &str, by_basic: Option<&str>) -> Answer {
        let form_type = "application/x-www-form-urlencoded".to_owned();
        let mut request = Request {
            method: "POST".to_owned(),
            path: method(name),
            body: form.to_owned(),
            headers: BTreeMap::from([("Content-Type".to_owned(), form_type)]),
            ..Request::default()
        };
        match (by_basic, request.parameter("client_id")) {
            (Some(client), _) => add_basic(&mut request, client),
            (None, Some(client)) if !form.contains("client_secret") => {
                add_secret(&mut request, &client);
            }
            (None, _) => {}
        }
        self.browser.send(&request).await
    }
}

impl Made {
    fn value(&self, kind: Kind, preparation: &Preparation) -> String {
        let value = match kind {
            Kind::Code => &self.code,
            Kind::Access => &self.access,
            Kind::Refresh => &self.refresh,
            Kind::IdToken => &self.id_token,
        };
        let swap = |c: char| {
            if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
        };
        // The prefix says only what it is; it stays.
        let (prefix, rest) = value.split_at(4.min(value.len()));
        if preparation.swap_case {
            format!("{prefix}{}", rest.chars().map(swap).collect::<String>())
        } else {
            value.clone()
        }
    }
}

/// A fixture with other fields.
fn changed(fields: &Map<String, Value>) -> Value {
    let is_meant = |document: &&Value| {
        document["doctype"] == fields["doctype"] && document["name"] == fields["name"]
    };
    let mut document = fixtures().iter().find(is_meant).cloned().unwrap();
    fields.iter().for_each(|(name, value)| document[name] = value.clone());
    document
}

/// The session of a captured request: 56 hexadecimal digits.
fn captured_sid(request: &Request) -> Option<String> {
    let texts = [request.header("Cookie"), &request.body, &request.query];
    let (_, rest) = texts.iter().find_map(|text| text.split_once("sid="))?;
    let sid: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    (sid.len() == 56).then_some(sid)
}

/// Whose session it is.
fn user_of_session(case: &Case) -> String {
    let words = case.request.auth.split(' ').find(|word| word.contains('@') && !word.contains('='));
    if let Some(user) = words {
        return user.to_owned();
    }
    let cookie = case.request.header("Cookie").split_once("user_id=");
    let named = cookie.and_then(|(_, rest)| rest.split(';').next());
    let named = named.map(|user| user.replace("%40", "@"));
    let told =
        case.answer()["message"].as_str().filter(|text| text.contains('@')).map(str::to_owned);
    named.or(told).unwrap_or_else(|| "alice@example.com".to_owned())
}
