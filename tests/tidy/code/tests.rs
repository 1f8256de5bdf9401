//! The reading of code, tried on small programs.
