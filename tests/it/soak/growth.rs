//! Whether what was seen of a process over time is level, or grows.

use std::fmt;
use std::time::Duration;

/// Growth that is taken for noise: an allocator gives pages back when it likes, and tables of sessions fill.
const KIB_ALLOWED: f64 = 16.0 * 1024.0;
const SHARE_ALLOWED: f64 = 0.1;
const HANDLES_ALLOWED: f64 = 8.0;

/// One look at a process.
#[derive(Clone, Copy)]
pub struct Sample {
    pub at: Duration,
    pub kib: f64,
    pub handles: f64,
}

impl Sample {
    pub fn of(process: u32, at: Duration) -> Self {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process of Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        let kib = line.trim().trim_end_matches(" kB").parse().expect("a number");
        let handles = std::fs::read_dir(format!("/proc/{process}/fd")).expect("its open files").count();
        Self { at, kib, handles: f64::from(u32::try_from(handles).expect("a small number")) }
    }
}

/// What grew between the first sample and the last.
pub struct Growth {
    /// By the line of least squares through all samples, so that no single one decides.
    pub kib: f64,
    pub kib_each_hour: f64,
    pub median_kib: f64,
    /// The median of the last quarter without that of the first: a connection more or less is no leak.
    pub handles: f64,
    pub median_handles: f64,
}

impl Growth {
    pub fn of(samples: &[Sample]) -> Self {
        assert!(samples.len() >= 8, "too few samples to say anything");
        let span = samples[samples.len() - 1].at.saturating_sub(samples[0].at).as_secs_f64();
        let each_second = slope(samples);
        let quarter = samples.len() / 4;
        let handles = |samples: &[Sample]| median(samples.iter().map(|sample| sample.handles));
        Self {
            kib: each_second * span,
            kib_each_hour: each_second * 3600.0,
            median_kib: median(samples.iter().map(|sample| sample.kib)),
            handles: handles(&samples[samples.len() - quarter..]) - handles(&samples[..quarter]),
            median_handles: handles(samples),
        }
    }

    /// Memory may grow by 16 MiB or by a tenth, whichever is more; eight handles may be open that were not.
    pub fn is_flat(&self) -> bool {
        let is_level = self.kib <= KIB_ALLOWED || self.kib <= self.median_kib * SHARE_ALLOWED;
        is_level && self.handles <= HANDLES_ALLOWED
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "memory {:.1} MiB, {:+.1} MiB over the time after the warm-up ({:+.1} MiB an hour); {:.0} open files, {:+.0}",
            self.median_kib / 1024.0,
            self.kib / 1024.0,
            self.kib_each_hour / 1024.0,
            self.median_handles,
            self.handles,
        )
    }
}

/// Of memory over time, by least squares: KiB each second.
fn slope(samples: &[Sample]) -> f64 {
    let mean = |of: fn(&Sample) -> f64| {
        samples.iter().map(of).sum::<f64>() / f64::from(u32::try_from(samples.len()).expect("a small number"))
    };
    let (at, kib) = (mean(|sample| sample.at.as_secs_f64()), mean(|sample| sample.kib));
    let (mut both, mut square) = (0.0, 0.0);
    for sample in samples {
        let from_mean = sample.at.as_secs_f64() - at;
        both += from_mean * (sample.kib - kib);
        square += from_mean * from_mean;
    }
    both / square
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn samples(kib: impl Fn(f64) -> f64, handles: impl Fn(f64) -> f64) -> Vec<Sample> {
    (0..90_u32)
        .map(|number| {
            let at = Duration::from_millis(u64::from(number) * 2500);
            Sample { at, kib: kib(at.as_secs_f64()), handles: handles(at.as_secs_f64()) }
        })
        .collect()
}

#[test]
fn noise_is_no_growth() {
    let saw = |second: f64| 60_000.0 + (second % 20.0) * 1_000.0;
    let growth = Growth::of(&samples(saw, |second| 30.0 + second % 6.0));
    assert!(growth.is_flat() && growth.kib.abs() < 2_000.0, "{growth}");
}

#[test]
fn a_hundred_kibibytes_each_second_are_seen() {
    let growth = Growth::of(&samples(|second| 60_000.0 + second * 100.0, |_| 30.0));
    assert!(!growth.is_flat(), "{growth}");
    assert!((growth.kib_each_hour - 360_000.0).abs() < 1.0, "{growth}");
}

#[test]
fn a_file_left_open_every_ten_seconds_is_seen() {
    assert!(!Growth::of(&samples(|_| 60_000.0, |second| 30.0 + second / 10.0)).is_flat());
}

#[test]
fn a_tenth_of_what_is_large_may_come_and_go() {
    let large = |by: f64| Growth::of(&samples(move |second| 400_000.0 + second * by, |_| 30.0));
    assert!(large(100.0).is_flat());
    assert!(!large(300.0).is_flat());
}
