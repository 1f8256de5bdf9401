//! Which types a declared type names.
//!
//! A value's possible types are those that its declaration names, however they are wrapped:
//! `Result<Option<Current>, Failure>` is `Current` or `Failure`. That is enough to tell whose a
//! method is, because wrappers have none of ours.

use std::collections::BTreeSet;

use syn::{
    FnArg, GenericParam, Generics, ReturnType, Type,
    visit::{self, Visit},
};

use super::program::{Function, Program};

/// The types that a value may have, by their paths.
pub(crate) type Types = BTreeSet<String>;

/// Stands for a type that cannot be told.
pub(crate) const UNKNOWN: &str = "?";

/// Where a type is written.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) program: &'a Program,
    pub(crate) module: &'a str,
    pub(crate) owner: Option<&'a str>,
    /// Of the function and of its `impl`.
    pub(crate) generics: [Option<&'a Generics>; 2],
}

impl<'a> Scope<'a> {
    /// Inside of a function.
    pub(crate) fn of(program: &'a Program, function: &'a Function) -> Self {
        let generics = [Some(&function.sig.generics), Some(&function.generics)];
        let owner = function.owner.as_deref();
        Self { program, module: &function.module, owner, generics }
    }

    /// In a module.
    pub(crate) fn module(program: &'a Program, module: &'a str) -> Self {
        Self { program, module, owner: None, generics: [None, None] }
    }

    /// The types that this one names. A type parameter is what its bounds say; who gives it is the
    /// caller's affair.
    pub(crate) fn named(self, ty: &Type) -> Types {
        let mut names = Names { scope: self, found: Types::new(), depth: 0 };
        names.visit_type(ty);
        names.found
    }

    fn bounds(self, name: &syn::Ident) -> Option<&'a syn::TypeParam> {
        let params = self.generics.into_iter().flatten().flat_map(|g| &g.params);
        params.into_iter().find_map(|param| match param {
            GenericParam::Type(param) if param.ident == *name => Some(param),
            _ => None,
        })
    }
}

/// What a function gives back, and [`UNKNOWN`] with it if that depends on what it is given.
pub(crate) fn returned(program: &Program, function: &Function) -> Types {
    match &function.sig.output {
        ReturnType::Default => Types::new(),
        ReturnType::Type(_, ty) => Scope::of(program, function).named(ty),
    }
}

/// What a function takes.
pub(crate) fn taken(program: &Program, function: &Function) -> Types {
    let scope = Scope::of(program, function);
    let inputs = function.sig.inputs.iter();
    inputs
        .filter_map(|input| if let FnArg::Typed(typed) = input { Some(typed) } else { None })
        .flat_map(|typed| scope.named(&typed.ty))
        .collect()
}

struct Names<'a> {
    scope: Scope<'a>,
    found: Types,
    depth: usize,
}

impl Visit<'_> for Names<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        visit::visit_path(self, path);
        let Scope { program, module, owner, .. } = self.scope;
        if let Some(param) = path.get_ident().and_then(|name| self.scope.bounds(name)) {
            self.found.insert(UNKNOWN.to_owned());
            // `E: Into<E>` would go round for ever.
            if self.depth < 4 {
                self.depth += 1;
                param.bounds.iter().for_each(|bound| self.visit_type_param_bound(bound));
                self.depth -= 1;
            }
            return;
        }
        if path.segments.first().is_some_and(|first| self.scope.bounds(&first.ident).is_some()) {
            self.found.insert(UNKNOWN.to_owned());
            return;
        }
        let found = program.find(module, owner, path);
        if let Some((module, ty)) = program.aliases.get(&found) {
            self.found.extend(Scope::module(program, module).named(ty));
        } else {
            // What an associated type is, is said elsewhere.
            let is_told = !program.is_ours(&found) || program.is_known(&found);
            self.found.insert(if is_told { found } else { UNKNOWN.to_owned() });
        }
    }

    fn visit_type_infer(&mut self, _: &syn::TypeInfer) {
        self.found.insert(UNKNOWN.to_owned());
    }
}
