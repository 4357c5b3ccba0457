//! All integration tests in one binary: one link step, one throw-away PostgreSQL.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::large_futures,
    clippy::unchecked_time_subtraction,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::print_stdout,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test that is wrong may panic; a table of cases is as long as it is; servers of a test's own are its own"
)]

#[macro_use]
mod harness;

mod account;
mod allowance;
mod api;
mod article;
mod article_around;
mod article_image;
mod article_page;
mod backup_command;
mod canary;
mod command;
mod comment;
mod comment_staff;
mod comment_text;
mod crawler;
mod database;
mod demo_issuer;
mod effort;
mod experiment;
mod faults;
mod finding;
mod front_door;
mod gate;
mod holds;
mod instances;
mod instances_served;
mod languages;
mod layering;
mod letters;
mod limits;
mod lists;
mod look;
mod mail_tls;
mod member_import;
mod move_command;
mod oidc_provider;
mod own_page;
mod portable;
mod promotion;
mod raw;
mod session;
mod share;
mod share_command;
mod sign_in;
mod social;
mod social_answer;
mod social_command;
mod social_proved;
mod social_token;
mod soak;
mod spoken;
mod staff_articles;
mod staff_door;
mod staff_members;
mod staff_numbers;
mod staff_passkey;
mod templates;
mod webhook;
mod webhook_command;
mod webhook_event;
