//! What routes ask for, by name and by the path that was called.

use proptest::prelude::*;

use super::*;

fn table(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn example() -> BTreeMap<String, String> {
    table(&[
        ("GET /orders", "orders:read"),
        ("GET /orders/{id}", "orders:read"),
        ("GET /orders/export", "orders:export"),
        ("ANY /admin/{proxy+}", "all admin"),
        ("GET /health", ""),
    ])
}

/// What is asked for, or that it is shut.
fn asked(route: &Route, entries: &BTreeMap<String, String>) -> String {
    required(route, entries).map_or_else(|| "shut".to_owned(), |scope| scope.to_string())
}

fn by_name(name: &str) -> String {
    asked(&Route::Named(name.to_owned()), &example())
}

fn by_path(method: &str, path: &str, entries: &BTreeMap<String, String>) -> String {
    asked(&Route::Called { method: method.to_owned(), path: path.to_owned() }, entries)
}

#[test]
fn a_route_asks_for_what_stands_at_its_name_or_at_any_method_of_its_path() {
    assert_eq!(by_name("GET /orders"), "orders:read");
    assert_eq!(by_name("GET /orders/{id}"), "orders:read");
    assert_eq!(by_name("ANY /admin/{proxy+}"), "all admin");
    assert_eq!(by_name("DELETE /admin/{proxy+}"), "all admin");
    assert_eq!(by_name("GET /health"), "");
}

#[test]
fn a_route_without_an_entry_is_shut_unless_there_is_one_for_the_rest() {
    let routes = ["POST /orders", "get /orders", "GET /orders/", "GET", "$default", ""];
    for name in routes {
        assert_eq!(by_name(name), "shut", "{name}");
        let mut open = example();
        open.insert("*".to_owned(), "rest".to_owned());
        assert_eq!(asked(&Route::Named(name.to_owned()), &open), "rest", "{name}");
    }
    assert_eq!(asked(&Route::Unknown, &table(&[("*", "")])), "shut");
}

#[test]
fn a_route_for_all_methods_is_not_opened_by_the_rest_where_one_method_is_named() {
    let entries = table(&[("GET /orders", "orders:read"), ("*", "")]);
    assert_eq!(asked(&Route::Named("ANY /orders".to_owned()), &entries), "shut");
    assert_eq!(asked(&Route::Named("POST /orders".to_owned()), &entries), "");
}

#[test]
fn a_called_path_asks_for_all_that_fits() {
    let mut entries = example();
    entries.insert("*".to_owned(), String::new());
    let by_path = |path: &str| by_path("GET", path, &entries);
    assert_eq!(by_path("/orders"), "orders:read");
    assert_eq!(by_path("/orders/7"), "orders:read");
    assert_eq!(by_path("/orders/export"), "orders:export orders:read");
    assert_eq!(by_path("/admin/a/b"), "all admin");
    assert_eq!(by_path("/other"), "");
    assert_eq!(by_path("/"), "");
    // Other spellings, which may lead to a route that asks for more.
    for path in ["/%61dmin/x", "/orders/", "//orders", "/a/../admin/x", "/./orders", "orders", ""] {
        assert_eq!(by_path(path), "shut", "{path}");
    }
}

fn paths() -> impl Strategy<Value = String> {
    prop::collection::vec("a|b|\\{c\\}|\\{d\\}", 1..4).prop_flat_map(|parts| {
        prop_oneof![Just(""), Just("/{proxy+}")]
            .prop_map(move |end| format!("/{}{end}", parts.join("/")))
    })
}

proptest! {
    #[test]
    fn a_called_path_asks_for_no_less_than_its_route(
        entries in prop::collection::btree_map(
            ("GET|POST|ANY", paths()).prop_map(|(method, path)| format!("{method} {path}")),
            "[xyz]( [xyz])?",
            1..8,
        ),
        index in any::<prop::sample::Index>(),
        segment in "a|b|e",
    ) {
        let name = entries.keys().nth(index.index(entries.len())).unwrap();
        let (method, template) = name.split_once(' ').unwrap();
        let method = if method == "ANY" { "GET" } else { method };
        let path = ["{c}", "{d}", "{proxy+}"]
            .iter()
            .fold(template.to_owned(), |path, name| path.replace(name, &segment));
        let named = required(&Route::Named(format!("{method} {template}")), &entries).unwrap();
        let route = Route::Called { method: method.to_owned(), path };
        prop_assert!(required(&route, &entries).unwrap().covers(&named));
    }

    #[test]
    fn no_name_and_no_path_makes_the_lookup_panic(
        name in "\\PC{0,20}",
        path in "[/a{}+%. ]{0,12}|\\PC{0,20}",
        entry in "(GET|ANY)? ?[/a{}+% ]{0,12}",
    ) {
        let entries = table(&[(&entry, "all")]);
        required(&Route::Named(name.clone()), &entries);
        required(&Route::Called { method: name, path }, &entries);
    }
}
