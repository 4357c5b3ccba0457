//! All integration tests in one binary: one link step, one throw-away PostgreSQL.

#[macro_use]
mod harness;

mod account;
mod allowance;
mod article;
mod canary;
mod command;
mod database;
mod front_door;
mod gate;
mod layering;
mod letters;
mod limits;
mod lists;
mod raw;
mod session;
mod sign_in;
mod templates;
