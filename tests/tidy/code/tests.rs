//! The reading of code, tried on a small program: a store, an app, and a function of a few lines.

use std::collections::BTreeMap;

use super::{graph::Graph, program::Program};
use crate::uses;

const SHARED: [(&str, &str); 5] = [
    ("shared/src/lib.rs", "pub mod app; pub mod store; pub use app::App;"),
    (
        "shared/src/app.rs",
        "use std::sync::Arc;
         use crate::store::Store;
         pub struct App(Arc<Inner>);
         struct Inner { store: Store, kms: Option<Kms> }
         type Kms = aws_sdk_kms::Client;
         pub struct Name { text: String }
         pub struct Held { name: Name }
         impl App {
             pub fn store(&self) -> &Store { &self.0.store }
             pub async fn open(&self) -> Option<Name> {
                 let kms = self.0.kms.as_ref()?;
                 kms.decrypt().key_id(\"k\").send().await.ok()
             }
             pub fn held(&self) -> Result<Option<Held>, Error> { todo() }
         }
         impl Held {
             pub async fn touch(&self, app: &App) { app.store().touch(&self.name).await; }
         }
         impl Name { pub fn user(&self) -> &str { &self.text } }
         fn todo<T>() -> T { loop {} }",
    ),
    (
        "shared/src/store/mod.rs",
        "mod kinds; mod tables;
         use aws_sdk_dynamodb::Client;
         use kinds::{Key, SESSION, SOLE, USER};
         pub struct Store { client: Client }
         impl Store {
             async fn get<T>(&self, key: &Key) -> Option<T> {
                 self.client.get_item().table_name(key.table).send().await
             }
             pub async fn user(&self, id: &str) -> Option<User> { self.get(&USER.key(id)).await }
             pub async fn sole(&self) -> Option<User> { self.get(&SOLE.key(\"\")).await }
             pub async fn touch(&self, name: &super::app::Name) {
                 self.client.update_item().key(key(name)).send().await
             }
             pub async fn of_user(&self) {
                 self.client.query().table_name(USER.table).index_name(\"by\").send().await
             }
         }
         pub struct User;
         fn key(name: &super::app::Name) -> Key { SESSION.key(name.user()) }",
    ),
    (
        "shared/src/store/kinds.rs",
        "use super::tables::{TOKENS, USERS, Table};
         pub(super) struct Kind { pub(super) table: Table, prefix: &'static str }
         pub(super) struct Key { pub(super) table: Table }
         pub(super) const USER: Kind = Kind { table: USERS, prefix: \"user#\" };
         pub(super) const SOLE: Kind = Kind { table: USERS, prefix: \"only\" };
         pub(super) const SESSION: Kind = Kind { table: TOKENS, prefix: \"session#x#\" };
         impl Kind { pub(super) fn key(&self, id: &str) -> Key { Key { table: self.table } } }",
    ),
    (
        "shared/src/store/tables.rs",
        "pub struct Table { logical_id: &'static str, index: Option<&'static str> }
         pub const USERS: Table = Table { logical_id: \"Users\", index: Some(\"by\") };
         pub const TOKENS: Table = Table { logical_id: \"Tokens\", index: None };",
    ),
];

/// What a function of this code does, line by line, with what is wrong or in doubt.
fn read(code: &str) -> Vec<String> {
    read_with(code, "")
}

/// The same with more in the store.
fn read_with(code: &str, store: &str) -> Vec<String> {
    let mut files: BTreeMap<String, String> =
        SHARED.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    files.get_mut("shared/src/store/mod.rs").unwrap().push_str(store);
    let code = format!("use shared::{{App, app::Held}}; use axum::extract::State; {code}");
    files.insert("f/main.rs".to_owned(), code);
    let load = |path: &str| files.get(path).cloned();
    let program = Program::load(&load, &[("shared", "shared/src/lib.rs"), ("f", "f/main.rs")]);
    let graph = Graph::of(&program);
    let (own, mut lines) = uses::uses(&graph);
    lines.extend(graph.doubts());
    lines.extend(
        uses::done(&graph, &own, "f::main").into_iter().map(|(u, way)| format!("{u}: {way}")),
    );
    lines
}

#[test]
fn calls_are_followed_through_handlers_modules_and_methods() {
    let code = "mod pages { pub mod me {
                    pub(crate) async fn show(State(app): State<App>) -> Result<(), Error> {
                        let Some(held) = app.held()? else { return Ok(()) };
                        crate::renew(&app, &held).await
                    }
                } use axum::extract::State; use shared::App; }
                use pages::me;
                async fn renew(app: &App, held: &Held) { held.touch(app).await }
                fn main() { router().route(\"/me\", get(me::show)); }";
    // The imports of a module are its own.
    let code = code.replace("mod me {", "mod me { use axum::extract::State; use shared::App;");
    assert_eq!(
        read(&code),
        ["UpdateItem Tokens session#*: me::show -> f::renew -> Held::touch -> Store::touch"]
    );
}

#[test]
fn what_is_not_reached_does_not_count() {
    assert!(read("fn other(app: &App) { app.store().user(\"a\"); } fn main() {}").is_empty());
}

#[test]
fn a_helper_acts_on_the_kind_that_its_caller_names() {
    let code = "fn main() { let app: App = make(); let store = app.store();
                tokio::try_join!(store.user(\"a\"), store.sole()); } fn make() -> App { loop {} }";
    assert_eq!(
        read(code),
        ["GetItem Users only: Store::sole", "GetItem Users user#*: Store::user"]
    );
}

#[test]
fn a_query_of_an_index_is_for_the_index() {
    let code = "fn main() { run(|app: App| async move { app.store().of_user().await }); }
                fn run<F: Fn(App)>(f: F) {}";
    assert_eq!(read(code), ["Query Users/index/by *: Store::of_user"]);
}

#[test]
fn what_is_asked_of_kms_counts() {
    let code = "fn main() { ask(&make()); } fn ask(app: &App) { app.open(); }
                fn make() -> App { loop {} }";
    assert_eq!(read(code), ["Decrypt DataKey *: f::ask -> App::open"]);
}

#[test]
fn the_type_tells_methods_of_one_name_apart() {
    // `Name::user` asks nothing, `Store::user` does.
    let code = "async fn show(app: &App) { if let Some(name) = app.open().await { name.user(); } }
                fn main() { serve(show) }  fn serve<F>(f: F) {}";
    assert_eq!(read(code), ["Decrypt DataKey *: f::show -> App::open"]);
}

#[test]
fn a_call_on_who_knows_what_is_a_doubt() {
    for code in [
        "fn main() { let look = |store| store.user(\"a\"); }",
        "fn main() { let store: _ = make(); store.user(\"a\"); }",
        "fn main() { other::thing().user(\"a\"); }",
        "fn main() { either(store, name).user(\"a\"); }
         fn either() -> Either<shared::store::Store, shared::app::Name> { loop {} }
         const store: u8 = 1; const name: u8 = 1;",
        "struct Lent(App); impl Deref for Lent { fn deref(&self) -> &Self::Target { &self.0 } }
         fn main() { let app: Lent = make(); app.store().user(\"a\"); }",
        "fn look<T: Has>(held: T::Store) { held.user(\"a\"); } fn main() {}",
        "fn show(app: &App) { json!({ \"user\": app.store().user(\"a\") }) } fn main() {}",
    ] {
        let doubt = read(code).swap_remove(0);
        assert!(doubt.ends_with("whose `user` is called here? Name the type."), "{doubt}");
    }
    // Where nothing of that name asks, nobody has to know.
    assert!(read("fn main() { let look = |it| it.len(); }").is_empty());
}

#[test]
fn a_call_in_a_macro_with_words_of_its_own_counts() {
    let code = "fn main() { info!(user = %ask(app), \"x\"); } fn ask(app: &App) { app.open(); }";
    assert_eq!(read(code), ["Decrypt DataKey *: f::ask -> App::open"]);
    let code = "fn main() { let ask = || 1; info!(user = %ask(), \"x\"); }
                fn ask(app: &App) { app.open(); }";
    assert!(read(code).is_empty());
}

#[test]
fn a_constant_leads_to_what_it_holds() {
    let code = "const ALL: [Handler; 1] = [show]; fn show(app: &App) { app.open(); }
                fn main() { serve(ALL) } fn serve(all: [Handler; 1]) {}";
    assert_eq!(read(code), ["Decrypt DataKey *: f::show -> App::open"]);
}

#[test]
fn a_trait_does_not_ask_unseen() {
    let code = "struct Guard { app: App }
                impl Drop for Guard { fn drop(&mut self) { self.app.open(); } }
                fn main() {}";
    let [doubt] = read(code).try_into().unwrap();
    assert!(doubt.starts_with("f::Guard::drop: a trait's method"), "{doubt}");
}

#[test]
fn a_method_of_the_store_is_about_one_kind() {
    for body in [
        "(&self, key: &Key) { self.get(key); self.get(&USER.key(\"a\")) }",
        "(&self) { self.get(&USER.key(\"a\")); self.get(&SESSION.key(\"a\")) }",
        "(&self) { self.client.delete_item() }",
    ] {
        let store = format!("impl Store {{ fn odd{body} }}");
        let [problem] = read_with("fn main() {}", &store).try_into().unwrap();
        assert!(
            problem.contains("Store::odd: a method of the store is about one kind"),
            "{problem}"
        );
    }
}
