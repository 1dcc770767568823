//! Methods as data: one type for all of them, by value or by name.

use crate::error::Error;
use crate::number::Scalar;
use crate::solve::{Adaptive, AnyMethod, ExponentialEuler, Rk4, Rodas3P, Rodas4, Rodas5P, Ros34Pw2, Strang, Tsit5};

/// The description of a method: its name and its settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MethodInfo {
    /// The name of its type, such as `Rodas5P`.
    pub name: &'static str,
    /// Its settings.
    pub settings: &'static [SettingInfo],
}

/// The description of a setting of a method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SettingInfo {
    /// Its name: `tolerance`, `longest_step`, `step`.
    pub name: &'static str,
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// Its default; `None` if it has to be given.
    pub default: Option<f64>,
}

const ADAPTIVE: &[SettingInfo] = &[
    SettingInfo { name: "tolerance", unit: "", default: Some(1e-6) },
    SettingInfo { name: "longest_step", unit: "ms", default: Some(f64::INFINITY) },
];

const FIXED: &[SettingInfo] = &[SettingInfo { name: "step", unit: "ms", default: None }];

macro_rules! solvers {
    (adaptive: $($adaptive:ident)*; fixed: $($fixed:ident)*) => {
        solvers!(@all $($adaptive)* $($fixed)*);

        impl Solver {
            /// Describes all methods.
            pub const METHODS: &'static [MethodInfo] = &[
                $(MethodInfo { name: stringify!($adaptive), settings: ADAPTIVE },)*
                $(MethodInfo { name: stringify!($fixed), settings: FIXED },)*
            ];

            /// Returns a method with `settings` in the order of its description.
            fn with_settings(name: &str, settings: &[f64]) -> Option<Self> {
                match (name, settings) {
                    $((stringify!($adaptive), &[tolerance, longest_step]) => {
                        Some(Solver::$adaptive($adaptive { tolerance, longest_step }))
                    })*
                    $((stringify!($fixed), &[step]) => Some(Solver::$fixed($fixed { step })),)*
                    _ => None,
                }
            }
        }
    };
    (@all $($name:ident)*) => {
        /// Any of this crate's methods.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Solver {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name($name),
            )*
        }

        $(
            impl From<$name> for Solver {
                fn from(method: $name) -> Self {
                    Solver::$name(method)
                }
            }
        )*

        impl Solver {
            /// Returns the name of the method.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Solver::$name(_) => stringify!($name),)*
                }
            }

            /// Returns the method.
            pub(crate) fn method<T: Scalar>(&self) -> &dyn AnyMethod<T> {
                match self {
                    $(Solver::$name(method) => method,)*
                }
            }
        }
    };
}

solvers!(adaptive: Adaptive Tsit5 Rodas3P Rodas4 Rodas5P Ros34Pw2; fixed: ExponentialEuler Strang Rk4);

impl Solver {
    /// Returns the method of this name with the given settings, as [`METHODS`](Solver::METHODS) lists them. The others have
    /// their defaults.
    ///
    /// ```
    /// use neuron_runtime::measure::Solver;
    /// use neuron_runtime::prelude::*;
    ///
    /// assert_eq!(Solver::by_name("Rodas5P", &[("tolerance", 1e-8)])?, Rodas5P::tolerance(1e-8).into());
    /// assert_eq!(Solver::by_name("ExponentialEuler", &[("step", 0.05)])?, ExponentialEuler::step(0.05).into());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a name of no method, and for that of no setting. [`Error::Format`] if a setting without a
    /// default is missing, or one is given twice. Values are checked when a run begins.
    pub fn by_name(name: &str, settings: &[(&str, f64)]) -> Result<Self, Error> {
        let unknown = |name: &str, known: Vec<&str>| {
            let known = known.into_iter().map(str::to_owned).collect();
            Err(Error::unknown(name, known))
        };
        let Some(method) = Self::METHODS.iter().find(|method| method.name == name) else {
            return unknown(name, Self::METHODS.iter().map(|method| method.name).collect());
        };
        for (k, (given, _)) in settings.iter().enumerate() {
            if !method.settings.iter().any(|setting| setting.name == *given) {
                return unknown(given, method.settings.iter().map(|setting| setting.name).collect());
            }
            if settings[..k].iter().any(|(earlier, _)| earlier == given) {
                return Err(Error::Format { problem: format!("`{given}` of {name} is given twice; leave one out") });
            }
        }
        let value = |setting: &SettingInfo| {
            let given = settings.iter().find(|(given, _)| *given == setting.name).map(|(_, value)| *value);
            let problem = || format!("{name} needs its `{}`, in {}", setting.name, setting.unit);
            given.or(setting.default).ok_or_else(|| Error::Format { problem: problem() })
        };
        let values = method.settings.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        let problem = || format!("{name} does not have these settings");
        Self::with_settings(name, &values).ok_or_else(|| Error::Format { problem: problem() })
    }
}

impl Default for Solver {
    fn default() -> Self {
        Solver::Adaptive(Adaptive::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_those_of_the_methods() {
        for method in Solver::METHODS {
            let (name, steps) = (method.name, [("step", 0.25)]);
            let solver = Solver::by_name(name, if method.settings == FIXED { &steps } else { &[] }).expect(name);
            assert_eq!((solver.name(), solver.method::<f64>().name()), (name, name));
        }
        assert_eq!(Solver::by_name("Adaptive", &[]).expect("a method"), Solver::default());
        assert_eq!(Solver::by_name("Tsit5", &[]).expect("a method"), Tsit5::default().into());
    }
}
