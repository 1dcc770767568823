//! The functions of the language.

/// The functions of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// (exp(x) − 1) / x
    Exprel,
    /// The largest whole number that is not above x.
    Floor,
    /// x − y floor(x / y), the remainder of x by y. [`Expr::lower`](super::Expr::lower) writes it out.
    Mod,
    /// 1 where x ≥ 0, else 0. [`Expr::lower`](super::Expr::lower) writes it out.
    Heaviside,
    /// A uniform number above 0 and up to 1, drawn at an event of a synapse, by its seed.
    /// [`Expr::number_draws`](super::Expr::number_draws) tells those of a mechanism apart.
    Random,
    /// u / (exp(u) − 1), made by [`Expr::remove_singularities`](super::Expr::remove_singularities), never parsed.
    Bernoulli,
    /// The first derivative of `Bernoulli`, never parsed.
    BernoulliSlope,
    /// The second derivative of `Bernoulli`, never parsed.
    BernoulliCurvature,
}

impl Function {
    /// The functions that one can write, with their spellings.
    pub const WRITTEN: &'static [(&'static str, Self)] = &[
        ("exp", Self::Exp),
        ("ln", Self::Ln),
        ("log", Self::Ln),
        ("log10", Self::Log10),
        ("sqrt", Self::Sqrt),
        ("sin", Self::Sin),
        ("cos", Self::Cos),
        ("sinh", Self::Sinh),
        ("cosh", Self::Cosh),
        ("tanh", Self::Tanh),
        ("expm1", Self::Expm1),
        ("log1p", Self::Log1p),
        ("abs", Self::Abs),
        ("min", Self::Min),
        ("max", Self::Max),
        ("exprel", Self::Exprel),
        ("floor", Self::Floor),
        ("mod", Self::Mod),
        ("heaviside", Self::Heaviside),
        ("random", Self::Random),
    ];

    /// Returns the name of the function.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bernoulli => "bernoulli",
            Self::BernoulliSlope => "bernoulli_slope",
            Self::BernoulliCurvature => "bernoulli_curvature",
            written => Self::WRITTEN.iter().find(|(_, function)| *function == written).map_or("", |(name, _)| name),
        }
    }

    /// Returns the number of arguments.
    pub const fn arity(self) -> usize {
        match self {
            Self::Min | Self::Max | Self::Mod => 2,
            _ => 1,
        }
    }

    /// True if computing it takes a series or a table, which the argument of a batched exponential must not.
    pub const fn is_transcendental(self) -> bool {
        !matches!(self, Self::Sqrt | Self::Abs | Self::Min | Self::Max | Self::Floor | Self::Mod | Self::Heaviside)
    }
}
