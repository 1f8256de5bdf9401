//! The types that an expression may have.

use syn::{Expr, ExprCall, ExprClosure, ExprPath, Member};

use super::{
    types::{Scope, Types, UNKNOWN},
    walk::{Walker, union},
};

impl Walker<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) -> Types {
        match expr {
            Expr::Path(path) => self.path(path),
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => self.method(call),
            Expr::Field(field) => {
                let base = self.expr(&field.base);
                self.field(base, &field.member)
            }
            Expr::Closure(closure) => self.closure(closure, &[UNKNOWN.to_owned()].into()),
            Expr::Macro(call) => self.called_macro(&call.mac),
            Expr::Struct(value) => {
                let path = self.find(&value.path);
                for field in &value.fields {
                    self.expr(&field.expr);
                }
                if let Some(rest) = &value.rest {
                    self.expr(rest);
                }
                self.made(path)
            }
            Expr::Await(expr) => self.expr(&expr.base),
            Expr::Try(expr) => self.expr(&expr.expr),
            Expr::Reference(expr) => self.expr(&expr.expr),
            Expr::Paren(expr) => self.expr(&expr.expr),
            Expr::Group(expr) => self.expr(&expr.expr),
            Expr::Unary(expr) => self.expr(&expr.expr),
            Expr::Cast(expr) => {
                self.expr(&expr.expr);
                self.scope.named(&expr.ty)
            }
            Expr::Index(expr) => {
                self.expr(&expr.index);
                self.expr(&expr.expr)
            }
            Expr::Assign(expr) => both(self, &expr.left, &expr.right),
            Expr::Binary(expr) => both(self, &expr.left, &expr.right),
            Expr::Range(expr) => {
                let ends = expr.start.iter().chain(&expr.end).map(|end| self.expr(end));
                union(ends.collect::<Vec<_>>())
            }
            Expr::Repeat(expr) => self.expr(&expr.expr),
            Expr::Array(expr) => self.arguments(expr.elems.iter(), &Types::new()),
            Expr::Tuple(expr) => self.arguments(expr.elems.iter(), &Types::new()),
            Expr::Lit(_) | Expr::Infer(_) => Types::new(),
            other => self.flow(other),
        }
    }

    /// What has blocks, and what leaves them.
    fn flow(&mut self, expr: &Expr) -> Types {
        match expr {
            Expr::Async(expr) => self.block(&expr.block),
            Expr::Block(expr) => self.block(&expr.block),
            Expr::Loop(expr) => self.block(&expr.body),
            Expr::While(expr) => self.inside(|walker| {
                walker.expr(&expr.cond);
                walker.block(&expr.body)
            }),
            Expr::ForLoop(expr) => {
                let items = self.expr(&expr.expr);
                self.inside(|walker| {
                    walker.bind(&expr.pat, &items);
                    walker.block(&expr.body)
                })
            }
            Expr::If(expr) => self.inside(|walker| {
                walker.expr(&expr.cond);
                let then = walker.block(&expr.then_branch);
                let otherwise = expr.else_branch.as_ref().map(|(_, expr)| walker.expr(expr));
                union([then, otherwise.unwrap_or_default()])
            }),
            Expr::Let(expr) => {
                let types = self.expr(&expr.expr);
                self.bind(&expr.pat, &types);
                Types::new()
            }
            Expr::Match(expr) => {
                let types = self.expr(&expr.expr);
                let arm = |arm: &syn::Arm| {
                    self.inside(|walker| {
                        walker.bind(&arm.pat, &types);
                        walker.expr(&arm.body)
                    })
                };
                union(expr.arms.iter().map(arm).collect::<Vec<_>>())
            }
            Expr::Return(expr) => {
                expr.expr.iter().for_each(|expr| drop(self.expr(expr)));
                Types::new()
            }
            Expr::Break(expr) => expr.expr.as_ref().map_or_else(Types::new, |e| self.expr(e)),
            Expr::Continue(_) => Types::new(),
            other => panic!("{}: not understood: {other:?}", self.scope.module),
        }
    }

    pub(super) fn find(&self, path: &syn::Path) -> String {
        self.scope.program.find(self.scope.module, self.scope.owner, path)
    }

    fn path(&mut self, path: &ExprPath) -> Types {
        if let Some(types) = path.path.get_ident().and_then(|name| self.known(&name.to_string())) {
            return types.clone();
        }
        let program = self.scope.program;
        let found = self.find(&path.path);
        let functions = program.functions(&found);
        if program.constants.contains_key(&found) {
            return self.constant(found);
        }
        if functions.is_empty() {
            return self.made(found);
        }
        self.body.calls.extend(functions);
        self.result(functions, Types::new())
    }

    /// What a path makes that is no function: a value of the type that it begins with.
    fn made(&self, path: String) -> Types {
        let program = self.scope.program;
        if let Some((module, ty)) = program.aliases.get(&path) {
            return Scope::module(program, module).named(ty);
        }
        // A variant, or what a derived trait gives, is of its type.
        let parent = path.rsplit_once("::").map(|(parent, _)| parent);
        match parent.filter(|parent| program.fields.contains_key(*parent)) {
            Some(parent) => [parent.to_owned()].into(),
            None if program.fields.contains_key(&path) => [path].into(),
            None => {
                let place = self.scope.module;
                assert!(!program.is_ours(&path), "{place}: {path} is not to be found");
                Types::new()
            }
        }
    }

    fn call(&mut self, call: &ExprCall) -> Types {
        let function = self.expr(&call.func);
        let given = self.arguments(call.args.iter(), &Types::new());
        let Expr::Path(path) = &*call.func else { return union([function, given]) };
        let is_local = path.path.get_ident().is_some_and(|n| self.known(&n.to_string()).is_some());
        // `Some(x)`, `Arc::clone(&x)`: what is not ours gives back what it was given.
        let is_foreign = !is_local && !self.scope.program.is_ours(&self.find(&path.path));
        let depends = is_foreign || function.contains(UNKNOWN);
        if depends { union([function, given]) } else { function }
    }

    fn field(&self, base: Types, member: &Member) -> Types {
        let name = name(member);
        let found: Vec<Types> = base.iter().filter_map(|ty| self.field_of(ty, &name)).collect();
        // A field of a tuple, or of what is not ours.
        if found.is_empty() { base } else { union(found) }
    }

    pub(super) fn field_of(&self, ty: &str, name: &str) -> Option<Types> {
        let fields = self.scope.program.fields.get(ty)?;
        let field = fields.iter().find(|field| field.name == name)?;
        let scope = Scope::module(self.scope.program, &field.module);
        Some(Scope { generics: [Some(&field.generics), None], ..scope }.named(&field.ty))
    }

    /// A closure, given such values.
    pub(super) fn closure(&mut self, closure: &ExprClosure, given: &Types) -> Types {
        self.inside(|walker| {
            closure.inputs.iter().for_each(|pat| walker.bind(pat, given));
            walker.expr(&closure.body)
        })
    }
}

fn both(walker: &mut Walker<'_>, left: &Expr, right: &Expr) -> Types {
    let left = walker.expr(left);
    union([left, walker.expr(right)])
}

/// The name or place of a field.
pub(super) fn name(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}
