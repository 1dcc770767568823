//! Formulas as data: trees of constants.

/// A formula as written.
///
/// Where no number of a formula has a unit, it is in the style of papers: every bare number counts in internal units,
/// potentials in mV and times in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expr {
    /// A number: its digits as written (`25.5`, `2e-5`), its unit as written (`mV`, `1/ms/mV`; empty for a bare number), and
    /// its value in internal units (mV, ms, nA, mm, µM, K), or in °C.
    Number(&'static str, &'static str, f64),
    /// A parameter, a state, a definition, or what the surroundings give (`v`, `t`, `ca`, …).
    Name(&'static str),
    /// −a
    Neg(&'static Expr),
    /// a + b
    Add(&'static Expr, &'static Expr),
    /// a − b
    Sub(&'static Expr, &'static Expr),
    /// a b
    Mul(&'static Expr, &'static Expr),
    /// a / b
    Div(&'static Expr, &'static Expr),
    /// base ^ exponent
    Pow(&'static Expr, &'static Expr),
    /// A function, with one argument, or two for [`Function::Min`], [`Function::Max`] and [`Function::Mod`].
    Call(Function, &'static [Expr]),
    /// `if condition { then } else { otherwise }`
    If {
        /// The condition.
        condition: &'static Condition,
        /// The value where the condition is true.
        then: &'static Expr,
        /// The value where it is false.
        otherwise: &'static Expr,
    },
    /// A product that is 0/0 somewhere, as x/(1 − exp(−x)) is at 0, and has a limit there.
    Removable {
        /// The product as written.
        written: &'static Expr,
        /// A formula with the same value, which has its limit as its value there. Definitions are written out in it, and
        /// numbers that were computed are bare and in internal units.
        regular: &'static Expr,
    },
}

/// A function of the equation language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The exponential.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The logarithm to the base 10.
    Log10,
    /// The square root.
    Sqrt,
    /// The sine.
    Sin,
    /// The cosine.
    Cos,
    /// The hyperbolic sine.
    Sinh,
    /// The hyperbolic cosine.
    Cosh,
    /// The hyperbolic tangent.
    Tanh,
    /// exp(x) − 1
    Expm1,
    /// ln(1 + x)
    Log1p,
    /// |x|
    Abs,
    /// The smaller of two.
    Min,
    /// The larger of two.
    Max,
    /// (exp(x) − 1)/x
    Exprel,
    /// The largest whole number that is not above x.
    Floor,
    /// x − y floor(x/y), the remainder of x by y.
    Mod,
    /// 1 where x ≥ 0, else 0.
    Heaviside,
    /// A uniform number above 0 and up to 1, drawn at an event, by its seed.
    Random,
    /// x/(exp(x) − 1). It stands in the regular form of [`Expr::Removable`] alone.
    Bernoulli,
}

impl Function {
    /// Returns its name in the equation language.
    pub const fn name(self) -> &'static str {
        match self {
            Function::Exp => "exp",
            Function::Ln => "ln",
            Function::Log10 => "log10",
            Function::Sqrt => "sqrt",
            Function::Sin => "sin",
            Function::Cos => "cos",
            Function::Sinh => "sinh",
            Function::Cosh => "cosh",
            Function::Tanh => "tanh",
            Function::Expm1 => "expm1",
            Function::Log1p => "log1p",
            Function::Abs => "abs",
            Function::Min => "min",
            Function::Max => "max",
            Function::Exprel => "exprel",
            Function::Floor => "floor",
            Function::Mod => "mod",
            Function::Heaviside => "heaviside",
            Function::Random => "random",
            Function::Bernoulli => "bernoulli",
        }
    }
}

/// The condition of an `if`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    /// A comparison of two formulas.
    Compare(Comparison),
    /// Both hold.
    And(&'static Condition, &'static Condition),
    /// At least one holds.
    Or(&'static Condition, &'static Condition),
    /// The condition does not hold.
    Not(&'static Condition),
}

/// A comparison: left < right, or another order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The order that the two have if it is true.
    pub order: Order,
    /// The formula on the left.
    pub left: Expr,
    /// The formula on the right.
    pub right: Expr,
    /// True within `smooth(…)`: the branches of the `if` meet where the comparison switches.
    pub smooth: bool,
}

/// The order of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Order {
    /// Returns the operator as written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Order::Less => "<",
            Order::LessEqual => "<=",
            Order::Greater => ">",
            Order::GreaterEqual => ">=",
        }
    }
}

impl Expr {
    /// Calls `visit` with the formula and every one inside it, outermost first. Of a [`Removable`](Expr::Removable) product
    /// it visits the form that was written.
    pub fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        match self {
            Expr::Number(..) | Expr::Name(_) => {}
            Expr::Neg(a) => a.visit(visit),
            Expr::Add(a, b) | Expr::Sub(a, b) | Expr::Mul(a, b) | Expr::Div(a, b) | Expr::Pow(a, b) => {
                a.visit(visit);
                b.visit(visit);
            }
            Expr::Call(_, arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            Expr::If { condition, then, otherwise } => {
                condition.visit(visit);
                then.visit(visit);
                otherwise.visit(visit);
            }
            Expr::Removable { written, .. } => written.visit(visit),
        }
    }
}

impl Condition {
    /// Calls `visit` with every formula in the condition.
    pub fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Condition::Compare(comparison) => {
                comparison.left.visit(visit);
                comparison.right.visit(visit);
            }
            Condition::And(a, b) | Condition::Or(a, b) => {
                a.visit(visit);
                b.visit(visit);
            }
            Condition::Not(a) => a.visit(visit),
        }
    }
}
