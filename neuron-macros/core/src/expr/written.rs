//! Emits equations as they were written, as constants of the runtime's type `Expr`. The names of its variants are in scope
//! where these constants stand.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::emit::signed_literal;
use super::{Condition, Expr, Function, Kind, Number, Relation};

impl Expr {
    /// Returns the formula as data. `inline` gives the formulas of definitions that singularities are looked for in.
    pub fn written(&self, inline: &dyn Fn(&str) -> Option<Expr>) -> TokenStream {
        // The function exprel has a singularity, but is regular as written.
        let product = matches!(self.kind, Kind::Mul(..) | Kind::Div(..) | Kind::Neg(_));
        match product.then(|| self.substitute(inline).regular()).flatten() {
            Some(regular) => {
                let (written, regular) = (self.tree(&|_| None), regular.tree(&|_| None));
                quote!(Removable { written: &#written, regular: &#regular })
            }
            None => self.tree(&|part| Some(part.written(inline))),
        }
    }

    /// Returns the formula as data, with every part as `part` gives it. Where it gives nothing, the part is written alike.
    fn tree(&self, part: &dyn Fn(&Expr) -> Option<TokenStream>) -> TokenStream {
        let part = |expr: &Expr| part(expr).unwrap_or_else(|| expr.tree(&|_| None));
        let two = |name: &str, a: &Expr, b: &Expr| {
            let (name, a, b) = (word(name), part(a), part(b));
            quote!(#name(&#a, &#b))
        };
        match &self.kind {
            Kind::Number(number) => number.written(),
            Kind::Name(name) => {
                let name = name.to_string();
                quote!(Name(#name))
            }
            Kind::Neg(a) => {
                let a = part(a);
                quote!(Neg(&#a))
            }
            Kind::Add(a, b) => two("Add", a, b),
            Kind::Sub(a, b) => two("Sub", a, b),
            Kind::Mul(a, b) => two("Mul", a, b),
            Kind::Div(a, b) => two("Div", a, b),
            Kind::Pow(a, b) => two("Pow", a, b),
            Kind::Call(function, arguments) => {
                // Whatever else is there was not written.
                let (function, arguments) = (function.written(), arguments.iter().take(function.arity()).map(part));
                quote!(Call(#function, &[#(#arguments),*]))
            }
            Kind::If { cond, then, otherwise } => {
                let (condition, then, otherwise) = (cond.written(&part), part(then), part(otherwise));
                quote!(If { condition: &#condition, then: &#then, otherwise: &#otherwise })
            }
        }
    }
}

impl Condition {
    fn written(&self, part: &dyn Fn(&Expr) -> TokenStream) -> TokenStream {
        match self {
            Self::Compare { relation, left, right, smooth, .. } => {
                let comparison = comparison(*relation, part(left), part(right), *smooth);
                quote!(Compare(#comparison))
            }
            Self::And(a, b) => {
                let (a, b) = (a.written(part), b.written(part));
                quote!(And(&#a, &#b))
            }
            Self::Or(a, b) => {
                let (a, b) = (a.written(part), b.written(part));
                quote!(Or(&#a, &#b))
            }
            Self::Not(a) => {
                let a = a.written(part);
                quote!(Not(&#a))
            }
        }
    }

    /// Calls `visit` with every comparison, as data, in the order written.
    pub fn comparisons(&self, inline: &dyn Fn(&str) -> Option<Expr>, visit: &mut dyn FnMut(TokenStream)) {
        match self {
            Self::Compare { relation, left, right, smooth, .. } => {
                visit(comparison(*relation, left.written(inline), right.written(inline), *smooth));
            }
            Self::And(a, b) | Self::Or(a, b) => {
                a.comparisons(inline, visit);
                b.comparisons(inline, visit);
            }
            Self::Not(a) => a.comparisons(inline, visit),
        }
    }
}

impl Number {
    fn written(&self) -> TokenStream {
        let unit = self.unit.as_deref().unwrap_or_default();
        // 0.1/ms is a number and the unit 1/ms.
        let behind = unit.strip_prefix('1').unwrap_or(unit);
        let digits = self.text.strip_suffix(behind).unwrap_or(&self.text).replace('_', "");
        let value = signed_literal(self.value);
        quote!(Number(#digits, #unit, #value))
    }
}

impl Function {
    fn written(self) -> TokenStream {
        let name = word(match self {
            Self::Exp => "Exp",
            Self::Ln => "Ln",
            Self::Log10 => "Log10",
            Self::Sqrt => "Sqrt",
            Self::Sin => "Sin",
            Self::Cos => "Cos",
            Self::Sinh => "Sinh",
            Self::Cosh => "Cosh",
            Self::Tanh => "Tanh",
            Self::Expm1 => "Expm1",
            Self::Log1p => "Log1p",
            Self::Abs => "Abs",
            Self::Min => "Min",
            Self::Max => "Max",
            Self::Exprel => "Exprel",
            Self::Floor => "Floor",
            Self::Mod => "Mod",
            Self::Heaviside => "Heaviside",
            Self::Random => "Random",
            // Its derivatives are in no formula that was written.
            Self::Bernoulli | Self::BernoulliSlope | Self::BernoulliCurvature => "Bernoulli",
        });
        quote!(Function::#name)
    }
}

fn comparison(relation: Relation, left: TokenStream, right: TokenStream, smooth: bool) -> TokenStream {
    let order = word(match relation {
        Relation::Less => "Less",
        Relation::LessEqual => "LessEqual",
        Relation::Greater => "Greater",
        Relation::GreaterEqual => "GreaterEqual",
    });
    quote!(Comparison { order: Order::#order, left: #left, right: #right, smooth: #smooth })
}

fn word(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
