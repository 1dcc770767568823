//! Folding of constant formulas, with their dimensions.

use super::{Expr, Function, Kind};
use crate::unit::{DEGREES_SCALE, Dimension, Quantity, Rational};

impl Expr {
    /// Returns the value and dimension of a constant formula. Numbers without a unit are pure.
    ///
    /// # Errors
    /// At a name, and where the arithmetic mixes dimensions, gives no finite number, or gives a unit with a power that is no
    /// whole number.
    pub fn fold(&self) -> syn::Result<Quantity> {
        let (dimension, absolute_temperature) = self.constant_dimension()?;
        let value = self.evaluate(&|_| f64::NAN);
        if !value.is_finite() {
            return Err(syn::Error::new(self.span, "this constant is not a finite number"));
        }
        if dimension.integer_exponents().is_none() {
            let message = format!("this constant is {dimension}; the powers of its units have to be whole numbers");
            return Err(syn::Error::new(self.span, message));
        }
        let literal = self.unsigned();
        let unit = match &literal.kind {
            Kind::Number(number) => number.unit.clone(),
            _ => None,
        };
        let mut unchecked = false;
        self.visit(&mut |part| unchecked |= matches!(&part.kind, Kind::Number(number) if number.unchecked));
        Ok(Quantity { value, dimension, unit, absolute_temperature, unchecked, refused: false, span: literal.span })
    }

    /// Returns the dimension of a constant formula, and whether it is a point on the Celsius scale.
    fn constant_dimension(&self) -> syn::Result<(Dimension, bool)> {
        let scaled = |expr: &Expr| match expr.constant_dimension()? {
            (_, true) => Err(syn::Error::new(expr.span, DEGREES_SCALE)),
            (dimension, false) => Ok(dimension),
        };
        let pure = |expr: &Expr, what: &str| match scaled(expr)? {
            dimension if dimension.is_pure() => Ok(dimension),
            dimension => Err(syn::Error::new(expr.span, format!("{what} takes a pure number, not {dimension}"))),
        };
        let same = |a: &Expr, b: &Expr, does: &str, with: &str| {
            let (first, first_absolute) = a.constant_dimension()?;
            let (second, second_absolute) = b.constant_dimension()?;
            let zero = |expr: &Expr| expr.as_number() == Some(0.0);
            if first == second || zero(b) {
                Ok((first, first_absolute, second_absolute))
            } else if zero(a) {
                Ok((second, false, second_absolute))
            } else {
                let message = format!("{does} {first} {with} {second}");
                Err(syn::Error::new(self.span, message))
            }
        };
        match &self.kind {
            Kind::Number(number) => Ok((number.dimension.unwrap_or(Dimension::PURE), number.absolute_temperature)),
            Kind::Name(name) => Err(syn::Error::new(
                name.span(),
                format!("expected a constant, such as `-60mV`; `{name}` is not a number"),
            )),
            Kind::Neg(a) => a.constant_dimension(),
            Kind::Add(a, b) => same(a, b, "adds", "to").map(|(d, x, y)| (d, x || y)),
            // The difference of two points on a scale is not a point on it.
            Kind::Sub(a, b) => same(a, b, "takes", "minus").map(|(d, x, y)| (d, x && !y)),
            Kind::Mul(a, b) => Ok((scaled(a)?.mul(scaled(b)?), false)),
            Kind::Div(a, b) => Ok((scaled(a)?.div(scaled(b)?), false)),
            Kind::Pow(a, b) => {
                pure(b, "an exponent")?;
                let base = scaled(a)?;
                let exponent = Rational::approximate(b.evaluate(&|_| f64::NAN));
                match exponent {
                    _ if base.is_pure() => Ok((base, false)),
                    Some(exponent) => Ok((base.pow(exponent), false)),
                    None => Err(syn::Error::new(b.span, format!("{base} cannot be raised to this power"))),
                }
            }
            Kind::Call(Function::Sqrt, arguments) if arguments.len() == 1 => {
                let half = Rational::approximate(0.5).unwrap_or(Rational::ONE);
                Ok((scaled(&arguments[0])?.pow(half), false))
            }
            Kind::Call(Function::Abs, arguments) if arguments.len() == 1 => Ok((scaled(&arguments[0])?, false)),
            Kind::Call(Function::Heaviside, arguments) if arguments.len() == 1 => {
                arguments[0].constant_dimension()?;
                Ok((Dimension::PURE, false))
            }
            Kind::Call(Function::Min | Function::Max, arguments) if arguments.len() == 2 => {
                same(&arguments[0], &arguments[1], "compares", "with").map(|(d, x, _)| (d, x))
            }
            Kind::Call(Function::Mod, arguments) if arguments.len() == 2 => {
                same(&arguments[0], &arguments[1], "takes the remainder of", "by").map(|(d, x, _)| (d, x))
            }
            Kind::Call(Function::Random, _) => {
                Err(syn::Error::new(self.span, "expected a constant; `random` is drawn at events of a synapse"))
            }
            Kind::Call(function, arguments) => {
                for argument in arguments {
                    pure(argument, &format!("`{}`", function.name()))?;
                }
                Ok((Dimension::PURE, false))
            }
            Kind::If { .. } => Err(syn::Error::new(self.span, "expected a constant, not an `if`")),
        }
    }
}
