//! A site's look: accent, typeface, logo, icon. An accent that cannot be read is an error that says its contrast.

use std::path::Path;
use std::sync::Arc;

use super::check::Faults;
use super::color::{Color, READABLE};
use super::raw;

/// A logo is drawn on every page; a larger file belongs into an article.
const MAX_LOGO: usize = 256 * 1024;
const MAX_FONT: usize = 1024 * 1024;

/// How much of the accent tints a panel.
const TINT: f64 = 0.06;

/// The stylesheet's own.
const LIGHT: Palette =
    Palette { accent: Color::new(0x0b, 0x5f, 0x4a), on_accent: Color::WHITE, tint: Color::new(0xee, 0xf3, 0xee) };
const DARK: Palette = Palette {
    accent: Color::new(0x7c, 0xcf, 0xb2),
    on_accent: Color::new(0x0b, 0x20, 0x19),
    tint: Color::new(0x1e, 0x24, 0x20),
};

#[derive(Debug, Clone)]
pub struct Look {
    pub light: Palette,
    pub dark: Palette,
    pub typeface: Typeface,
    pub logo: Option<LookFile>,
    pub dark_logo: Option<LookFile>,
    pub icon: Option<LookFile>,
    /// Whether it is the one that the stylesheet has by itself.
    pub is_plain: bool,
}

/// The colors that follow from an accent, in the light or in the dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    pub accent: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// The ground of panels.
    pub tint: Color,
}

#[derive(Debug, Clone)]
pub enum Typeface {
    /// The reader's own fonts, by the stylesheet's list.
    System(raw::SystemTypeface),
    /// A font of the publisher's, in WOFF2.
    Own(LookFile),
}

/// A file of the look, read at start.
#[derive(Debug, Clone)]
pub struct LookFile {
    pub bytes: Arc<[u8]>,
    /// Without the dot: `svg`.
    pub extension: &'static str,
    pub media_type: &'static str,
    /// Width and height in pixels; 0 for what is no picture.
    pub size: (u32, u32),
}

impl Default for Look {
    fn default() -> Self {
        let typeface = Typeface::System(raw::SystemTypeface::Serif);
        Self { light: LIGHT, dark: DARK, typeface, logo: None, dark_logo: None, icon: None, is_plain: true }
    }
}

pub(super) fn look(name: &str, site: &raw::Site, faults: &mut Faults) -> Look {
    let plain = Look::default();
    let setting = |key: &str| format!("{name}.{key}");
    let light = site.accent.as_deref().map_or(Ok(plain.light), |text| palette(text, Color::PAPER, "light paper"));
    let light = faults.take(&setting("accent"), light).unwrap_or(plain.light);
    let dark = match (&site.dark_accent, &site.accent) {
        (Some(text), _) => {
            let dark = palette(text, Color::DARK_PAPER, "dark paper");
            faults.take(&setting("dark_accent"), dark).unwrap_or(plain.dark)
        }
        (None, Some(_)) => lightened(light.accent),
        (None, None) => plain.dark,
    };
    let mut picture = |key: &str, path: Option<&Path>| path.and_then(|path| faults.take(&setting(key), picture(path)));
    let logo = picture("logo", site.logo.as_deref());
    let dark_logo = picture("dark_logo", site.dark_logo.as_deref());
    let icon = picture("icon", site.icon.as_deref());
    if site.dark_logo.is_some() && site.logo.is_none() {
        faults.take::<()>(&setting("dark_logo"), Err("is given without logo".to_owned()));
    }
    let typeface = typeface(name, site, faults);
    let is_plain =
        light == plain.light && dark == plain.dark && matches!(typeface, Typeface::System(raw::SystemTypeface::Serif));
    Look { light, dark, typeface, logo, dark_logo, icon, is_plain }
}

fn tint(accent: Color, paper: Color) -> Color {
    paper.mixed(accent, TINT)
}

/// Links stand on the paper and on panels, words stand on buttons: each must be readable.
fn palette(text: &str, paper: Color, ground: &str) -> Result<Palette, String> {
    let accent = Color::parse(text).ok_or_else(|| format!("{text:?} is no color, as in #0b5f4a"))?;
    let found = of_accent(accent, paper);
    let (on_paper, on_tint) = (accent.contrast(paper), accent.contrast(found.tint));
    if on_paper < READABLE || on_tint < READABLE {
        let least = on_paper.min(on_tint);
        return Err(format!(
            "{accent} has a contrast of {least:.2}:1 on the {ground}, and text needs {READABLE}:1; take a {} one",
            if paper == Color::PAPER { "darker" } else { "lighter" }
        ));
    }
    Ok(found)
}

fn of_accent(accent: Color, paper: Color) -> Palette {
    Palette { accent, on_accent: accent.better_of(Color::WHITE, Color::DARK_INK), tint: tint(accent, paper) }
}

/// The accent of the dark from that of the light: as much white as it takes to be read with ease.
fn lightened(accent: Color) -> Palette {
    // Text alone would need 4.5; a pale glow on dark ground tires less.
    let wanted = 8.0;
    let steps = (0..=20).map(|step| accent.mixed(Color::WHITE, f64::from(step) / 20.0));
    let found = steps.into_iter().find(|color| color.contrast(Color::DARK_PAPER) >= wanted).unwrap_or(Color::WHITE);
    of_accent(found, Color::DARK_PAPER)
}

fn typeface(name: &str, site: &raw::Site, faults: &mut Faults) -> Typeface {
    let system = Typeface::System(site.typeface.unwrap_or(raw::SystemTypeface::Serif));
    let Some(path) = &site.font else { return system };
    if site.typeface.is_some() {
        faults.take::<()>(&format!("{name}.font"), Err("give font or typeface, not both".to_owned()));
    }
    faults.take(&format!("{name}.font"), font(path)).map_or(system, Typeface::Own)
}

fn font(path: &Path) -> Result<LookFile, String> {
    let bytes = read(path, MAX_FONT)?;
    if !bytes.starts_with(b"wOF2") {
        return Err(format!("{} is no WOFF2 font", path.display()));
    }
    Ok(LookFile { bytes: bytes.into(), extension: "woff2", media_type: "font/woff2", size: (0, 0) })
}

fn picture(path: &Path) -> Result<LookFile, String> {
    let bytes = read(path, MAX_LOGO)?;
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let (extension, media_type) = match extension.to_ascii_lowercase().as_str() {
        "svg" => ("svg", "image/svg+xml"),
        "png" => ("png", "image/png"),
        "webp" => ("webp", "image/webp"),
        _ => return Err(format!("{} must be an SVG, PNG or WebP file", path.display())),
    };
    let size = if extension == "svg" { drawing_size(&bytes) } else { raster_size(&bytes) };
    let size = size.ok_or_else(|| {
        format!("{} does not say how large it is: an SVG needs a viewBox, or width and height", path.display())
    })?;
    Ok(LookFile { bytes: bytes.into(), extension, media_type, size })
}

fn read(path: &Path, at_most: usize) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if bytes.len() > at_most {
        return Err(format!("{} has {} bytes, and {at_most} are the most", path.display(), bytes.len()));
    }
    Ok(bytes)
}

fn raster_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
        .filter(|(width, height)| width * height > 0)
}

/// From the root element alone: its width and height in pixels, else the last two numbers of its `viewBox`.
fn drawing_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let root = text.split_once("<svg")?.1.split_once('>')?.0;
    let attribute = |name: &str| {
        let value = root.split_once(&format!(" {name}="))?.1;
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value.get(1..)?.split(quote).next()
    };
    let pixels = |name: &str| attribute(name).and_then(|text| whole(text.trim_end_matches("px")));
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let numbers: Vec<&str> = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    match numbers.as_slice() {
        [_, _, width, height] => Some((whole(width)?, whole(height)?)),
        _ => None,
    }
}

fn whole(text: &str) -> Option<u32> {
    let value: f64 = text.trim().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range that was looked at")]
    (1.0..100_000.0).contains(&value).then_some(value.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_that_cannot_be_read_says_its_contrast() {
        let error = palette("#ffcc00", Color::PAPER, "light paper").expect_err("yellow on white");
        assert!(error.starts_with("#ffcc00 has a contrast of 1.4") && error.contains("needs 4.5:1"), "{error}");
        let error = palette("#1b1a17", Color::DARK_PAPER, "dark paper").expect_err("black on black");
        assert!(error.contains("take a lighter one"), "{error}");
        assert!(palette("green", Color::PAPER, "light paper").is_err());
        assert_eq!(palette("#0b5f4a", Color::PAPER, "light paper").map(|found| found.accent), Ok(LIGHT.accent));
    }

    #[test]
    fn the_colors_here_are_those_of_the_stylesheet() {
        let styles = include_str!("../../templates/assets/gatefold.css").replace("#fff;", "#ffffff;");
        let (light, dark) = styles.split_once("prefers-color-scheme: dark").expect("both");
        for (part, paper, palette) in [(light, Color::PAPER, LIGHT), (dark, Color::DARK_PAPER, DARK)] {
            for (name, color) in
                [("paper", paper), ("accent", palette.accent), ("on-accent", palette.on_accent), ("tint", palette.tint)]
            {
                let rule = format!("--{name}: {color};");
                assert!(part.contains(&rule), "{rule}");
            }
            assert!(palette.accent.contrast(paper) >= READABLE && palette.accent.contrast(palette.tint) >= READABLE);
            assert!(palette.accent.contrast(palette.on_accent) >= READABLE);
        }
    }

    #[test]
    fn any_accent_of_the_light_has_one_of_the_dark() {
        for accent in [Color::new(0, 0, 0), Color::new(0x0b, 0x5f, 0x4a), Color::new(0x99, 0, 0x33)] {
            let dark = lightened(accent);
            assert!(dark.accent.contrast(Color::DARK_PAPER) >= 8.0 && dark.accent.contrast(dark.tint) >= READABLE);
            assert!(dark.on_accent.contrast(dark.accent) >= READABLE);
        }
    }

    #[test]
    fn a_drawing_says_how_large_it_is() {
        for (text, wanted) in [
            ("<svg xmlns='x' width=\"120\" height=\"30px\"><path/></svg>", Some((120, 30))),
            ("<?xml version='1.0'?>\n<svg viewBox='0 0 64.4 32'/>", Some((64, 32))),
            ("<svg width=\"100%\" height=\"100%\" viewBox=\"0,0,10,20\">", Some((10, 20))),
            ("<svg xmlns='x'>", None),
            ("<svg viewBox='0 0 0 20'>", None),
            ("no drawing", None),
        ] {
            assert_eq!(drawing_size(text.as_bytes()), wanted, "{text}");
        }
    }
}
