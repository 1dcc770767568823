//! Sources of spikes, which have no membrane: `source Noise[100]: Poisson { rate: 20Hz, seed: 1 }` in a network.
//!
//! Their spikes do not depend on the method, its steps or the thread, and have derivatives with respect to their parameters: those of
//! the path, and not those of an expectation.

use crate::model::cell::{Cell, DescribeCell, VisitCompartments};
use crate::model::equations::{CellEquations, WrittenCell};
use crate::model::handle::{Cursor, Handle, Spikes};
use crate::model::info::CellInfo;
use crate::model::mechanism::{Handled, Parameters};
use crate::model::mistaken::{CellData, NoMechanism};
use crate::model::source::Progress;
use crate::number::{Real, Scalar};
use core::marker::PhantomData;

/// Declares a source: its parameters with units and defaults, and the time of its next spike.
macro_rules! source {
    (
        $(#[$docs:meta])*
        $name:ident, $handles:ident $(, $listed:ident: $spikes:ty)? {
            $(#[doc = $doc:literal] $field:ident: $default:literal, $unit:literal, $factor:literal, $dimension:expr, $minimum:expr, $maximum:expr;)*
        }
        $next:expr
    ) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name<T: Real = f64> {
            $(#[doc = concat!($doc, ".")] pub $field: T,)*
            number: PhantomData<T>,
        }

        #[doc = concat!(" Handles of [`", stringify!($name), "`] in the network `N`.")]
        pub struct $handles<N> {
            cursor: Cursor,
            $(#[doc = concat!($doc, ".")] pub $field: crate::model::handle::Parameter<N>,)*
            $(/// The spikes that a run lists.
            pub $listed: $spikes,)?
        }

        impl<N> Clone for $handles<N> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<N> Copy for $handles<N> {}

        impl<N> $handles<N> {
            /// The handles of one source of the array.
            ///
            /// # Panics
            /// Past the end of the array.
            #[track_caller]
            pub const fn at(&self, index: usize) -> Self {
                $name::handles(Cursor::of(self.cursor.origin.at(index)))
            }
        }

        impl $name<f64> {
            #[doc(hidden)]
            pub const fn handles<N>(cursor: Cursor) -> $handles<N> {
                let _next = 0;
                $(let $field = cursor.parameter(_next); let _next = _next + 1;)*
                $handles { cursor, $($field,)* $($listed: Handle::new(cursor.origin, 0),)? }
            }
        }

        impl Default for $name<f64> {
            fn default() -> Self {
                $name { $($field: $default,)* number: PhantomData }
            }
        }

        impl<T: Real> NoMechanism for $name<T> {
            const NAME: &'static str = stringify!($name);
        }

        impl<T: Real> DescribeCell for $name<T> {
            const CELL: CellInfo = CellInfo {
                name: stringify!($name),
                parameters: &[$(crate::model::info::ParameterInfo {
                    name: stringify!($field),
                    unit: $unit,
                    factor: $factor,
                    dimension: $dimension,
                    default: Some($default),
                    minimum: $minimum,
                    maximum: $maximum,
                    nonzero: false,
                }),*],
                compartments: &[],
                complete: true,
                source: true,
            };
        }

        impl WrittenCell for $name<f64> {
            const CELL_EQUATIONS: &'static CellEquations = <Self as CellData>::DATA;
        }

        impl CellData for $name<f64> {
            const DATA: &'static CellEquations =
                &CellEquations { info: &<Self as DescribeCell>::CELL, doc: "", compartments: &[], joins: &[] };
        }

        impl<T: Real> Handled for $name<T> {
            type Handles<N> = $handles<N>;
        }

        #[allow(unused_variables)]
        impl<T: Real> Parameters<T> for $name<T> {
            type With<U: Real> = $name<U>;

            fn each(&self, visit: &mut dyn FnMut(&T)) {
                $(visit(&self.$field);)*
            }

            fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
                $(visit(&mut self.$field);)*
            }

            fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> $name<U> {
                $name { $($field: convert(&self.$field),)* number: PhantomData }
            }
        }

        impl<T: Real> Cell<T> for $name<T> {
            type States = [T; 0];

            fn celsius(&self) -> T {
                T::zero()
            }

            fn carry(&mut self, _: &T::Carried) {}

            fn compartments<V: VisitCompartments<T>>(&self, _: &mut V) {}

            fn joins(&self, _: impl FnMut(usize, usize, T)) {}

            fn next_spike(&self, now: T, progress: &mut Progress<T>, uniform: &dyn Fn(u64, u64) -> f64) -> T
            where
                T: Scalar,
            {
                let next: fn(&Self, T, &mut Progress<T>, &dyn Fn(u64, u64) -> f64) -> T = $next;
                next(self, now, progress, uniform)
            }
        }
    };
}

#[cfg(feature = "random")]
const RATE: [i8; 6] = [0, -1, 0, 0, 0, 0];
#[cfg(feature = "random")]
const TIME: [i8; 6] = [0, 1, 0, 0, 0, 0];
#[cfg(feature = "random")]
const PURE: [i8; 6] = [0; 6];

#[cfg(feature = "random")]
source! {
    /// A Poisson process: spikes independent of each other. Each source of an array has its own.
    ///
    /// The process runs in operational time, the integral of the rate. A change of the rate stretches or shrinks the time to the
    /// spikes that follow, and keeps their path: [`set_at`](crate::run::simulation::Simulation::set_at) makes a piecewise constant rate.
    Poisson, PoissonHandles {
        #[doc = " Rate, Hz"] rate: 10.0, "Hz", 1e-3, RATE, Some(0.0), Some(1e9);
        #[doc = " Seed of the random numbers, a whole number below 2^53"] seed: 1.0, "", 1.0, PURE, Some(0.0), None;
    }
    |source, now, progress, uniform| {
        let rate = source.rate * 1e-3;
        while progress.drawn <= progress.count {
            // The intervals of a process of unit rate have an exponential distribution.
            progress.target -= libm::log(uniform(source.seed.re() as u64, progress.drawn));
            progress.drawn += 1;
        }
        if progress.rate != rate {
            progress.passed += (now - progress.since) * progress.rate;
            (progress.since, progress.rate) = (now, rate);
        }
        if rate.re() <= 0.0 {
            return T::from_f64(f64::INFINITY);
        }
        progress.since + (-progress.passed + progress.target) / rate
    }
}

#[cfg(feature = "random")]
source! {
    /// Spikes at equal intervals: at `start` + k·`period` for k = 0, 1, …, each moved by at most half of `jitter`, uniformly.
    ///
    /// A change of the period keeps the phase: the rest of an interval becomes longer or shorter with it. A change of the start
    /// after the first spike has no effect.
    Regular, RegularHandles {
        #[doc = " Interval, ms"] period: 100.0, "ms", 1.0, TIME, Some(1e-3), None;
        #[doc = " Time of the first spike, ms"] start: 0.0, "ms", 1.0, TIME, Some(0.0), None;
        #[doc = " Range in which each spike is moved, ms. It has to be at most the interval"] jitter: 0.0, "ms", 1.0, TIME, Some(0.0), None;
        #[doc = " Seed of the random numbers, a whole number below 2^53"] seed: 1.0, "", 1.0, PURE, Some(0.0), None;
    }
    |source, now, progress, uniform| {
        let rate = source.period.recip();
        if progress.rate != rate {
            if now > progress.since {
                progress.passed += (now - progress.since) * progress.rate;
                progress.since = now;
            }
            progress.rate = rate;
        }
        if progress.count == 0 && progress.passed == T::zero() {
            progress.since = source.start;
        }
        let moved = uniform(source.seed.re() as u64, progress.count) - 0.5;
        progress.since + (-progress.passed + progress.count as f64) * source.period + source.jitter * moved
    }
}

source! {
    /// Spikes at the times that a run lists, see [`play`](crate::run::simulation::Simulation::play); none by default.
    Listed, ListedHandles, spikes: Spikes<N> {}
    |_, _, _, _| T::from_f64(f64::INFINITY)
}
