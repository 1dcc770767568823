//! Models that look odd and are right.

mod cell_by_path_with_two_leaks;
mod names_of_a_synapse_meet_those_of_its_expansion;
mod names_that_look_like_rust;
mod trailing_separators_may_be_left_out;
mod unchecked_values;
