//! template.yaml as data, its short forms (`!Ref`, `!Sub`) written out.

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

use crate::files;

/// A resource of the template.
pub(crate) struct Resource {
    pub(crate) id: String,
    pub(crate) value: Value,
}

impl Resource {
    /// One of its properties, null if it is not there. `name` is a path with dots.
    pub(crate) fn property(&self, name: &str) -> &Value {
        let pointer = format!("/Properties/{}", name.replace('.', "/"));
        self.value.pointer(&pointer).unwrap_or(&Value::Null)
    }

    /// One of its properties that must be a text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.property(name).as_str().unwrap_or_else(|| panic!("{}: {name} is no text", self.id))
    }
}

/// The whole template.
pub(crate) fn load() -> Value {
    plain(serde_yaml_ng::from_str(&files::read("template.yaml")).unwrap())
}

/// The resources of a type, in the order of the file.
pub(crate) fn resources(kind: &str) -> Vec<Resource> {
    let template = load();
    let all = template.get("Resources").and_then(Value::as_object).unwrap();
    all.iter()
        .filter(|(_, value)| value.get("Type").and_then(Value::as_str) == Some(kind))
        .map(|(id, value)| Resource { id: id.clone(), value: value.clone() })
        .collect()
}

/// The functions.
pub(crate) fn functions() -> Vec<Resource> {
    resources("AWS::Serverless::Function")
}

/// The crate that a function is built from.
pub(crate) fn package(function: &Resource) -> String {
    let binary = function.value.pointer("/Metadata/BuildProperties/Binary").and_then(Value::as_str);
    binary.unwrap_or_else(|| panic!("{} names no binary", function.id)).to_owned()
}

/// The logical id that this refers to, by `Ref` (of a function's alias, too), by `GetAtt`, or as
/// the one name in a `Sub`.
pub(crate) fn referred(value: &Value) -> Option<&str> {
    let text = |key| value.get(key).and_then(Value::as_str);
    let own = |name: &&str| !name.starts_with("AWS::");
    let sub = || {
        let names = text("Fn::Sub")?.split("${").skip(1).map(|rest| rest.split(['.', '}']).next());
        names.flatten().find(own)
    };
    // `!Sub [text, {Name: value}]`: what the text names stands beside it.
    let beside = || value.get("Fn::Sub")?.get(1)?.as_object()?.values().find_map(referred);
    let id = text("Ref").or_else(|| text("Fn::GetAtt")).and_then(|id| id.split('.').next());
    id.or_else(sub).or_else(beside)
}

/// YAML's tags as the objects that they are short for.
fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string().trim_start_matches('!').to_owned();
            let key = if name == "Ref" { name } else { format!("Fn::{name}") };
            json!({ key: plain(tagged.value) })
        }
        Yaml::Sequence(items) => items.into_iter().map(plain).collect(),
        Yaml::Mapping(pairs) => {
            let pair =
                |(key, value): (Yaml, Yaml)| (key.as_str().unwrap().to_owned(), plain(value));
            Value::Object(pairs.into_iter().map(pair).collect::<Map<_, _>>())
        }
        Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) | Yaml::String(_) => {
            serde_json::to_value(yaml).unwrap()
        }
    }
}
