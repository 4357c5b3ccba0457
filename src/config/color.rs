//! Colors of a site's look, and how well one can be read on another: relative luminance and contrast after WCAG 2.2.

use std::fmt;

/// In sRGB, eight bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// What text needs against its ground at the least (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;

impl Color {
    pub const WHITE: Self = Self::new(255, 255, 255);
    /// The stylesheet's `--paper`, light and dark.
    pub const PAPER: Self = Self::new(0xfd, 0xfc, 0xfa);
    pub const DARK_PAPER: Self = Self::new(0x15, 0x17, 0x14);
    /// What stands on a button in the dark.
    pub const DARK_INK: Self = Self::new(0x0b, 0x12, 0x10);

    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// `#0b5f4a` or `#085`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let byte = |shift: u32| u8::try_from(value >> shift & 0xff).unwrap_or_default();
        let nibble = |shift: u32| u8::try_from(value >> shift & 0xf).unwrap_or_default() * 17;
        match digits.len() {
            6 => Some(Self::new(byte(16), byte(8), byte(0))),
            3 => Some(Self::new(nibble(8), nibble(4), nibble(0))),
            _ => None,
        }
    }

    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// From 1, the same color, to 21, black on white.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This much of `other`, from 0 to 1, in this one.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between two bytes there are only bytes"
        )]
        let mix = |one: u8, two: u8| (f64::from(one) * (1.0 - share) + f64::from(two) * share).round() as u8;
        Self::new(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))
    }

    /// The one of two that reads better on this color.
    #[must_use]
    pub fn better_of(self, one: Self, two: Self) -> Self {
        if self.contrast(one) >= self.contrast(two) { one } else { two }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_read_as_stylesheets_write_them() {
        assert_eq!(Color::parse("#0b5f4a"), Some(Color::new(0x0b, 0x5f, 0x4a)));
        assert_eq!(Color::parse("#0AF").map(|color| color.to_string()).as_deref(), Some("#00aaff"));
        for wrong in ["", "0b5f4a", "#0b5f4", "#0b5f4g", "#+12", "red", "#0b5f4a80"] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_as_the_guidelines_reckon_it() {
        let black = Color::new(0, 0, 0);
        assert!((black.contrast(Color::WHITE) - 21.0).abs() < 0.001);
        // The lightest grey that text may have on white.
        let grey = Color::new(0x76, 0x76, 0x76);
        assert!((grey.contrast(Color::WHITE) - 4.54).abs() < 0.01);
        assert!((Color::WHITE.contrast(grey) - grey.contrast(Color::WHITE)).abs() < f64::EPSILON);
    }
}
