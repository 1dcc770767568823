//! Names: the nearest known one and what is in scope, names that cannot be declared, changes of case.

use crate::errors::Errors;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use std::collections::HashSet;

/// Returns the name in `known` that `name` was probably meant to be, if one is near enough.
///
/// Names that differ only in the case of letters are nearest. Otherwise at most a third of the letters may be wrong,
/// but one always may.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = name.chars().count();
    known
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let longest = letters.max(candidate.chars().count());
            let (cost, edits) = cost(name, candidate);
            // Of two letters, one must be right: `h` is not a misspelt `m`.
            let allowed = if longest < 2 { 0 } else { (longest / 3).max(1) };
            (edits <= allowed).then_some((cost, candidate))
        })
        .min_by_key(|(cost, _)| *cost)
        .map(|(_, candidate)| candidate)
}

/// Returns the sentence about a name that is not known, for example
/// ``unknown name `mm`; did you mean `m`? In scope: g, m, h, v, e, t, celsius``.
pub fn unknown<'a>(kind_sentence: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen = HashSet::new();
    let known: Vec<&str> = known.into_iter().filter(|name| seen.insert(*name)).collect();
    let mut sentence = format!("{kind_sentence} `{name}`");
    let guess = nearest(name, known.iter().copied());
    if let Some(guess) = guess {
        sentence += &format!("; did you mean `{guess}`?");
    }
    if !known.is_empty() {
        let stop = if guess.is_some() { "" } else { "." };
        sentence += &format!("{stop} In scope: {}", known.join(", "));
    }
    sentence
}

/// True if a name is that of a primitive type of Rust.
pub fn is_primitive(name: &Ident) -> bool {
    const TYPES: &[&str] = &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64",
        "u128", "usize",
    ];
    TYPES.iter().any(|own| name == own)
}

/// Returns the name of a declared type of that `kind`, such as "channel". If the name is that of a primitive type, or
/// one of `number_types` that the expansion needs, reports it and returns another.
pub fn declared(ident: Ident, kind: &str, number_types: &[&str], errors: &mut Errors) -> Ident {
    let mut name = ident.to_string();
    if is_primitive(&ident) {
        errors.push(ident.span(), format!("`{ident}` is a type of Rust's own; choose another name"));
        name[..1].make_ascii_uppercase();
    } else if number_types.contains(&name.as_str()) {
        let message =
            format!("`{ident}` stands for a type of the expansion; call the {kind} otherwise, such as `My{ident}`");
        errors.push(ident.span(), message);
        name.insert_str(0, "My");
    } else {
        return ident;
    }
    Ident::new(&name, ident.span())
}

/// Type parameters in the expansion of a cell or network: its number types, a network, results of runs, a visitor.
pub const TYPES_OF_A_CELL: [&str; 5] = ["T", "U", "N", "R", "V"];

/// Type parameters in the expansion of a mechanism: its number types.
pub const TYPES_OF_A_MECHANISM: [&str; 2] = ["T", "U"];

/// Returns a declared name as that of a local variable. A name that was passed into a `macro_rules!` and the same name within the
/// macro are then one variable, though Rust would keep them apart.
pub fn variable(ident: &Ident) -> Ident {
    let mut variable = ident.clone();
    variable.set_span(ident.span().resolved_at(Span::call_site()));
    variable
}

/// Returns a name in lower case. If that is a keyword of Rust, an underscore is added.
pub fn lower(ident: &Ident) -> Ident {
    let name = ident.to_string().to_lowercase();
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, ident.span()),
        Err(_) => format_ident!("{name}_", span = ident.span()),
    }
}

/// Returns a name in camel case: `soma` as `Soma`, `axon_hillock` as `AxonHillock`.
pub fn camel(name: &str) -> String {
    let mut up = true;
    name.chars()
        .filter_map(|c| match (c, up) {
            ('_', _) => {
                up = true;
                None
            }
            (c, true) => {
                up = false;
                Some(c.to_ascii_uppercase())
            }
            (c, false) => Some(c),
        })
        .collect()
}

/// Returns the cost of turning `a` into `b`, and the number of edits that change more than case. An edit costs 2, a
/// change of case 1.
fn cost(a: &str, b: &str) -> (usize, usize) {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // The usual table of edit distances. Swapped neighbours need the row before the last.
    let mut rows: Vec<Vec<(usize, usize)>> = vec![(0..=b.len()).map(|j| (2 * j, j)).collect()];
    for i in 1..=a.len() {
        let mut row = vec![(2 * i, i)];
        for j in 1..=b.len() {
            let (x, y) = (a[i - 1], b[j - 1]);
            let replace = if x == y {
                (0, 0)
            } else if x.to_lowercase().eq(y.to_lowercase()) {
                (1, 0)
            } else {
                (2, 1)
            };
            let step = |from: (usize, usize), by: (usize, usize)| (from.0 + by.0, from.1 + by.1);
            let mut best =
                step(rows[i - 1][j - 1], replace).min(step(rows[i - 1][j], (2, 1))).min(step(row[j - 1], (2, 1)));
            if i > 1 && j > 1 && x == b[j - 2] && a[i - 2] == y {
                best = best.min(step(rows[i - 2][j - 2], (2, 1)));
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_proposed() {
        let cases = [
            ("mm", &["g", "m", "h"][..], Some("m")),
            ("tua_max", &["tau", "tau_max"][..], Some("tau_max")),
            ("Celsius", &["celsius", "celsiu"][..], Some("celsius")),
            ("nav", &["NaV", "CaV"][..], Some("NaV")),
            ("M", &["m", "h"][..], Some("m")),
            ("h", &["m"][..], None),
            ("voltage", &["v"][..], None),
        ];
        for (name, known, expected) in cases {
            assert_eq!(nearest(name, known.iter().copied()), expected, "{name}");
        }
    }

    #[test]
    fn the_sentence_lists_the_scope() {
        let scope = ["g", "m", "h", "v", "e", "t", "celsius"];
        assert_eq!(
            unknown("unknown name", "mm", scope),
            "unknown name `mm`; did you mean `m`? In scope: g, m, h, v, e, t, celsius"
        );
        assert_eq!(unknown("unknown name", "voltage", ["v"]), "unknown name `voltage`. In scope: v");
        assert_eq!(unknown("unknown name", "x", []), "unknown name `x`");
    }
}
