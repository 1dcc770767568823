//! The paths that a Rust file names, wherever they stand: imports, expressions, types, and bodies of macros.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree, Visibility};

/// The paths that one file names.
#[derive(Debug, Default)]
pub struct Named {
    /// Every path into the crate, as the names of modules and items from its root.
    pub paths: Vec<Vec<String>>,
    /// Names that the file hands on, `pub use a::b as c`: the module that does, `c`, and where it comes from.
    pub handed_on: Vec<(Vec<String>, String, Vec<String>)>,
}

/// Reads the file of the module `module`, given by the names from the crate's root. Code for tests is left out.
pub fn named(module: &[String], text: &str) -> Named {
    let file = syn::parse_file(text).expect("Rust");
    let mut named = Named::default();
    items(module, &file.items, &mut named);
    named
}

/// Every identifier of a file.
pub fn words(text: &str) -> Vec<String> {
    fn collect(tokens: TokenStream, words: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => words.push(ident.to_string()),
                TokenTree::Group(group) => collect(group.stream(), words),
                _ => {}
            }
        }
    }
    let mut words = Vec::new();
    collect(text.parse().expect("Rust"), &mut words);
    words
}

fn items(module: &[String], items: &[Item], named: &mut Named) {
    for item in items {
        if attributes(item).iter().any(is_for_tests) {
            continue;
        }
        match item {
            Item::Mod(inner) => {
                if let Some((_, content)) = &inner.content {
                    let mut module = module.to_vec();
                    module.push(inner.ident.to_string());
                    self::items(&module, content, named);
                }
            }
            Item::Use(import) => {
                let handed_on = matches!(import.vis, Visibility::Public(_) | Visibility::Restricted(_));
                tree(module, &import.tree, Vec::new(), handed_on, named);
            }
            _ => scan(module, item.to_token_stream(), named),
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let text = attribute.to_token_stream().to_string().replace(' ', "");
    text == "#[cfg(test)]" || text.starts_with("#[cfg(all(test,")
}

/// An import's tree; `before` are the segments that lead to it.
fn tree(module: &[String], tree: &UseTree, mut before: Vec<String>, handed_on: bool, named: &mut Named) {
    let mut end = |before: Vec<String>, name: String| {
        // An import may name a child of the module itself without `self`.
        let path = from_root(module, &before).unwrap_or_else(|| [module, &before].concat());
        if handed_on {
            named.handed_on.push((module.to_vec(), name, path.clone()));
        }
        named.paths.push(path);
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            self::tree(module, &path.tree, before, handed_on, named);
        }
        UseTree::Name(name) => {
            if name.ident != "self" {
                before.push(name.ident.to_string());
            }
            end(before, name.ident.to_string());
        }
        UseTree::Rename(rename) => {
            before.push(rename.ident.to_string());
            end(before, rename.rename.to_string());
        }
        UseTree::Glob(_) => end(before, "*".to_owned()),
        UseTree::Group(group) => {
            for tree in &group.items {
                self::tree(module, tree, before.clone(), handed_on, named);
            }
        }
    }
}

/// The path from the crate's root that these segments are in `module`; nothing of those that begin elsewhere.
fn from_root(module: &[String], segments: &[String]) -> Option<Vec<String>> {
    let mut base = match segments.first()?.as_str() {
        "crate" | "neuron_runtime" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().saturating_sub(1)].to_vec(),
        _ => return None,
    };
    let mut rest = &segments[1..];
    while let Some((first, others)) = rest.split_first()
        && first == "super"
    {
        base.pop();
        rest = others;
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// Looks for paths that begin with `crate`, `super` or `self` in any tokens.
fn scan(module: &[String], tokens: TokenStream, named: &mut Named) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut k = 0;
    while k < tokens.len() {
        match &tokens[k] {
            TokenTree::Group(group) => scan(module, group.stream(), named),
            TokenTree::Ident(ident)
                if ["crate", "super", "self", "neuron_runtime"].iter().any(|root| ident == root) =>
            {
                let mut segments = Vec::new();
                k = path(&tokens, k, &mut segments, module, named);
                continue;
            }
            _ => {}
        }
        k += 1;
    }
}

/// Follows a path from its segment at `k`, into braces too, and returns where the tokens after it begin.
fn path(tokens: &[TokenTree], mut k: usize, segments: &mut Vec<String>, module: &[String], named: &mut Named) -> usize {
    let is_colon = |k: usize| matches!(tokens.get(k), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    loop {
        match tokens.get(k) {
            Some(TokenTree::Ident(ident)) => segments.push(ident.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && !segments.is_empty() => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut begin = 0;
                while begin < inner.len() {
                    let mut segments = segments.clone();
                    begin = path(&inner, begin, &mut segments, module, named).max(begin + 1);
                }
                return k + 1;
            }
            _ => break,
        }
        k += 1;
        if !(is_colon(k) && is_colon(k + 1)) {
            break;
        }
        k += 2;
    }
    // `self` alone is a value.
    if segments.len() > 1
        && let Some(path) = from_root(module, segments)
    {
        named.paths.push(path);
    }
    k
}
