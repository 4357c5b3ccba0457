//! Whatever ends a test, killed included: what it started is stopped, what it mounted is unmounted.

use std::process::{Child, Command, Stdio};

/// A shell that waits for its input to close, which a killed test process cannot prevent, and then clears up.
pub struct Keeper(Child);

impl Keeper {
    pub fn new(then: &str) -> Self {
        let script = format!("read -r _; {then}");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().expect("a shell"))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        drop(self.0.wait());
    }
}
