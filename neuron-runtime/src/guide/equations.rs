//! Equations as data: print, evaluate, identify, translate.
//!
//! Every channel, synapse, pool, cell and network is there twice: as code that runs, and as data that say what was written, with
//! the units that were written. The data are constants, and a program that does not name them does not contain them.
//!
//! | | its equations |
//! | --- | --- |
//! | channel, synapse, pool | `NaV::EQUATIONS` |
//! | cell | `Stg::CELL_EQUATIONS` |
//! | network | `Pyloric::NETWORK_EQUATIONS` |
//!
//! # Print
//!
//! `sheet` writes Markdown with LaTeX: parameters in a table, equations as in a paper. GitHub, Jupyter and pandoc show it.
//!
//! ```
//! use neuron_runtime::library::prinz_2004::{Cholinergic, Pyloric};
//! use neuron_runtime::prelude::*;
//!
//! let sheet = Cholinergic::EQUATIONS.sheet();
//! assert!(sheet.contains(r"\tau_{s} = \tau_{\mathrm{max}}\,(1 - s_{\infty})"));
//! println!("{sheet}{}", Pyloric::NETWORK_EQUATIONS.sheet());
//! ```
//!
//! `cargo run --example equations` writes the sheet of the whole library.
//!
//! # Evaluate
//!
//! `at` takes the values of names: potentials in mV, time in ms, the temperature in °C, concentrations in µM, parameters in their
//! units. What is not given and has no default is an error when it is needed, and so is a name that the equations do not have.
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! use neuron_runtime::library::hodgkin_huxley_1952::Na;
//!
//! let at = Na::EQUATIONS.at(&[("v", -40.0), ("e", 50.0), ("m", 0.1), ("h", 0.5)])?;
//! assert!((at.name("m_alpha")? - 1.0).abs() < 1e-13); // 1/ms, where the equation as written is 0/0
//! let slope = at.derivative("m")?; // 1/ms
//! let current = at.current()?; // nA/mm²
//! assert!(slope > 0.0 && current < 0.0);
//!
//! let error = Na::EQUATIONS.at(&[("vm", -40.0)]).expect_err("no such name");
//! assert_eq!(error.to_string(), "there is no `Na.vm`; there are v, t, celsius, area, e, g, m, h");
//! # Ok::<(), Error>(())
//! ```
//!
//! Values agree with those of the compiled equations to 1e-13 of the sizes of their terms. This is for looking and checking, not
//! for running.
//!
//! # Identify
//!
//! A [`Fingerprint`](crate::model::equations::Fingerprint) is a short text that tells whether two programs, or a file and a
//! program, have the same equations. It is the same on every machine, and for every compiler and format of the source.
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, Na};
//! use neuron_runtime::library::wang_buzsaki_1996;
//!
//! assert_eq!(Na::EQUATIONS.fingerprint().to_string(), "1-6ebf8984d3adcf18c7256f8f2dc8342a");
//! assert_ne!(Na::EQUATIONS.fingerprint(), wang_buzsaki_1996::Na::EQUATIONS.fingerprint());
//! println!("{}", HodgkinHuxley::fingerprint()); // a network, or a cell alone
//! ```
//!
//! Values of parameters do not count: they are data of a run. `with_values` adds them.
//!
//! # Translate
//!
//! A formula is a tree of [`Expr`](crate::model::equations::Expr). [`each`](crate::model::equations::Equations::each) visits those
//! of a mechanism, and a recursive function writes them in another language:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! use neuron_runtime::library::prinz_2003::Kd;
//! use neuron_runtime::model::equations::{Expr, Quantity};
//!
//! fn python(expr: &Expr) -> String {
//!     match expr {
//!         Expr::Number(_, _, value) => format!("{value}"), // in internal units
//!         Expr::Name(name) => name.to_string(),
//!         Expr::Neg(a) => format!("-({})", python(a)),
//!         Expr::Add(a, b) => format!("({} + {})", python(a), python(b)),
//!         Expr::Div(a, b) => format!("({}) / ({})", python(a), python(b)),
//!         Expr::Call(function, arguments) => format!("{}({})", function.name(), python(&arguments[0])),
//!         other => format!("{other:?}"), // and so on
//!     }
//! }
//!
//! Kd::EQUATIONS.each(&mut |quantity, expr| {
//!     if quantity == Quantity::Inf("m") {
//!         assert_eq!(python(expr), "(1) / ((1 + exp((-((v + 12.3))) / (11.8))))");
//!     }
//! });
//! ```
//!
//! A product that is 0/0 somewhere is an [`Expr::Removable`](crate::model::equations::Expr::Removable), which has both the form
//! that was written and one that is finite.
