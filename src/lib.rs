//! Gatefold: a registration gate in front of articles.
//!
//! The modules stand in the order of the house: **each may use only those below it.** `tests/it/layering.rs` keeps that.

pub mod cli;
pub mod server;
pub mod web;
pub mod reading;
pub mod sign_in;
pub mod social;
pub mod share;
pub mod comment;
pub mod allowance;
pub mod gate;
pub mod insight;
pub mod experiment;
pub mod staff;
pub mod program;
pub mod intake;
pub mod article;
pub mod audit;
pub mod member;
pub mod page;
pub mod promotion;
pub mod limit;
pub mod webhook;
pub mod mail;
pub mod template;
pub mod language;
pub mod site;
pub mod links;
pub mod crawler;
pub mod email_address;
pub mod db;
pub mod memory;
pub mod outbound;
pub mod secret;
pub mod config;
pub mod clock;
