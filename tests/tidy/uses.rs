//! What the code does in AWS: which function asks for what, of which kind of item.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use syn::{Expr, Member};

use crate::code::{graph::Graph, program::Program, types};

/// Where the kinds of items are named, and what says that it is told which.
const KINDS: &str = "shared::store::kinds::";
const TOLD: [&str; 2] = ["shared::store::kinds::Key", "shared::store::kinds::Kind"];

/// Something that a policy can allow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// A table's logical id, with the index if it is one, or `DataKey`.
    pub(crate) resource: String,
    /// As IAM names it, without the service.
    pub(crate) verb: String,
    /// The keys, as a condition has them; `*` where all items are alike.
    pub(crate) keys: String,
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.verb, self.resource, self.keys)
    }
}

/// What each function does by itself, and what is wrong with that.
pub(crate) fn uses(graph: &Graph<'_>) -> (BTreeMap<usize, BTreeSet<Use>>, Vec<String>) {
    let mut found: BTreeMap<usize, BTreeSet<Use>> = BTreeMap::new();
    // What a helper does to the item that its caller names.
    let mut told: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut problems = BTreeSet::new();
    let order: Vec<usize> = graph.asking.iter().copied().collect();
    // As often as helpers call helpers.
    for _ in 0..order.len() {
        let before = told.clone();
        for id in &order {
            let (body, function) = (&graph.bodies[*id], &graph.program.functions[*id]);
            let mut verbs: BTreeSet<&str> = BTreeSet::new();
            for (service, method) in &body.requests {
                if *service == "kms" {
                    let resource = "DataKey".to_owned();
                    let verb = camel_case(method);
                    found.entry(*id).or_default().insert(Use { resource, verb, keys: "*".into() });
                } else {
                    verbs.insert(method);
                }
            }
            verbs.extend(body.calls.iter().filter_map(|call| told.get(call)).flatten());
            if verbs.is_empty() {
                continue;
            }
            let kinds = kinds(graph, *id);
            let is_told =
                types::taken(graph.program, function).iter().any(|ty| TOLD.contains(&ty.as_str()));
            match (kinds.iter().next(), kinds.len(), is_told) {
                (Some(kind), 1, _) => {
                    let uses =
                        verbs.iter().map(|verb| of_kind(graph.program, kind, verb, body.has_index));
                    found.entry(*id).or_default().extend(uses);
                }
                (None, _, true) => told.entry(*id).or_default().extend(verbs),
                _ => {
                    problems.insert(format!("{}: a method of the store is about one kind of item and names it; this one names {kinds:?}", function.path));
                }
            }
        }
        if told == before {
            break;
        }
    }
    (found, problems.into_iter().collect())
}

/// The kinds that a function names, itself or through those that it makes an item with.
fn kinds(graph: &Graph<'_>, id: usize) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::from([id]), vec![id]);
    let mut kinds = BTreeSet::new();
    while let Some(id) = next.pop() {
        let body = &graph.bodies[id];
        kinds.extend(body.constants.iter().filter(|name| name.starts_with(KINDS)).cloned());
        next.extend(
            body.calls.iter().filter(|call| !graph.asking.contains(call) && seen.insert(**call)),
        );
    }
    kinds
}

/// A verb of DynamoDB on the items of a kind.
fn of_kind(program: &Program, kind: &str, verb: &str, has_index: bool) -> Use {
    let field = |constant: &str, name: &str| field(program, constant, name);
    let Expr::Path(table) = field(kind, "table") else { panic!("{kind}: which table?") };
    let table = program.find(&program.constants[kind].module, None, &table.path);
    let (resource, index) = (text(field(&table, "logical_id")), text(field(&table, "index")));
    let (resource, prefix) = (resource.unwrap(), text(field(kind, "prefix")).unwrap());
    let verb = camel_case(verb);
    // A scan has no key to begin with, and the keys of an index are something else.
    let by_key = !has_index && verb != "Scan";
    let keys = match prefix.split_once('#') {
        _ if !by_key || prefix.is_empty() => "*".to_owned(),
        Some((first, _)) => format!("{first}#*"),
        None => prefix,
    };
    let resource =
        if has_index { format!("{resource}/index/{}", index.unwrap()) } else { resource };
    Use { resource, verb, keys }
}

/// A field of a constant that is a struct.
fn field<'a>(program: &'a Program, constant: &str, name: &str) -> &'a Expr {
    let Expr::Struct(value) = &program.constants[constant].value else { panic!("{constant}") };
    let is_it = |member: &Member| matches!(member, Member::Named(found) if found == name);
    let field = value.fields.iter().find(|field| is_it(&field.member));
    &field.unwrap_or_else(|| panic!("{constant} has no {name}")).expr
}

/// The text of a literal, also of `Some("...")`.
fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        Expr::Call(call) => call.args.first().and_then(text),
        _ => None,
    }
}

/// `get_item` as IAM writes it.
fn camel_case(method: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    };
    method.split('_').map(capital).collect()
}
