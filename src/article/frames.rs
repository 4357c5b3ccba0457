//! How many frames an image has, told from its structure without decoding one of them.

/// Of a GIF, PNG or WebP; 1 for whatever else.
pub fn count(bytes: &[u8]) -> usize {
    match bytes {
        [b'G', b'I', b'F', b'8', ..] => gif(bytes).unwrap_or(1),
        [0x89, b'P', b'N', b'G', ..] => png(bytes).unwrap_or(1),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => webp(rest),
        _ => 1,
    }
    .max(1)
}

/// Walks its blocks: each image descriptor is a frame. `None` where it breaks off before the first.
fn gif(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(10)?;
    let mut at = 13 + color_table(flags);
    let mut frames = 0;
    while let Some(kind) = bytes.get(at) {
        at = match kind {
            // An extension: its label, then data.
            0x21 => after_data(bytes, at + 2),
            0x2c => {
                frames += 1;
                let flags = bytes.get(at + 9).copied().unwrap_or_default();
                after_data(bytes, at + 11 + color_table(flags))
            }
            _ => break,
        };
    }
    (frames > 0).then_some(frames)
}

/// Bytes of the table that follows, by the flags that announce it.
fn color_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Behind a row of data blocks, each with its length before it, the last one empty.
fn after_data(bytes: &[u8], mut at: usize) -> usize {
    while let Some(length) = bytes.get(at) {
        at += usize::from(*length) + 1;
        if *length == 0 {
            break;
        }
    }
    at
}

/// An animated PNG says how many before its first image data.
fn png(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?)).ok()?;
        match bytes.get(at + 4..at + 8)? {
            b"acTL" => return usize::try_from(u32::from_be_bytes(*bytes.get(at + 8..)?.first_chunk()?)).ok(),
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(length)?.checked_add(12)?,
        }
    }
}

fn webp(mut chunks: &[u8]) -> usize {
    let mut frames = 0;
    while let Some((head, rest)) = chunks.split_first_chunk::<8>() {
        let [a, b, c, d, length @ ..] = *head;
        frames += usize::from([a, b, c, d] == *b"ANMF");
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        chunks = rest.get(length.saturating_add(length & 1)..).unwrap_or_default();
    }
    frames
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::{Frame, ImageFormat, RgbaImage};

    use super::*;

    #[test]
    fn frames_are_counted_without_decoding() {
        for frames in [1, 2, 7] {
            let mut bytes = Vec::new();
            let mut encoder = GifEncoder::new(&mut bytes);
            for _ in 0..frames {
                encoder.encode_frame(Frame::new(RgbaImage::new(9, 5))).expect("a frame");
            }
            drop(encoder);
            assert_eq!(count(&bytes), frames);
        }
        for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Jpeg] {
            let mut bytes = std::io::Cursor::new(Vec::new());
            image::RgbImage::new(9, 5).write_to(&mut bytes, format).expect("an image");
            assert_eq!(count(bytes.get_ref()), 1, "{format:?}");
        }
    }

    #[test]
    fn an_animated_png_and_webp_say_how_many() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x02IHDR\0\0\0\0\0\0\0\0\0\x08acTL\0\0\x03\xe8\0\0\0\0\0\0\0\0".to_vec();
        assert_eq!(count(&png), 1000);
        png.truncate(33);
        assert_eq!(count(&png), 1, "one that breaks off is one that breaks off");
        let frame = b"ANMF\x03\0\0\0abc\0";
        let webp = [b"RIFF\0\0\0\0WEBPVP8X\x02\0\0\0ab".as_slice(), frame, frame, frame].concat();
        assert_eq!(count(&webp), 3);
    }

    #[test]
    fn any_bytes_are_counted_and_end() {
        for start in [b"GIF89a".as_slice(), b"\x89PNG\r\n\x1a\n", b"RIFF\xff\xff\xff\xffWEBP"] {
            for fill in [0_u8, 0x21, 0x2c, 0xff] {
                let bytes = [start, &vec![fill; 5000]].concat();
                assert!(count(&bytes) >= 1);
            }
        }
    }
}
