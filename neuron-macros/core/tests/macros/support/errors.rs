//! The errors of an expansion.

use proc_macro2::{Span, TokenStream};
use syn::{Item, Macro, Stmt};

/// Returns spans and messages, in their order.
pub fn errors(expansion: TokenStream) -> Vec<(Span, String)> {
    let file = syn::parse2::<syn::File>(expansion).expect("an expansion is Rust");
    let mut found = Vec::new();
    let mut add = |invocation: &Macro| {
        if invocation.path.segments.last().is_some_and(|last| last.ident == "compile_error") {
            let message: syn::LitStr = invocation.parse_body().expect("a message");
            found.push((invocation.path.segments[0].ident.span(), message.value()));
        }
    };
    for item in &file.items {
        match item {
            Item::Macro(item) => add(&item.mac),
            Item::Const(item) => {
                let syn::Expr::Block(block) = &*item.expr else { continue };
                for statement in &block.block.stmts {
                    if let Stmt::Macro(statement) = statement {
                        add(&statement.mac);
                    }
                }
            }
            _ => {}
        }
    }
    found
}
