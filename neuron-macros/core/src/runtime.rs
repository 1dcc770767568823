//! The path of `neuron-runtime` in the crate that declares a model.
//!
//! Expansions name `::neuron_runtime`. A crate that renames the dependency, or has the runtime through another crate alone,
//! has it elsewhere: then every such path is replaced.

extern crate proc_macro;

use crate::errors::Errors;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::path::Path;

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
        let runtime = match name_in_this_crate().as_deref() {
            Some(CRATE) => Self::Usual,
            Some(name) => Self::At(Ident::new(name, Span::call_site()).into_token_stream()),
            None => {
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

/// Returns the name of the runtime in the crate that is compiled, and `None` if it is no dependency.
///
/// It is looked up for each declaration: an editor expands those of several crates in one process, while their manifests change.
fn name_in_this_crate() -> Option<String> {
    // In a test of this library no crate is compiled, and without a manifest something other than cargo builds the crate.
    let folder = proc_macro::is_available().then(|| std::env::var_os("CARGO_MANIFEST_DIR")).flatten();
    match folder.and_then(|folder| std::fs::read_to_string(Path::new(&folder).join("Cargo.toml")).ok()) {
        Some(manifest) => name_in_manifest(&manifest),
        None => Some(CRATE.to_owned()),
    }
}

/// Looks through a manifest line by line. What it does not understand counts as the usual name.
fn name_in_manifest(manifest: &str) -> Option<String> {
    let usual = || CRATE.to_owned();
    let (own, renaming) = (format!("\"{PACKAGE}\""), format!("package=\"{PACKAGE}\""));
    let (mut section, mut renamed) = (String::new(), None);
    for line in manifest.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let line = line.replace(char::is_whitespace, "").replace('\'', "\"");
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let path = format!("{section}.{key}").replace('"', "");
        if path == "package.name" && value.starts_with(&own) {
            return Some(usual());
        }
        // `neuron = { package = … }` and `package = …` below `[dependencies.neuron]` are the same.
        let Some((_, dependency)) = path.rsplit_once("dependencies.") else { continue };
        let (name, part) = dependency.split_once('.').unwrap_or((dependency, ""));
        if name == PACKAGE {
            return Some(usual());
        }
        if format!("{part}={value}").contains(&renaming) {
            renamed = Some(name.replace('-', "_"));
        }
    }
    renamed.or_else(|| [PACKAGE, CRATE].iter().any(|name| manifest.contains(name)).then(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dependency_is_found_under_its_name() {
        let cases = [
            ("[dependencies]\nneuron-runtime = \"0.1\"", Some("neuron_runtime")),
            ("[dependencies]\nneuron-runtime.workspace = true", Some("neuron_runtime")),
            ("[package]\nname = \"neuron-runtime\"", Some("neuron_runtime")),
            ("[dependencies.neuron-runtime]\npath = \"..\"", Some("neuron_runtime")),
            ("[dependencies]\nneuron = { path = \"..\", package = \"neuron-runtime\" }", Some("neuron")),
            ("[dev-dependencies]\nmy-neuron = { package=\"neuron-runtime\", version = \"0.1\" }", Some("my_neuron")),
            ("[target.'cfg(unix)'.dependencies]\nneuron.package = \"neuron-runtime\"", Some("neuron")),
            ("[dependencies.neuron]\npackage = 'neuron-runtime'", Some("neuron")),
            ("[dependencies.neuron]\npackage = \"neuron-runtime\"", Some("neuron")),
            (
                "[dependencies]\nold = { package = \"neuron-runtime\", version = \"0.0\" }\nneuron-runtime = \"0.1\"",
                Some("neuron_runtime"),
            ),
            ("[dependencies]\nold = { package = \"neuron-runtime-old\" }", Some("neuron_runtime")),
            (
                "[dependencies]\n# neuron = { package = \"neuron-runtime\" }\nneuron-runtime = \"0.1\"",
                Some("neuron_runtime"),
            ),
            ("[dependencies]\n# neuron = { package = \"neuron-runtime\" }", Some("neuron_runtime")),
            ("[dependencies]\nmy-lab = \"0.1\"", None),
        ];
        for (manifest, expected) in cases {
            assert_eq!(name_in_manifest(manifest).as_deref(), expected, "{manifest}");
        }
    }
}
