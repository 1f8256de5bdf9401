//! An app: an OAuth client as Frappe's documentation writes it.

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::{
    CALLBACK,
    fixtures::secret_of,
    person::{Answer, Person},
};

const METHOD: &str = "/api/method/frappe.integrations.oauth2.";

/// The path of an OAuth method.
pub(crate) fn method(name: &str) -> String {
    format!("{METHOD}{name}")
}

/// An app.
#[derive(Clone)]
pub(crate) struct OAuthApp {
    client: Client,
    url: String,
    /// Its client id.
    pub(crate) id: String,
    /// Its client's secret.
    pub(crate) secret: String,
}

/// What a token endpoint gave.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    /// From an answer that must be a good one.
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let body = answer.json();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}

impl OAuthApp {
    /// The app of a client.
    pub(crate) fn new(url: &str, id: &str) -> Self {
        let secret = secret_of(id);
        Self { client: Client::new(), url: url.to_owned(), id: id.to_owned(), secret }
    }

    /// The same app with another secret.
    pub(crate) fn with_secret(&self, secret: &str) -> Self {
        Self { secret: secret.to_owned(), ..self.clone() }
    }

    /// The same app at another server.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { client: Client::new(), url: url.to_owned(), ..self.clone() }
    }

    /// `POST` to an OAuth method.
    pub(crate) fn post(&self, name: &str) -> RequestBuilder {
        self.client.post(format!("{}{}", self.url, method(name)))
    }

    /// `GET` of an OAuth method.
    pub(crate) fn get(&self, name: &str) -> RequestBuilder {
        self.client.get(format!("{}{}", self.url, method(name)))
    }

    /// The address to send a user to, with these parameters beside the usual ones.
    pub(crate) fn authorize_path(&self, more: &[(&str, &str)]) -> String {
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("scope", "all openid"),
        ];
        parameters.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        // An empty value leaves a parameter out.
        parameters.extend(more.iter().copied().filter(|(_, value)| !value.is_empty()));
        let query =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("{}?{query}", method("authorize"))
    }

    /// A code for a user, of a client that does not ask.
    pub(crate) async fn code(&self, person: &Person) -> String {
        self.code_with(person, &[]).await
    }

    /// A code, with further parameters.
    pub(crate) async fn code_with(&self, person: &Person, more: &[(&str, &str)]) -> String {
        let answer = person.open(&self.authorize_path(more)).await;
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    /// Asks for tokens with credentials in the body, as a Frappe site does.
    pub(crate) async fn ask(&self, parameters: &[(&str, &str)]) -> Answer {
        let mut form = vec![("client_id", self.id.as_str())];
        if self.id != "public" {
            form.push(("client_secret", &self.secret));
        }
        form.retain(|(name, _)| !parameters.iter().any(|(other, _)| other == name));
        form.extend(parameters.iter().copied().filter(|(_, value)| !value.is_empty()));
        Answer::to(self.post("get_token").form(&form)).await
    }

    /// Redeems a code.
    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.redeem_with(code, &[]).await
    }

    /// Redeems a code, with further parameters.
    pub(crate) async fn redeem_with(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let mut form =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        form.extend(more);
        self.ask(&form).await
    }

    /// Refreshes.
    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.ask(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// Tokens for a user.
    pub(crate) async fn tokens(&self, person: &Person) -> Tokens {
        Tokens::of(&self.redeem(&self.code(person).await).await)
    }

    /// Introspects a token.
    pub(crate) async fn introspect(&self, token: &str) -> Value {
        let form = [("token", token), ("client_id", &self.id), ("client_secret", &self.secret)];
        let answer = Answer::to(self.post("introspect_token").form(&form)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Whether a token is alive, by introspection.
    pub(crate) async fn is_active(&self, token: &str) -> bool {
        self.introspect(token).await["active"] == true
    }

    /// Revokes a token.
    pub(crate) async fn revoke(&self, token: &str) -> Answer {
        let form = [("token", token), ("client_id", &self.id), ("client_secret", &self.secret)];
        Answer::to(self.post("revoke_token").form(&form)).await
    }

    /// Asks for the user's profile.
    pub(crate) async fn profile(&self, token: &str) -> Answer {
        Answer::to(self.get("openid_profile").bearer_auth(token)).await
    }
}
