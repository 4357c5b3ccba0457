//! Images for tests: something to see, in any size and kind.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, RgbImage, RgbaImage};

/// Grainy, as photographs are: its smaller forms save bytes.
pub fn photo(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        let grain = x.wrapping_mul(7919).wrapping_add(y.wrapping_mul(104_729)) % 24;
        image::Rgb([(x * 200 / width + grain) as u8, (y * 200 / height + grain) as u8, (grain * 5) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image).write_to(&mut bytes, format).expect("an image");
    bytes.into_inner()
}

/// So rough that nothing makes it smaller, up to a width of 480.
pub fn rough(width: u32, height: u32) -> Vec<u8> {
    let noise = |at: u32| u8::try_from(at.wrapping_mul(2_654_435_761) >> 24).expect("eight bits");
    let pixels: Vec<u8> = (0..width * height * 3).map(noise).collect();
    webp::Encoder::from_rgb(&pixels, width, height).encode_simple(false, 4.0).expect("a WebP").to_vec()
}

/// A GIF of so many frames.
pub fn film(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for _ in 0..frames {
        encoder.encode_frame(Frame::new(RgbaImage::new(8, 8))).expect("a frame");
    }
    drop(encoder);
    bytes
}

/// A PNG that says it is this large, and holds nothing.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]]
        .concat()
}

/// Width and height of an image in an answer.
pub fn size(bytes: &[u8]) -> (usize, usize) {
    let size = imagesize::blob_size(bytes).expect("an image");
    (size.width, size.height)
}
