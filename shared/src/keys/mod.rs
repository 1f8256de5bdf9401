//! The secrets that must be readable: how they are sealed, and under which key.

pub mod data_key;
pub mod seal;
pub mod signing;
