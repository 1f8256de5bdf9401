//! Through the body of a function: whom it calls, which constants it names, what it asks of AWS.

use std::collections::{BTreeSet, HashMap};

use syn::{
    Block, Expr, ExprMacro, ExprMethodCall, FnArg, Local, Pat, Stmt, Token, punctuated::Punctuated,
};

use super::{
    expr::BECOMES,
    program::{Function, Program},
    types::{Scope, Types, UNKNOWN, returned, taken},
};

/// The clients whose methods are requests, each with its service.
const CLIENTS: [(&str, &str); 3] = [
    ("aws_sdk_dynamodb::Client", "dynamodb"),
    ("aws_sdk_kms::Client", "kms"),
    ("aws_sdk_sqs::Client", "sqs"),
];
/// What one does with a client without asking anything of it.
const HARMLESS: [&str; 4] = ["as_ref", "clone", "then", "is_some"];

/// What a body holds.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The functions that it calls or hands on.
    pub(crate) calls: BTreeSet<usize>,
    /// The methods that it calls on who knows what, and, with `::` before them, the functions.
    pub(crate) unsure: BTreeSet<String>,
    /// Service and method of what it asks of AWS.
    pub(crate) requests: BTreeSet<(&'static str, String)>,
    /// The constants that it names.
    pub(crate) constants: BTreeSet<String>,
    /// Whether it names an index.
    pub(crate) has_index: bool,
}

/// Goes through a function.
pub(crate) fn walk(program: &Program, function: &Function) -> Body {
    let scope = Scope::of(program, function);
    let mut walker = Walker { scope, known: vec![HashMap::new()], body: Body::default() };
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(_) => {
                walker.know("self", function.owner.iter().cloned().collect());
            }
            FnArg::Typed(input) => {
                // A type parameter has the methods of its bounds and no others.
                let mut types = scope.named(&input.ty);
                types.remove(UNKNOWN);
                walker.bind(&input.pat, &types);
            }
        }
    }
    if let Some(block) = &function.block {
        walker.block(block);
    }
    walker.body
}

pub(super) struct Walker<'a> {
    pub(super) scope: Scope<'a>,
    /// The types of the local names, block by block.
    known: Vec<HashMap<String, Types>>,
    pub(super) body: Body,
}

impl Walker<'_> {
    pub(super) fn know(&mut self, name: &str, types: Types) {
        self.known.last_mut().unwrap().insert(name.to_owned(), types);
    }

    pub(super) fn known(&self, name: &str) -> Option<&Types> {
        self.known.iter().rev().find_map(|names| names.get(name))
    }

    /// Goes through something with local names of its own.
    pub(super) fn inside<T>(&mut self, through: impl FnOnce(&mut Self) -> T) -> T {
        self.known.push(HashMap::new());
        let result = through(self);
        self.known.pop();
        result
    }

    pub(super) fn block(&mut self, block: &Block) -> Types {
        self.inside(|walker| {
            let mut last = Types::new();
            for statement in &block.stmts {
                last = walker.statement(statement);
            }
            last
        })
    }

    fn statement(&mut self, statement: &Stmt) -> Types {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Expr(expr, None) => return self.expr(expr),
            Stmt::Expr(expr, Some(_)) => drop(self.expr(expr)),
            Stmt::Macro(call) => return self.called_macro(&call.mac),
            // Taken up with the module's.
            Stmt::Item(_) => {}
        }
        Types::new()
    }

    fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else { return self.bind(&local.pat, &Types::new()) };
        if let Some((_, otherwise)) = &init.diverge {
            self.expr(otherwise);
        }
        // Of a tuple of values each has its own types.
        if let (Pat::Tuple(pat), Some(parts)) = (&local.pat, parts(&init.expr))
            && pat.elems.len() == parts.len()
        {
            for (pat, part) in pat.elems.iter().zip(&parts) {
                let types = self.expr(part);
                self.bind(pat, &types);
            }
        } else {
            let types = self.expr(&init.expr);
            self.bind(&local.pat, &types);
        }
    }

    /// A method: whose, if its receiver says so.
    pub(super) fn method(&mut self, call: &ExprMethodCall) -> Types {
        let mut receiver = self.expr(&call.receiver);
        let name = call.method.to_string();
        self.body.has_index |= name == "index_name";
        let service = CLIENTS.iter().find(|(client, _)| receiver.contains(*client));
        if let Some((_, service)) = service
            && !HARMLESS.contains(&name.as_str())
        {
            self.body.requests.insert((service, name));
            return Types::new();
        }
        let program = self.scope.program;
        let found = |owner: &String| program.functions(&format!("{owner}::{name}")).to_vec();
        let owners: Vec<Vec<usize>> =
            receiver.iter().map(found).filter(|found| !found.is_empty()).collect();
        // A pointer of our own has the methods of what it points to.
        let is_pointer = |ty: &String| !program.functions(&format!("{ty}::deref")).is_empty();
        if receiver.iter().any(is_pointer) {
            receiver.insert(UNKNOWN.to_owned());
        }
        let is_known = !receiver.is_empty() && !receiver.contains(UNKNOWN);
        let is_sure = owners.len() == 1 || (owners.is_empty() && is_known);
        if !is_sure {
            self.body.unsure.insert(name);
        }
        let functions = owners.concat();
        self.body.calls.extend(&functions);
        // A closure is given what the receiver holds, or what the method takes.
        let hint: Types = functions
            .iter()
            .flat_map(|id| taken(program, &program.functions[*id]))
            .chain(receiver.iter().cloned())
            .collect();
        let given = self.arguments(call.args.iter(), &hint);
        if !functions.is_empty() {
            return self.result(&functions, given);
        }
        let becomes = BECOMES.contains(&&*call.method.to_string());
        if becomes { [UNKNOWN.to_owned()].into() } else { union([receiver, given]) }
    }

    /// A constant; what its value names is reached by whoever names it.
    pub(super) fn constant(&mut self, path: String) -> Types {
        let program = self.scope.program;
        let constant = &program.constants[&path];
        let scope = Scope::module(program, &constant.module);
        let mut value = Walker { scope, known: vec![HashMap::new()], body: Body::default() };
        value.expr(&constant.value);
        self.body.calls.extend(value.body.calls);
        self.body.unsure.extend(value.body.unsure);
        self.body.constants.insert(path);
        scope.named(&constant.ty)
    }

    /// What these functions give back.
    pub(super) fn result(&self, functions: &[usize], given: Types) -> Types {
        let program = self.scope.program;
        let types: Types =
            functions.iter().flat_map(|id| returned(program, &program.functions[*id])).collect();
        if types.contains(UNKNOWN) { union([types, given]) } else { types }
    }

    /// The types of arguments; closures among them are given the types of the others, and these.
    pub(super) fn arguments<'b>(
        &mut self,
        arguments: impl Iterator<Item = &'b Expr> + Clone,
        hint: &Types,
    ) -> Types {
        let is_closure = |argument: &&Expr| matches!(argument, Expr::Closure(_));
        let mut given = Types::new();
        for argument in arguments.clone().filter(|argument| !is_closure(argument)) {
            given.extend(self.expr(argument));
        }
        let hint = union([hint.clone(), given.clone()]);
        for argument in arguments.filter(is_closure) {
            if let Expr::Closure(closure) = argument {
                given.extend(self.closure(closure, &hint));
            }
        }
        given
    }

    pub(super) fn called_macro(&mut self, call: &syn::Macro) -> Types {
        let parts = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if let Ok(parts) = parts {
            return self.arguments(parts.iter(), &Types::new());
        }
        self.tokens(&call.tokens.to_string());
        Types::new()
    }

    /// What is called in a macro with a grammar of its own: names before a parenthesis.
    fn tokens(&mut self, tokens: &str) {
        let words: Vec<&str> = tokens.split_whitespace().collect();
        for (index, name) in words.iter().enumerate() {
            let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            if !is_name || !words.get(index + 1).is_some_and(|next| next.starts_with('(')) {
                continue;
            }
            match index.checked_sub(1).map(|before| words[before]) {
                Some(".") => drop(self.body.unsure.insert((*name).to_owned())),
                Some("::") => drop(self.body.unsure.insert(format!("::{name}"))),
                _ if self.known(name).is_some() => {}
                _ => {
                    let Scope { program, module, .. } = self.scope;
                    let path = syn::parse_str(name).unwrap();
                    self.body.calls.extend(program.functions(&program.find(module, None, &path)));
                }
            }
        }
    }
}

/// The parts of a tuple, or of what is joined to one.
fn parts(expr: &Expr) -> Option<Vec<Expr>> {
    match expr {
        Expr::Try(expr) => parts(&expr.expr),
        Expr::Await(expr) => parts(&expr.base),
        Expr::Tuple(tuple) => Some(tuple.elems.iter().cloned().collect()),
        Expr::Macro(ExprMacro { mac, .. })
            if mac.path.segments.last().is_some_and(|name| name.ident == "try_join") =>
        {
            let parts = mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
            Some(parts.ok()?.into_iter().collect())
        }
        _ => None,
    }
}

/// All of them together.
pub(super) fn union(types: impl IntoIterator<Item = Types>) -> Types {
    types.into_iter().flatten().collect()
}
