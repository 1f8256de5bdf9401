//! What the code does in AWS: which function asks for what, of which kind of item.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::indexing_slicing,
    reason = "as where the code is read"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use syn::{Expr, Member};

use crate::code::{graph::Graph, program::Program, types, walk::Body};

/// Where the kinds of items are named, and what says that it is told which.
const KINDS: &str = "shared::store::kinds::";
const TOLD: [&str; 2] = ["shared::store::kinds::Key", "shared::store::kinds::Kind"];

/// Something that a policy can allow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// A table's logical id, with the index if it is one, or `DataKey`, or `NotifyQueue`.
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
    let told = told(graph);
    let (mut found, mut wrong) = (BTreeMap::new(), Vec::new());
    for id in &graph.asking {
        let body = &graph.bodies[*id];
        let (verbs, kinds) = (verbs(graph, &told, *id), kinds(graph, *id));
        let of_keys = requests(body, "kms").map(of_the_data_key);
        let mut uses: BTreeSet<Use> =
            of_keys.chain(requests(body, "sqs").map(of_the_queue)).collect();
        match (kinds.first(), kinds.len(), told.contains_key(id)) {
            _ if verbs.is_empty() => {}
            (Some(kind), 1, false) => {
                uses.extend(verbs.iter().map(|v| of_kind(graph.program, kind, v, body.has_index)));
            }
            (None, _, true) => {}
            _ => wrong.push(format!(
                "{}: a method of the store is about one kind of item and names it in kinds.rs; \
                 this one names {kinds:?}",
                graph.program.functions[*id].path
            )),
        }
        found.insert(*id, uses);
    }
    (found, wrong)
}

/// What the helpers do that are told by their callers which item it is.
fn told<'a>(graph: &'a Graph<'_>) -> Told<'a> {
    let is_told = |id: &&usize| {
        let taken = types::taken(graph.program, &graph.program.functions[**id]);
        TOLD.iter().any(|name| taken.contains(*name))
    };
    let helpers: Vec<usize> = graph.asking.iter().filter(is_told).copied().collect();
    let mut told = Told::new();
    // As often as helpers call helpers.
    loop {
        let next = helpers.iter().map(|id| (*id, verbs(graph, &told, *id))).collect();
        if next == told {
            return told;
        }
        told = next;
    }
}

type Told<'a> = BTreeMap<usize, BTreeSet<&'a str>>;

/// What a function does to items, itself and by helpers.
fn verbs<'a>(graph: &'a Graph<'_>, told: &Told<'a>, id: usize) -> BTreeSet<&'a str> {
    let body = &graph.bodies[id];
    let by_helpers = body.calls.iter().filter_map(|call| told.get(call)).flatten().copied();
    requests(body, "dynamodb").chain(by_helpers).collect()
}

fn requests<'a>(body: &'a Body, service: &'static str) -> impl Iterator<Item = &'a str> {
    let asked = body.requests.iter().filter(move |(asked, _)| *asked == service);
    asked.map(|(_, method)| method.as_str())
}

/// What can be reached from a function, each with the calls that lead there.
pub(crate) fn done(
    graph: &Graph<'_>,
    own: &BTreeMap<usize, BTreeSet<Use>>,
    main: &str,
) -> BTreeMap<Use, String> {
    let [main] = *graph.program.functions(main) else { panic!("{main} is not one function") };
    let reached = graph.reached(main);
    let mut done = BTreeMap::new();
    for id in reached.keys().filter(|id| own.contains_key(id)) {
        let way = graph.way(&reached, *id);
        for one in &own[id] {
            let known = done.entry(one.clone()).or_insert_with(|| way.clone());
            if way.len() < known.len() {
                known.clone_from(&way);
            }
        }
    }
    done
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

fn of_the_data_key(method: &str) -> Use {
    Use { resource: "DataKey".to_owned(), verb: camel_case(method), keys: "*".to_owned() }
}

/// IAM has one name for one message and for ten.
fn of_the_queue(method: &str) -> Use {
    let verb = camel_case(method.trim_end_matches("_batch"));
    Use { resource: "NotifyQueue".to_owned(), verb, keys: "*".to_owned() }
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
