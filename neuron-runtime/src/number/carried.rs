//! What a network over numbers with derivatives carries along: the run of whoever takes the derivatives, so that they
//! follow it to other threads and into copies.

use core::fmt::Debug;
#[cfg(feature = "std")]
use std::{any::Any, sync::Arc};

/// What a network over a type of numbers can carry along. It is no part of the network's value: it has no influence on
/// comparisons.
pub trait Carry: Clone + Debug + Default + PartialEq + Send + Sync + 'static {
    /// Returns what is carried.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    fn get(&self) -> Option<&Arc<dyn Any + Send + Sync>> {
        None
    }
    /// Returns what carries `thing`, or nothing if these numbers carry nothing.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    fn of(_thing: Arc<dyn Any + Send + Sync>) -> Self {
        Self::default()
    }
}

/// Numbers without derivatives carry nothing.
impl Carry for () {}

/// What numbers with derivatives carry along.
#[derive(Clone, Default)]
pub struct Carried {
    #[cfg(feature = "std")]
    thing: Option<Arc<dyn Any + Send + Sync>>,
}

impl Debug for Carried {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Carried").finish_non_exhaustive()
    }
}

impl PartialEq for Carried {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Carry for Carried {
    #[cfg(feature = "std")]
    fn get(&self) -> Option<&Arc<dyn Any + Send + Sync>> {
        self.thing.as_ref()
    }
    #[cfg(feature = "std")]
    fn of(thing: Arc<dyn Any + Send + Sync>) -> Self {
        Carried { thing: Some(thing) }
    }
}
