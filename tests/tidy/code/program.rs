//! All items of the crates, and what a path means in a module.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syn::{Block, Expr, Generics, ItemImpl, Signature, Type};

use super::source;

/// A function or method.
pub(crate) struct Function {
    /// `crate::module::name`, or `crate::module::Type::name`.
    pub(crate) path: String,
    pub(crate) module: String,
    /// The type that it is a method of.
    pub(crate) owner: Option<String>,
    /// Whether it is called through a trait, and so without being named.
    pub(crate) is_of_trait: bool,
    /// Those of the `impl`.
    pub(crate) generics: Generics,
    pub(crate) sig: Signature,
    pub(crate) block: Option<Block>,
}

/// A field of a type or variant, by its name or place.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) module: String,
    /// Those of its type.
    pub(crate) generics: Generics,
    pub(crate) ty: Type,
}

/// A constant.
pub(crate) struct Constant {
    pub(crate) module: String,
    pub(crate) ty: Type,
    pub(crate) value: Expr,
}

/// The items of all crates, by their paths.
#[derive(Default)]
pub(crate) struct Program {
    pub(crate) crates: BTreeSet<String>,
    /// What each module imports.
    pub(crate) modules: HashMap<String, HashMap<String, Vec<String>>>,
    pub(crate) functions: Vec<Function>,
    /// Types and variants.
    pub(crate) fields: HashMap<String, Vec<Field>>,
    pub(crate) aliases: HashMap<String, (String, Type)>,
    pub(crate) constants: BTreeMap<String, Constant>,
    pub(super) impls: Vec<(String, ItemImpl)>,
    by_path: HashMap<String, Vec<usize>>,
}

impl Program {
    /// Reads these crates, each with its root file.
    pub(crate) fn load(read: &dyn Fn(&str) -> Option<String>, crates: &[(&str, &str)]) -> Self {
        let mut program = Self::default();
        for root in crates {
            source::load(&mut program, read, *root);
        }
        while let Some((module, item)) = program.impls.pop() {
            source::methods(&mut program, &module, &item);
        }
        program
    }

    pub(super) fn add(&mut self, function: Function) {
        self.by_path.entry(function.path.clone()).or_default().push(self.functions.len());
        self.functions.push(function);
    }

    /// The functions with this path: several, where a type has a trait several times.
    pub(crate) fn functions(&self, path: &str) -> &[usize] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    /// Whether a path is one of our own crates'.
    pub(crate) fn is_ours(&self, path: &str) -> bool {
        self.crates.contains(path.split("::").next().unwrap())
    }

    /// Whether a path is that of something that was read.
    pub(crate) fn is_known(&self, path: &str) -> bool {
        self.holds(path) || self.is_item(path)
    }

    /// What a path in a module means, in full. `owner` is what `Self` stands for. A path into a
    /// crate that is not ours stays as its import has it.
    pub(crate) fn find(&self, module: &str, owner: Option<&str>, path: &syn::Path) -> String {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        match (names.split_first(), owner) {
            (Some((first, rest)), Some(owner)) if first == "Self" => {
                [&[owner.to_owned()], rest].concat().join("::")
            }
            _ => self.resolve(module, &names),
        }
    }

    fn resolve(&self, module: &str, names: &[String]) -> String {
        let (first, rest) = names.split_first().unwrap();
        let own = format!("{module}::{first}");
        let import = self.modules.get(module).and_then(|imports| imports.get(first));
        let start = match first.as_str() {
            "crate" => module.split("::").next().unwrap().to_owned(),
            "self" => module.to_owned(),
            "super" => module.rsplit_once("::").unwrap().0.to_owned(),
            // A function may have the name of a module or type, but nothing is inside of it.
            _ if self.holds(&own) || (rest.is_empty() && self.is_item(&own)) => own,
            // An import by its own name leads out of the crate.
            _ => match import {
                Some(path) if path.as_slice() == std::slice::from_ref(first) => first.clone(),
                Some(path) => self.resolve(module, path),
                None => first.clone(),
            },
        };
        rest.iter().fold(start, |at, name| self.step(&at, name))
    }

    /// From a module or type to what it holds, also by a re-export.
    fn step(&self, at: &str, name: &str) -> String {
        if let Some((module, Type::Path(ty))) = self.aliases.get(at) {
            return self.step(&self.find(module, None, &ty.path), name);
        }
        let inside = format!("{at}::{name}");
        if name == "super" {
            return at.rsplit_once("::").unwrap().0.to_owned();
        }
        match self.modules.get(at).and_then(|imports| imports.get(name)) {
            Some(path) if !self.is_known(&inside) => self.resolve(at, path),
            _ => inside,
        }
    }

    /// Whether something can be inside of this: a module, type or alias.
    fn holds(&self, path: &str) -> bool {
        self.modules.contains_key(path)
            || self.fields.contains_key(path)
            || self.aliases.contains_key(path)
    }

    fn is_item(&self, path: &str) -> bool {
        self.by_path.contains_key(path) || self.constants.contains_key(path)
    }
}
