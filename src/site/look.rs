//! A site's look as its pages and letters use it: colors, a typeface, and files under names that change with their content.

use std::fmt::Write;

use crate::config::look::{Look, LookFile, Palette, Typeface};
use crate::config::raw::SystemTypeface;
use crate::{links, secret};

#[derive(Debug)]
pub struct SiteLook {
    pub light: Palette,
    pub dark: Palette,
    pub logo: Option<Picture>,
    pub dark_logo: Option<Picture>,
    pub icon: Option<Picture>,
    /// URL of a font of the publisher's own.
    pub font: Option<String>,
    /// Rules that stand behind the stylesheet's own; empty for a site that keeps those.
    pub rules: String,
    /// What is served, by its URL.
    pub files: Vec<(String, LookFile)>,
}

#[derive(Debug, Clone)]
pub struct Picture {
    pub url: String,
    pub media_type: &'static str,
    pub width: u32,
    pub height: u32,
}

impl SiteLook {
    pub fn new(look: &Look) -> Self {
        let mut files = Vec::new();
        let mut serve = |file: &LookFile| {
            let url = links::asset(&secret::sha256(&file.bytes), file.extension);
            files.push((url.clone(), file.clone()));
            url
        };
        let mut picture = |file: &Option<LookFile>| {
            file.as_ref().map(|file| {
                let (width, height) = file.size;
                Picture { url: serve(file), media_type: file.media_type, width, height }
            })
        };
        let (logo, dark_logo, icon) = (picture(&look.logo), picture(&look.dark_logo), picture(&look.icon));
        let font = match &look.typeface {
            Typeface::Own(file) => Some(serve(file)),
            Typeface::System(_) => None,
        };
        let rules = if look.is_plain { String::new() } else { rules(look, font.as_deref()) };
        Self { light: look.light, dark: look.dark, logo, dark_logo, icon, font, rules, files }
    }
}

fn rules(look: &Look, font: Option<&str>) -> String {
    let family = match &look.typeface {
        Typeface::System(typeface) => family(*typeface),
        Typeface::Own(_) => "\"Site\", Georgia, serif",
    };
    let mut rules = String::from("\n");
    if let Some(url) = font {
        // Optional: text that is there already must not move when the font arrives late.
        let _ = writeln!(
            rules,
            "@font-face {{ font-family: \"Site\"; src: url({url}) format(\"woff2\"); font-weight: 100 900; font-display: optional }}"
        );
    }
    let palette = |palette: Palette| {
        format!("--accent: {}; --on-accent: {}; --tint: {}", palette.accent, palette.on_accent, palette.tint)
    };
    let _ = write!(
        rules,
        "@layer base {{\n:root {{ {}; --serif: {family} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {} }} }}\n}}\n",
        palette(look.light),
        palette(look.dark)
    );
    rules
}

/// What most machines have of each kind.
fn family(typeface: SystemTypeface) -> &'static str {
    match typeface {
        SystemTypeface::Serif => {
            "Charter, \"Bitstream Charter\", \"Sitka Text\", Cambria, \"Iowan Old Style\", Georgia, serif"
        }
        SystemTypeface::OldStyle => {
            "\"Iowan Old Style\", \"Palatino Linotype\", Palatino, \"URW Palladio L\", P052, serif"
        }
        SystemTypeface::Slab => {
            "Rockwell, \"Rockwell Nova\", \"Roboto Slab\", \"DejaVu Serif\", \"Sitka Small\", serif"
        }
        SystemTypeface::Sans => "var(--sans)",
        SystemTypeface::Humanist => "Seravek, \"Gill Sans Nova\", Ubuntu, Calibri, \"DejaVu Sans\", sans-serif",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_site_adds_nothing_to_the_stylesheet() {
        let look = SiteLook::new(&Look::default());
        assert!(look.rules.is_empty() && look.files.is_empty());
    }

    #[test]
    fn a_font_of_ones_own_is_served_and_named() {
        let file =
            LookFile { bytes: b"wOF2".as_slice().into(), extension: "woff2", media_type: "font/woff2", size: (0, 0) };
        let look = SiteLook::new(&Look { typeface: Typeface::Own(file), is_plain: false, ..Look::default() });
        let url = look.font.expect("a font");
        assert!(url.starts_with("/-/assets/") && url.contains(".woff2"), "{url}");
        assert!(look.rules.contains(&format!("url({url})")) && look.rules.contains("--serif: \"Site\""));
    }
}
