//! A disk of a few megabytes, to be filled to its last block.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::keeper::Keeper;
use crate::harness::postgres;

pub struct SmallDisk {
    place: PathBuf,
    _keeper: Keeper,
    _dir: TempDir,
}

impl SmallDisk {
    /// `None` where this user may not mount; says so loudly, or fails where the run requires it.
    pub fn mount(megabytes: usize) -> Option<Self> {
        let dir = TempDir::new().expect("a folder");
        let place = dir.path().join("disk");
        std::fs::create_dir(&place).expect("a folder");
        let options = format!("size={megabytes}m,mode=755");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&place).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            let required = std::env::var_os("GATEFOLD_TEST_REQUIRE_FAULTS").is_some();
            assert!(!required, "a small disk could not be mounted, and this run requires it");
            let line = "\n*** a small disk could not be mounted: the tests of a full one are SKIPPED ***\n";
            drop(File::options().write(true).open("/dev/stderr").and_then(|mut out| out.write_all(line.as_bytes())));
            return None;
        }
        let keeper = Keeper::new(&format!("umount -l '{}'", place.display()));
        assert!(postgres::give(dir.path()) && postgres::give(&place), "a disk for PostgreSQL");
        Some(Self { place, _keeper: keeper, _dir: dir })
    }

    pub fn path(&self) -> &Path {
        &self.place
    }

    fn ballast(&self) -> PathBuf {
        self.place.join("ballast")
    }

    /// Not a byte is left.
    pub fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("a file");
        for size in [1024 * 1024, 4096, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    pub fn free(&self) {
        std::fs::remove_file(self.ballast()).expect("the ballast");
    }
}
