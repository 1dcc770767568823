//! Distributions by which the values of a parameter are drawn: `normal { mean: 1nS, sd: 0.2nS, seed: 4 }`.

use super::{colon, each, key, once, unknown_key, whole};
use crate::errors::Errors;
use crate::expr::parse::parse_quantity;
use crate::names;
use crate::plausible::{Place, check_quantity, check_width};
use crate::unit::Quantity;
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;

/// A distribution and its seed.
pub struct Distribution {
    pub form: &'static Form,
    /// The values of its [parameters](Form::parameters).
    pub values: [Quantity; 2],
    pub seed: u64,
    /// Its name.
    pub span: Span,
}

/// A form of distributions.
pub struct Form {
    pub name: &'static str,
    pub parameters: [&'static str; 2],
    /// True if both parameters are values of what is drawn. Otherwise the first is one, and the second is a width.
    pub between: bool,
    /// True if the width is that of the logarithm.
    pub logarithmic: bool,
    article: &'static str,
    example: &'static str,
}

const FORMS: [Form; 3] = [
    Form {
        name: "normal",
        parameters: ["mean", "sd"],
        between: false,
        logarithmic: false,
        article: "a normal distribution",
        example: "normal { mean: 1nS, sd: 0.2nS, seed: 1 }",
    },
    Form {
        name: "lognormal",
        parameters: ["median", "sigma"],
        between: false,
        logarithmic: true,
        article: "a lognormal distribution",
        example: "lognormal { median: 1nS, sigma: 0.5, seed: 1 }",
    },
    Form {
        name: "uniform",
        parameters: ["from", "to"],
        between: true,
        logarithmic: false,
        article: "a uniform distribution",
        example: "uniform { from: 0.5nS, to: 2nS, seed: 1 }",
    },
];

/// True if a distribution begins here, rightly written or not.
pub fn begins(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(name) = ahead.call(Ident::parse_any) else { return false };
    ahead.peek(syn::token::Brace) || FORMS.iter().any(|form| name == form.name)
}

/// Reads a distribution. Reports mistakes inside it and returns `None`.
pub fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Distribution>> {
    let name = input.call(Ident::parse_any)?;
    let Some(form) = FORMS.iter().find(|form| name == form.name) else {
        let known = FORMS.map(|form| form.name);
        let text = name.to_string();
        let message = match names::nearest(&text, known) {
            Some(meant) => format!("there is no distribution `{name}`; did you mean `{meant}`?"),
            None => format!("there is no distribution `{name}`; values are drawn from {}", known.join(", ")),
        };
        super::skip(input);
        errors.push(name.span(), message);
        return Ok(None);
    };
    let Form { article, example, parameters, .. } = form;
    let written = || syn::Error::new(name.span(), format!("{article} is written `{example}`"));
    if !input.peek(syn::token::Brace) {
        return Err(written());
    }
    let content;
    syn::braced!(content in input);
    // Values without names, as the arguments of a function.
    if !content.is_empty() && !content.peek(Ident::peek_any) {
        let _ = content.parse::<TokenStream>();
        return Err(written());
    }
    let before = errors.len();
    let (mut values, mut seed) = ([None, None], None);
    each(&content, errors, |input, errors| {
        let known = [parameters[0], parameters[1], "seed"];
        let key = key(input, &format!("`{}`, `{}` or `seed`", known[0], known[1]))?;
        match known.iter().position(|word| key == word) {
            Some(2) => {
                colon(input, &key, errors)?;
                once(&mut seed, whole::<u64>(input, "a seed")?.0, &key, errors);
            }
            Some(k) => {
                colon(input, &key, errors)?;
                once(&mut values[k], parse_quantity(input)?, &key, errors);
            }
            None => return Err(unknown_key(article, &key, &known)),
        }
        Ok(())
    });
    if errors.len() > before {
        return Ok(None);
    }
    let missing = |what: &str| syn::Error::new(name.span(), format!("{article} needs {what}: `{example}`"));
    let [first, second] = values;
    let values = [
        first.ok_or_else(|| missing(&format!("`{}`", parameters[0])))?,
        second.ok_or_else(|| missing(&format!("`{}`", parameters[1])))?,
    ];
    let seed = seed.ok_or_else(|| missing("a seed"))?;
    let drawn = Distribution { form, values, seed, span: name.span() };
    check(&drawn, errors);
    Ok((errors.len() == before).then_some(drawn))
}

/// Checks what the parameter does not decide.
fn check(drawn: &Distribution, errors: &mut Errors) {
    let Distribution { form, values: [first, second], .. } = drawn;
    let [of_first, of_second] = form.parameters;
    if form.between {
        if first.dimension == second.dimension && first.value > second.value {
            errors.push(first.span, format!("`{of_first}` is above `{of_second}`"));
        }
        return;
    }
    if form.logarithmic && !second.dimension.is_pure() {
        let is = second.dimension;
        let message = format!(
            "`{of_second}` is the standard deviation of the logarithm, a pure number such as 0.5, and not {is}"
        );
        errors.push(second.span, message);
    } else if second.value < 0.0 {
        errors.push(second.span, format!("`{of_second}` is a standard deviation, and not negative"));
    }
    if second.absolute_temperature {
        errors.push(second.span, format!("`{of_second}` is a difference of temperatures: write `{}K`", second.value));
    }
    if form.logarithmic && first.value == 0.0 {
        errors.push(first.span, format!("`{of_first}` is not 0; all values have its sign"));
    }
}

impl Distribution {
    /// Reports values out of the plausible range of their kind.
    pub fn check_is_plausible(&self, place: Place, errors: &mut Errors) {
        let [first, second] = &self.values;
        check_quantity(first, place, errors);
        if self.form.between {
            check_quantity(second, place, errors);
        } else if !self.form.logarithmic {
            check_width(second, place, errors);
        }
    }
}
