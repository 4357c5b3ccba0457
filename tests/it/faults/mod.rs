//! What may befall a running Gatefold, done to the built program: nothing acknowledged is lost, nothing gated is shown.
//!
//! Each test prints a row of a table, with what a reader saw meanwhile. They start and kill whole servers and take minutes,
//! so they run only where they are asked for: `cargo test --test it -- --ignored faults --test-threads=1`.

mod audit;
mod balancer;
mod clock_jump;
mod cluster;
mod content_gone;
mod disk_full;
mod house;
mod journal;
mod keeper;
mod kill;
mod letters_late;
mod load;
mod log_pipe;
mod people;
mod postgres_away;
mod reader;
mod rolling;
mod small_disk;
mod table;
mod versions;
mod wire;
