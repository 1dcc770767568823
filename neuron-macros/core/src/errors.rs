//! Collects the errors of all stages, so that a model shows every mistake at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};

/// Errors found so far, each with the tokens it is about.
///
/// Stages take `&mut Errors` and return what they could build. With debug assertions, dropping a list whose errors
/// nobody read panics, because a mistake of the user's would be lost.
#[derive(Debug, Default)]
#[must_use]
pub struct Errors {
    list: Vec<syn::Error>,
}

impl Errors {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an error about the token at `span`.
    pub fn push(&mut self, span: Span, message: impl Display) {
        self.list.push(syn::Error::new(span, message));
    }

    /// Adds an error of a parser, and all errors combined in it.
    pub fn push_syn(&mut self, error: syn::Error) {
        self.list.extend(error);
    }

    /// Returns the value of a result, or keeps its error and returns `None`.
    pub fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.push_syn(error);
                None
            }
        }
    }

    /// Moves the errors of another list to the end of this one.
    pub fn append(&mut self, other: &mut Self) {
        self.list.append(&mut other.list);
    }

    /// True if there are no errors.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the number of errors.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns one `compile_error!` per error, at its span, in the order found.
    pub fn into_compile_errors(mut self) -> TokenStream {
        std::mem::take(&mut self.list).iter().map(syn::Error::to_compile_error).collect()
    }

    /// Returns the spans and messages in the order found. This counts as reading them.
    pub fn into_messages(mut self) -> Vec<(Span, String)> {
        std::mem::take(&mut self.list).into_iter().map(|error| (error.span(), error.to_string())).collect()
    }

    /// Returns the spans and messages in the order found. This does not count as reading them.
    pub fn messages(&self) -> Vec<(Span, String)> {
        self.list.iter().map(|error| (error.span(), error.to_string())).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if cfg!(debug_assertions) && !self.list.is_empty() && !std::thread::panicking() {
            panic!("errors were collected and never shown: {:?}", self.list);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_becomes_a_compile_error() {
        let mut errors = Errors::new();
        assert!(errors.is_empty());
        errors.push(Span::call_site(), "first");
        let mut two = syn::Error::new(Span::call_site(), "second");
        two.combine(syn::Error::new(Span::call_site(), "third"));
        errors.push_syn(two);
        assert_eq!(errors.len(), 3);
        assert_eq!(errors.messages()[2].1, "third");
        let tokens = errors.into_compile_errors().to_string();
        assert_eq!(tokens.matches("compile_error").count(), 3, "{tokens}");
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "never shown")]
    fn unread_errors_panic() {
        let mut errors = Errors::new();
        errors.push(Span::call_site(), "lost");
    }
}
