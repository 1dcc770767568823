//! The path of `neuron-runtime` in the crate that declares a model.
//!
//! Expansions name `::neuron_runtime`. A crate that renames the dependency, or has the runtime through another crate alone,
//! has it elsewhere: then every such path is replaced.

extern crate proc_macro;

use crate::errors::Errors;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::path::Path;
use std::sync::OnceLock;

/// The name of the package and that of its crate.
const PACKAGE: &str = "neuron-runtime";
const CRATE: &str = "neuron_runtime";

/// Where the runtime is.
pub enum Runtime {
    /// `::neuron_runtime`
    Usual,
    /// A path that was given, or the other name of the dependency.
    At(TokenStream),
    /// Not known, which was reported.
    Nowhere,
}

impl Runtime {
    /// Takes `crate = path` from the arguments of an attribute, or `crate: path` from a cell or a network, with the separator
    /// after it. Without one, looks up the name of the dependency. If there is no such dependency, reports that.
    pub fn take(tokens: TokenStream, sign: char, errors: &mut Errors) -> (Self, TokenStream) {
        let (given, rest) = take_path(tokens, sign);
        if let Some((word, path)) = given {
            if syn::parse2::<syn::Path>(path.clone()).is_ok() {
                return (Self::At(path), rest);
            }
            errors.push(word.span(), format!("the path of the runtime is given as `{}`", example(sign)));
            return (Self::Usual, rest);
        }
        static NAME: OnceLock<Dependency> = OnceLock::new();
        let runtime = match NAME.get_or_init(Dependency::of_this_crate) {
            Dependency::Usual => Self::Usual,
            Dependency::Renamed(name) => Self::At(Ident::new(name, Span::call_site()).into_token_stream()),
            Dependency::Missing => {
                let message = format!(
                    "this crate has no dependency `{PACKAGE}`; if it has it under another name or through another crate, say where: `{}`",
                    example(sign)
                );
                errors.push(Span::call_site(), message);
                Self::Nowhere
            }
        };
        (runtime, rest)
    }

    /// Replaces every `::neuron_runtime` in an expansion. Where that is not known, nothing is left of it.
    pub fn place(&self, tokens: TokenStream) -> TokenStream {
        match self {
            Self::Usual => tokens,
            Self::At(path) => replace(tokens, path),
            Self::Nowhere => TokenStream::new(),
        }
    }
}

fn example(sign: char) -> &'static str {
    if sign == '=' { "crate = my_crate::neuron_runtime" } else { "crate: my_crate::neuron_runtime" }
}

/// Returns the word `crate` and the path after it, if there are, and the other tokens.
fn take_path(tokens: TokenStream, sign: char) -> (Option<(Ident, TokenStream)>, TokenStream) {
    let separates = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if matches!(mark.as_char(), ',' | ';'));
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let begins = |k: usize| k == 0 || separates(&tokens[k - 1]) || matches!(tokens[k - 1], TokenTree::Group(_));
    let signed = |k: usize| {
        let is = |k: usize| matches!(tokens.get(k), Some(TokenTree::Punct(mark)) if mark.as_char() == sign);
        is(k) && (sign != ':' || !is(k + 1))
    };
    let word = |k: usize| match &tokens[k] {
        TokenTree::Ident(word) if word == "crate" && begins(k) && signed(k + 1) => Some((k, word.clone())),
        _ => None,
    };
    let Some((k, word)) = (0..tokens.len()).find_map(word) else { return (None, tokens.into_iter().collect()) };
    let end = tokens[k..].iter().position(separates).map_or(tokens.len(), |length| k + length);
    let path = tokens[k + 2..end].iter().cloned().collect();
    let rest = tokens[..k].iter().chain(tokens.iter().skip(end + 1)).cloned().collect();
    (Some((word, path)), rest)
}

fn replace(tokens: TokenStream, path: &TokenStream) -> TokenStream {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':');
    let mut found: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name)
                if name == CRATE && found.len() >= 2 && found[found.len() - 2..].iter().all(is_colon) =>
            {
                found.truncate(found.len() - 2);
                found.extend(path.clone());
            }
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), replace(group.stream(), path));
                inner.set_span(group.span());
                found.push(TokenTree::Group(inner));
            }
            token => found.push(token),
        }
    }
    found.into_iter().collect()
}

/// The runtime among the dependencies of a crate.
#[derive(Debug, PartialEq)]
enum Dependency {
    Usual,
    Renamed(String),
    Missing,
}

impl Dependency {
    fn of_this_crate() -> Self {
        // In a test of this library no crate is compiled.
        if !proc_macro::is_available() {
            return Self::Usual;
        }
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(|folder| Path::new(&folder).join("Cargo.toml"));
        // Without a manifest something other than cargo builds the crate.
        manifest
            .and_then(|manifest| std::fs::read_to_string(manifest).ok())
            .map_or(Self::Usual, |text| Self::in_manifest(&text))
    }

    /// Looks through a manifest line by line. What it does not understand counts as the usual name.
    fn in_manifest(text: &str) -> Self {
        let mut section = String::new();
        let mut renamed = None;
        let package = |value: &str| {
            let (_, after) = value.split_once("package")?;
            let name = after.trim_start().strip_prefix('=')?.trim_start();
            Some(name.starts_with(&format!("\"{PACKAGE}\"")))
        };
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']').replace(['"', '\''], "");
                if section.ends_with(&format!("dependencies.{PACKAGE}")) {
                    return Self::Usual;
                }
                continue;
            }
            let Some((key, value)) = line.split_once('=') else { continue };
            let key = key.trim().trim_matches(['"', '\'']);
            let (name, part) = key.split_once('.').unwrap_or((key, ""));
            if section == "package" && key == "name" && value.contains(&format!("\"{PACKAGE}\"")) {
                return Self::Usual;
            }
            if section.ends_with("dependencies") {
                if name == PACKAGE {
                    return Self::Usual;
                }
                if package(value) == Some(true) || (part == "package" && value.contains(&format!("\"{PACKAGE}\""))) {
                    renamed = Some(name.to_owned());
                }
            } else if let Some((_, name)) = section.rsplit_once("dependencies.")
                && key == "package"
                && value.contains(&format!("\"{PACKAGE}\""))
            {
                renamed = Some(name.to_owned());
            }
        }
        match renamed {
            Some(name) => Self::Renamed(name.replace('-', "_")),
            None if text.contains(PACKAGE) || text.contains(CRATE) => Self::Usual,
            None => Self::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dependency_is_found_under_its_name() {
        let renamed = |name: &str| Dependency::Renamed(name.to_owned());
        let cases = [
            ("[dependencies]\nneuron-runtime = \"0.1\"", Dependency::Usual),
            ("[dependencies]\nneuron-runtime.workspace = true", Dependency::Usual),
            ("[package]\nname = \"neuron-runtime\"", Dependency::Usual),
            ("[dependencies.neuron-runtime]\npath = \"..\"", Dependency::Usual),
            ("[dependencies]\nneuron = { path = \"..\", package = \"neuron-runtime\" }", renamed("neuron")),
            ("[dev-dependencies]\nmy-neuron = { package=\"neuron-runtime\", version = \"0.1\" }", renamed("my_neuron")),
            ("[target.'cfg(unix)'.dependencies]\nneuron.package = \"neuron-runtime\"", renamed("neuron")),
            ("[dependencies.neuron]\npackage = \"neuron-runtime\"", renamed("neuron")),
            (
                "[dependencies]\nold = { package = \"neuron-runtime\", version = \"0.0\" }\nneuron-runtime = \"0.1\"",
                Dependency::Usual,
            ),
            ("[dependencies]\nmy-lab = \"0.1\"", Dependency::Missing),
        ];
        for (manifest, expected) in cases {
            assert_eq!(Dependency::in_manifest(manifest), expected, "{manifest}");
        }
    }
}
