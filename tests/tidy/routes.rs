//! template.yaml's functions and routes are those of the function crates.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    declared, files,
    template::{self, Resource},
};

/// The functions that have no path: other APIs call the one, a schedule the other, and each has the
/// permission from elsewhere.
const PATHLESS: [&str; 3] = ["AuthorizerFunction", "NotifyFunction", "RotateKeysFunction"];

/// Each function's route keys as the template has them, by crate.
fn routes() -> BTreeMap<String, Vec<String>> {
    let package: BTreeMap<String, String> =
        template::functions().iter().map(|f| (f.id.clone(), template::package(f))).collect();
    let mut routes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, (_, function)) in template::routes() {
        let package = package.get(&function).unwrap_or_else(|| panic!("{function} is nowhere"));
        routes.entry(package.clone()).or_default().push(key);
    }
    for keys in routes.values_mut() {
        keys.sort();
    }
    routes
}

fn function_of(resource: &Resource, property: &str) -> String {
    template::referred(resource.property(property)).unwrap().to_owned()
}

#[test]
fn every_route_leads_to_the_function_that_serves_it_and_every_served_path_has_its_route() {
    let declared: BTreeMap<String, Vec<String>> =
        declared::ALL.iter().map(|d| (d.package.to_owned(), d.route_keys())).collect();
    // A function without a path, such as the authorizer, has no route.
    let declared = declared.into_iter().filter(|(_, keys)| !keys.is_empty()).collect();
    assert_eq!(routes(), declared);
}

#[test]
fn no_path_is_served_twice() {
    let mut seen = BTreeSet::new();
    for key in declared::ALL.iter().flat_map(declared::Declared::route_keys) {
        assert!(seen.insert(key.clone()), "{key} twice");
    }
}

#[test]
fn every_function_crate_is_deployed_and_nothing_else() {
    let mut deployed: Vec<String> = template::functions().iter().map(template::package).collect();
    deployed.sort();
    assert_eq!(deployed, files::folders("functions"));
    assert_eq!(deployed, declared::ALL.map(|d| d.package.to_owned()));
}

#[test]
fn every_function_is_built_from_its_own_folder() {
    // From the root, `cargo lambda build --bin NAME` looks in the default member alone, and
    // building several packages at once would link the union of their features into each.
    for function in template::functions() {
        let package = template::package(&function);
        assert_eq!(function.text("CodeUri"), format!("functions/{package}"));
        let method = function.value.pointer("/Metadata/BuildMethod").unwrap();
        assert_eq!(method, "rust-cargolambda", "{package}");
    }
}

#[test]
fn every_function_has_its_log_group_and_every_log_group_its_end() {
    let mut logged = BTreeSet::new();
    for group in template::resources("AWS::Logs::LogGroup") {
        let retention = group.property("RetentionInDays");
        assert_eq!(template::referred(retention), Some("LogRetentionDays"), "{}", group.id);
        logged.extend(template::referred(group.property("LogGroupName")).map(str::to_owned));
    }
    for function in template::functions() {
        assert!(logged.contains(&function.id), "{} has no log group", function.id);
    }
}

#[test]
fn only_our_api_may_call_a_function() {
    let mut callable = BTreeMap::new();
    for permission in template::resources("AWS::Lambda::Permission") {
        assert_eq!(permission.text("Principal"), "apigateway.amazonaws.com");
        assert_eq!(function_of(&permission, "SourceArn"), "HttpApi", "{}", permission.id);
        *callable.entry(function_of(&permission, "FunctionName")).or_insert(0) += 1;
    }
    let ours = template::functions().into_iter();
    let ours = ours.filter(|function| !PATHLESS.contains(&function.id.as_str()));
    let functions: BTreeMap<String, i32> = ours.map(|function| (function.id, 1)).collect();
    assert_eq!(callable, functions);
}

#[test]
fn a_stricter_limit_waits_for_its_route() {
    // A stage whose settings name a route that is not there yet fails to deploy.
    let routes: BTreeMap<String, String> = template::resources("AWS::ApiGatewayV2::Route")
        .into_iter()
        .map(|route| (route.text("RouteKey").to_owned(), route.id))
        .collect();
    for stage in template::resources("AWS::ApiGatewayV2::Stage") {
        let limited = stage.property("RouteSettings").as_object().unwrap();
        let needed: BTreeSet<&str> = limited
            .keys()
            .map(|key| routes.get(key).unwrap_or_else(|| panic!("no route {key}")).as_str())
            .collect();
        let waits = stage.value.get("DependsOn").and_then(|ids| ids.as_array()).unwrap();
        let waits: BTreeSet<&str> = waits.iter().filter_map(|id| id.as_str()).collect();
        assert_eq!(needed, waits);
    }
}
