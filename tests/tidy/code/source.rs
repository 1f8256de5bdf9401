//! From the files of a crate to its items: modules, functions, types, constants.

use syn::{
    Attribute, Fields, Generics, ImplItem, Item, ItemImpl, TraitItem, Type, UseTree, visit::Visit,
};

use super::program::{Constant, Field, Function, Program};

/// Reads a crate from its root file; `read` gives the text of a file of the project.
pub(crate) fn load(
    program: &mut Program,
    read: &dyn Fn(&str) -> Option<String>,
    (name, root): (&str, &str),
) {
    let text = read(root).unwrap_or_else(|| panic!("{root} is not there"));
    let (folder, _) = root.rsplit_once('/').unwrap();
    program.crates.insert(name.to_owned());
    module(program, read, name, folder, &parse(root, &text).items);
}

fn parse(path: &str, text: &str) -> syn::File {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Takes up the items of a module; `folder` is where its own modules are.
fn module(
    program: &mut Program,
    read: &dyn Fn(&str) -> Option<String>,
    path: &str,
    folder: &str,
    items: &[Item],
) {
    program.modules.entry(path.to_owned()).or_default();
    for item in items.iter().filter(|item| !is_test(attributes(item))) {
        if let Item::Mod(inner) = item {
            let name = inner.ident.to_string();
            let (path, folder) = (format!("{path}::{name}"), format!("{folder}/{name}"));
            if let Some((_, items)) = &inner.content {
                module(program, read, &path, &folder, items);
                continue;
            }
            let files = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
            let found = files.iter().find_map(|file| Some((file, read(file)?)));
            let (file, text) = found.unwrap_or_else(|| panic!("{path} has no file"));
            module(program, read, &path, &folder, &parse(file, &text).items);
        } else {
            take(program, path, item);
        }
    }
}

fn take(program: &mut Program, module: &str, item: &Item) {
    let at = |name: &syn::Ident| format!("{module}::{name}");
    match item {
        Item::Use(item) => imports(program, module, &[], &item.tree),
        Item::Fn(item) => {
            Inner { program, module }.visit_block(&item.block);
            program.add(Function {
                path: at(&item.sig.ident),
                module: module.to_owned(),
                owner: None,
                is_of_trait: false,
                generics: item.sig.generics.clone(),
                sig: item.sig.clone(),
                block: Some((*item.block).clone()),
            });
        }
        Item::Struct(item) => {
            fields(program, (module, &item.generics), at(&item.ident), &item.fields);
        }
        Item::Enum(item) => {
            program.fields.insert(at(&item.ident), Vec::new());
            for variant in &item.variants {
                let path = format!("{}::{}", at(&item.ident), variant.ident);
                fields(program, (module, &item.generics), path, &variant.fields);
            }
        }
        Item::Type(item) => {
            program.aliases.insert(at(&item.ident), (module.to_owned(), (*item.ty).clone()));
        }
        Item::Const(item) => {
            let constant = Constant {
                module: module.to_owned(),
                ty: (*item.ty).clone(),
                value: (*item.expr).clone(),
            };
            program.constants.insert(at(&item.ident), constant);
        }
        Item::Trait(item) => {
            program.fields.insert(at(&item.ident), Vec::new());
            for member in &item.items {
                if let TraitItem::Fn(function) = member {
                    program.add(Function {
                        path: format!("{}::{}", at(&item.ident), function.sig.ident),
                        module: module.to_owned(),
                        owner: Some(at(&item.ident)),
                        is_of_trait: true,
                        generics: item.generics.clone(),
                        sig: function.sig.clone(),
                        block: function.default.clone(),
                    });
                }
            }
        }
        Item::Impl(item) => program.impls.push((module.to_owned(), item.clone())),
        // A macro or a static of our own would be a way for calls that nobody here follows.
        other => panic!("{module}: items such as {:?} are not understood", kind(other)),
    }
}

/// Takes up the methods of an `impl`, once all names are known.
pub(crate) fn methods(program: &mut Program, module: &str, item: &ItemImpl) {
    let Type::Path(ty) = &*item.self_ty else { return };
    let owner = program.find(module, None, &ty.path);
    for member in &item.items {
        if let ImplItem::Fn(function) = member
            && !is_test(&function.attrs)
        {
            Inner { program, module }.visit_block(&function.block);
            program.add(Function {
                path: format!("{owner}::{}", function.sig.ident),
                module: module.to_owned(),
                owner: Some(owner.clone()),
                is_of_trait: item.trait_.is_some(),
                generics: item.generics.clone(),
                sig: function.sig.clone(),
                block: Some(function.block.clone()),
            });
        }
    }
}

fn fields(
    program: &mut Program,
    (module, generics): (&str, &Generics),
    path: String,
    fields: &Fields,
) {
    let field = |(index, field): (usize, &syn::Field)| Field {
        name: field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string),
        module: module.to_owned(),
        generics: generics.clone(),
        ty: field.ty.clone(),
    };
    program.fields.insert(path, fields.iter().enumerate().map(field).collect());
}

fn imports(program: &mut Program, module: &str, before: &[String], tree: &UseTree) {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    let mut import = |name: String, path: Vec<String>| {
        let known = program.modules.entry(module.to_owned()).or_default();
        // A macro may have the name of a function of ours.
        let inner = ["crate", "self", "super", "shared"];
        let is_ours = |path: &Vec<String>| inner.contains(&path.first().unwrap().as_str());
        match known.get(&name).filter(|before| is_ours(before)) {
            Some(before) if is_ours(&path) && *before != path => {
                panic!("{module}: {before:?} and {path:?} have one name")
            }
            Some(_) => {}
            None => drop(known.insert(name, path)),
        }
    };
    match tree {
        UseTree::Path(path) => imports(program, module, &with(&path.ident), &path.tree),
        UseTree::Name(name) if name.ident == "self" => {
            import(before.last().unwrap().clone(), before.to_vec());
        }
        UseTree::Name(name) => import(name.ident.to_string(), with(&name.ident)),
        UseTree::Rename(name) => import(name.rename.to_string(), with(&name.ident)),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| imports(program, module, before, tree));
        }
        UseTree::Glob(_) => panic!("{module}: an import of everything hides where names come from"),
    }
}

/// What stands inside of a function counts for its module.
struct Inner<'a> {
    program: &'a mut Program,
    module: &'a str,
}

impl Visit<'_> for Inner<'_> {
    fn visit_item(&mut self, item: &Item) {
        take(self.program, self.module, item);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    }
}

fn kind(item: &Item) -> &'static str {
    match item {
        Item::Macro(_) => "macros",
        Item::Static(_) => "statics",
        _ => "others",
    }
}
