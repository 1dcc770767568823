//! Functions that are short for a formula: `mod` and `heaviside`.

use proc_macro2::Span;

use super::{Condition, Expr, Function, Kind, Relation};

impl Expr {
    /// Returns the same formula in the functions that have code and derivatives of their own:
    ///
    /// ```text
    /// mod(x, y)    = x − y floor(x / y)
    /// heaviside(x) = if x >= 0 { 1 } else { 0 }
    /// ```
    #[must_use]
    pub fn lower(&self) -> Expr {
        let lowered = self.map_children(&mut Expr::lower);
        let span = self.span;
        let number = |value: f64| Expr::number(value).at(span);
        match &lowered.kind {
            Kind::Call(Function::Mod, arguments) => {
                let [x, y] = arguments.as_slice() else { return lowered };
                let periods = Expr::call(Function::Floor, Expr::div(x.clone(), y.clone()).at(span)).at(span);
                Expr::sub(x.clone(), Expr::mul(y.clone(), periods).at(span)).at(span)
            }
            Kind::Call(Function::Heaviside, arguments) => {
                let [x] = arguments.as_slice() else { return lowered };
                let cond = Box::new(x.is_not_negative(span));
                Expr::new(Kind::If { cond, then: Box::new(number(1.0)), otherwise: Box::new(number(0.0)) }, span)
            }
            _ => lowered,
        }
    }

    /// Returns the condition that decides `heaviside` of the formula, about the token at `span`.
    pub fn is_not_negative(&self, span: Span) -> Condition {
        let (left, right) = (self.clone(), Expr::number(0.0).at(span));
        Condition::Compare { relation: Relation::GreaterEqual, left, right, smooth: false, span, held: None }
    }
}
