//! The names that a pattern gives to the parts of a value.

use syn::Pat;

use super::{
    expr::name,
    types::{Types, UNKNOWN},
    walk::Walker,
};

impl Walker<'_> {
    /// Gives names to the parts of a value.
    pub(super) fn bind(&mut self, pat: &Pat, types: &Types) {
        match pat {
            Pat::Ident(name) => {
                self.know(&name.ident.to_string(), types.clone());
                if let Some((_, pat)) = &name.subpat {
                    self.bind(pat, types);
                }
            }
            Pat::Type(pat) => {
                let types = self.scope.named(&pat.ty);
                self.bind(&pat.pat, &types);
            }
            Pat::Reference(pat) => self.bind(&pat.pat, types),
            Pat::Guard(pat) => {
                self.bind(&pat.pat, types);
                self.expr(&pat.guard);
            }
            Pat::Paren(pat) => self.bind(&pat.pat, types),
            Pat::Or(pat) => pat.cases.iter().for_each(|pat| self.bind(pat, types)),
            Pat::Slice(pat) => pat.elems.iter().for_each(|pat| self.bind(pat, types)),
            Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| self.bind(pat, types)),
            Pat::TupleStruct(pat) => {
                let path = self.find(&pat.path);
                for (index, part) in pat.elems.iter().enumerate() {
                    let inner = self.part(&path, &index.to_string(), types);
                    self.bind(part, &inner);
                }
            }
            Pat::Struct(pat) => {
                let path = self.find(&pat.path);
                for field in &pat.fields {
                    let name = name(&field.member);
                    let inner = self.part(&path, &name, types);
                    self.bind(&field.pat, &inner);
                }
            }
            Pat::Const(_)
            | Pat::Lit(_)
            | Pat::Path(_)
            | Pat::Range(_)
            | Pat::Rest(_)
            | Pat::Wild(_) => {}
            other => panic!("{}: not understood: {other:?}", self.scope.module),
        }
    }

    /// A part of a matched value: as its type declares it, or what a wrapper wraps.
    fn part(&self, path: &str, name: &str, types: &Types) -> Types {
        match self.field_of(path, name) {
            Some(part) if !part.contains(UNKNOWN) => part,
            Some(_) | None => types.clone(),
        }
    }
}
