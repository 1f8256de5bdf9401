//! The local server: every function behind one port, an embedded DynamoDB, and the command line.
//!
//! It is a library as well, for the tests: [`engine`], [`tables`], [`import`] and [`gateway`] are
//! what a test server is made of.

pub mod banner;
pub mod cli;
pub mod commands;
pub mod console;
pub mod data;
pub mod database;
pub mod demo;
pub mod demo_page;
pub mod engine;
mod export;
pub mod gateway;
pub mod import;
mod limits;
pub mod password_input;
pub mod place;
pub mod private_address;
pub mod serve;
pub mod signals;
pub mod social_login_key;
pub mod stack;
pub mod tables;
pub mod template;
pub mod worker;
