//! Dimensions.
