//! What an image file says of itself before a pixel of it is decoded: its size, its frames, and whether it is too much.

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::metadata::Orientation;

use super::frames;

/// A telephone's largest photos have 50 million; more than this is a poster or a bomb.
const MAX_PIXELS: u64 = 50_000_000;
/// Of one side: browsers give up not far above.
const MAX_SIDE: usize = 30_000;
const MAX_FRAMES: usize = 500;
/// Of all frames together: a second of film has less.
const MAX_ALL_PIXELS: u64 = 400_000_000;
/// A drawing says its size in its first bytes.
const SVG_HEAD: usize = 4096;

/// In pixels, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The height that belongs to another width.
    pub fn height_at(self, width: u32) -> u32 {
        let own = u64::from(self.width.max(1));
        let height = (u64::from(self.height) * u64::from(width) + own / 2) / own;
        u32::try_from(height).unwrap_or(u32::MAX).max(1)
    }

    /// The width that belongs to another height.
    pub fn width_at(self, height: u32) -> u32 {
        Self { width: self.height, height: self.width }.height_at(height)
    }
}

/// One image, known from its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub size: Size,
    /// A still of a kind that smaller forms are made of.
    pub may_have_forms: bool,
}

/// Why an image does not go in as it is.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Too much for those who would show it, ourselves included: it is left out.
    TooMuch(String),
    /// Its head says nothing that is understood: it goes in, and nothing is made of it.
    Unread(&'static str),
}

/// `None` for what is no image at all.
pub fn look(media_type: &str, bytes: &[u8]) -> Result<Option<Picture>, Trouble> {
    let may_have_forms = match media_type {
        "image/svg+xml" => return Ok(svg_size(bytes).map(|size| Picture { size, may_have_forms: false })),
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => true,
        "image/avif" => false,
        _ => return Ok(None),
    };
    let unread = Trouble::Unread("is no image that can be read");
    let Ok(size) = imagesize::blob_size(bytes) else { return Err(unread) };
    let (Ok(width), Ok(height)) = (u32::try_from(size.width), u32::try_from(size.height)) else { return Err(unread) };
    let size = Size { width, height };
    if size.pixels() == 0 {
        return Err(unread);
    }
    let frames = frames::count(bytes);
    check(size, frames).map_err(Trouble::TooMuch)?;
    let is_turned = media_type == "image/jpeg" && is_turned(bytes);
    let size = if is_turned { Size { width: height, height: width } } else { size };
    Ok(Some(Picture { size, may_have_forms: may_have_forms && frames == 1 }))
}

fn check(size: Size, frames: usize) -> Result<(), String> {
    let Size { width, height } = size;
    if size.pixels() > MAX_PIXELS {
        return Err(format!("is {width} by {height} pixels, and {MAX_PIXELS} in all are the most"));
    }
    if usize::try_from(width.max(height)).is_ok_and(|side| side > MAX_SIDE) {
        return Err(format!("is {width} by {height} pixels, and {MAX_SIDE} on one side are the most"));
    }
    if frames > MAX_FRAMES {
        return Err(format!("has {frames} frames, and {MAX_FRAMES} are the most"));
    }
    let all = size.pixels().saturating_mul(u64::try_from(frames).unwrap_or(u64::MAX));
    if frames > 1 && all > MAX_ALL_PIXELS {
        return Err(format!(
            "has {frames} frames of {width} by {height} pixels, and {MAX_ALL_PIXELS} in all are the most"
        ));
    }
    Ok(())
}

/// A camera that was held upright writes its photo lying down, and says so.
fn is_turned(bytes: &[u8]) -> bool {
    let orientation = JpegDecoder::new(Cursor::new(bytes)).and_then(|mut decoder| decoder.orientation());
    orientation.is_ok_and(|orientation| {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    })
}

/// By the width and height of its root element, else by its view box.
fn svg_size(bytes: &[u8]) -> Option<Size> {
    let head = bytes.get(..SVG_HEAD.min(bytes.len())).unwrap_or_default();
    let text = String::from_utf8_lossy(head);
    let tag = text.split("<svg").nth(1)?.split('>').next()?;
    let attribute = |name: &str| {
        let (_, value) = tag.split_once(&format!(" {name}="))?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value.get(1..)?.split(quote).next()
    };
    let length = |text: &str| text.trim().trim_end_matches("px").parse::<f32>().ok();
    let written = || Some((length(attribute("width")?)?, length(attribute("height")?)?));
    let boxed = || {
        let numbers: Vec<f32> =
            attribute("viewBox")?.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
        let [_, _, width, height] = *numbers.as_slice() else { return None };
        Some((width, height))
    };
    let (width, height) = written().or_else(boxed)?;
    let whole = |side: f32| (1.0..=100_000.0).contains(&side).then(|| side.round());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 100,000")]
    let size = Size { width: whole(width)? as u32, height: whole(height)? as u32 };
    Some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG's first bytes, which say its size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]]
            .concat()
    }

    #[test]
    fn a_bomb_is_refused_by_its_head_alone() {
        for (bytes, wanted) in [
            (png(50_000, 50_000), "is 50000 by 50000 pixels, and 50000000 in all are the most"),
            (png(40_000, 10), "is 40000 by 10 pixels, and 30000 on one side are the most"),
        ] {
            assert_eq!(look("image/png", &bytes), Err(Trouble::TooMuch(wanted.to_owned())));
        }
        assert!(check(Size { width: 10, height: 10 }, 501).expect_err("a film").contains("has 501 frames"));
        assert!(
            check(Size { width: 4000, height: 3000 }, 40).expect_err("a film").contains("40 frames of 4000 by 3000")
        );
        let size = Size { width: 4000, height: 3000 };
        assert_eq!(look("image/png", &png(4000, 3000)), Ok(Some(Picture { size, may_have_forms: true })));
    }

    #[test]
    fn what_is_no_image_is_told_and_other_files_are_not_looked_at() {
        assert!(matches!(look("image/png", b"text"), Err(Trouble::Unread(_))));
        assert!(matches!(look("image/jpeg", b"\xff\xd8\xff"), Err(Trouble::Unread(_))));
        assert_eq!(look("text/csv; charset=utf-8", b"a,b"), Ok(None));
    }

    #[test]
    fn a_drawing_says_its_size_in_one_of_two_ways() {
        for (text, wanted) in [
            ("<?xml?><svg xmlns=\"x\" width=\"640\" height=\"480px\">", Some((640, 480))),
            ("<svg viewBox='0 0 30 20.4'>", Some((30, 20))),
            ("<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 8 8\">", Some((8, 8))),
            ("<svg width=\"-1\" height=\"NaN\">", None),
            ("text", None),
        ] {
            let size = svg_size(text.as_bytes()).map(|size| (size.width, size.height));
            assert_eq!(size, wanted, "{text}");
        }
    }

    #[test]
    fn other_sides_keep_the_shape() {
        let size = Size { width: 1600, height: 1200 };
        assert_eq!((size.height_at(480), size.width_at(600)), (360, 800));
        assert_eq!(Size { width: 20_000, height: 3 }.height_at(480), 1);
    }
}
