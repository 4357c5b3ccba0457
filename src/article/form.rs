//! Smaller forms of an image: WebP at fixed widths up to its own, each only where it saves bytes.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use webp::{Encoder, WebPMemory};

use super::Size;
use super::picture::Picture;
use crate::secret::sha256;

/// Changed where the same image gives other forms than before.
const MAKER: &[u8] = b"1";
/// A telephone, a telephone of two dots each, a desk, a desk of two dots each.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];
/// A width of its own that is hardly larger than the next smaller one is not worth a form.
const APART: f32 = 1.15;
/// Below this an image costs no more than its request.
const WORTH_IT: usize = 4096;
/// Where photographs show no loss at arm's length; half of what a JPEG of the same look weighs.
const QUALITY: f32 = 80.0;
/// What a decoder may take beside the pixels it was let in with.
const MAX_DECODER: u64 = 512 * 1024 * 1024;
/// A portrait is shown 112 wide at most, on screens of two dots each.
const PORTRAIT: u32 = 224;
/// From how many times its width an image is first brought near by the quick way.
const FAR: u32 = 4;
/// Larger color profiles are tables for printing presses.
const MAX_PROFILE: usize = 16 * 1024;

/// One form of an image.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    pub width: u32,
    pub bytes: Vec<u8>,
}

/// Of an image's own digest and the way its forms are made: the same means the same forms.
pub fn source_digest(image: &[u8]) -> Vec<u8> {
    sha256(&[MAKER, image].concat()).to_vec()
}

/// The widths that an image is made in, narrow to wide.
pub fn widths(own: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < own).collect();
    let widest = widths.last().copied().unwrap_or_default();
    if WIDTHS.last().is_some_and(|most| own <= *most) {
        #[expect(clippy::cast_precision_loss, reason = "widths of some hundred")]
        if (own as f32) < widest as f32 * APART {
            widths.pop();
        }
        widths.push(own);
    }
    widths
}

/// All forms that are smaller than the image itself. An error says what is wrong with it.
pub fn make(bytes: &[u8], picture: Picture) -> Result<Vec<Form>, String> {
    if bytes.len() < WORTH_IT || !picture.may_have_forms {
        return Ok(Vec::new());
    }
    let Decoded { mut image, profile } = decode(bytes)?;
    let mut forms = Vec::new();
    for width in widths(picture.size.width).into_iter().rev() {
        // Each is made of the next wider one: the eye sees no difference, and the machine saves most of its work.
        image = resized(image, width, picture.size.height_at(width));
        let encoded = encode(&image, profile.as_deref())?;
        if encoded.len() < bytes.len() {
            forms.push(Form { width, bytes: encoded });
        }
    }
    forms.reverse();
    Ok(forms)
}

/// A portrait in the size that it is shown in; `None` where the file is small enough as it is.
pub fn portrait(bytes: &[u8], picture: Picture) -> Result<Option<Vec<u8>>, String> {
    if bytes.len() < WORTH_IT || !picture.may_have_forms {
        return Ok(None);
    }
    let Decoded { image, profile } = decode(bytes)?;
    let Size { width, height } = picture.size;
    // The narrow side fills the circle it is shown in.
    let narrow = width.min(height);
    let wanted = if width <= height { PORTRAIT } else { picture.size.width_at(PORTRAIT) };
    let image = if narrow > PORTRAIT { resized(image, wanted, picture.size.height_at(wanted)) } else { image };
    Ok(Some(encode(&image, profile.as_deref())?).filter(|encoded| encoded.len() < bytes.len()))
}

struct Decoded {
    image: DynamicImage,
    /// What its colors mean, where that is not what everyone takes them for.
    profile: Option<Vec<u8>>,
}

/// A decoder that panics over a file is no reason to leave out the others.
fn decode(bytes: &[u8]) -> Result<Decoded, String> {
    let decoded = catch_unwind(AssertUnwindSafe(|| try_decode(bytes)));
    match decoded {
        Ok(decoded) => decoded.map_err(|error| format!("cannot be decoded: {error}")),
        Err(_) => Err("cannot be decoded".to_owned()),
    }
}

fn try_decode(bytes: &[u8]) -> image::ImageResult<Decoded> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let is_jpeg = reader.format() == Some(ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let profile = decoder.icc_profile()?.filter(|profile| is_worth_keeping(profile));
    // Of the others browsers do not turn all, and their sizes were told as they lie.
    let orientation = if is_jpeg { Some(decoder.orientation()?) } else { None };
    let mut image = DynamicImage::from_decoder(decoder)?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    let image = if image.color().has_alpha() {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    };
    Ok(Decoded { image, profile })
}

/// For screens, and not the one that colors have without a profile.
fn is_worth_keeping(profile: &[u8]) -> bool {
    let is_screens = profile.get(16..20) == Some(b"RGB ");
    let is_common = profile.windows(4).any(|part| part == b"sRGB");
    is_screens && !is_common && profile.len() <= MAX_PROFILE
}

fn resized(mut image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (image.width(), image.height()) == (width, height) {
        return image;
    }
    if image.width() >= width.saturating_mul(FAR) {
        image = image.thumbnail_exact(width * 2, height * 2);
    }
    image.resize_exact(width, height, FilterType::Lanczos3)
}

fn encode(image: &DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let encoder = match image {
        DynamicImage::ImageRgba8(image) => Encoder::from_rgba(image.as_raw(), image.width(), image.height()),
        DynamicImage::ImageRgb8(image) => Encoder::from_rgb(image.as_raw(), image.width(), image.height()),
        _ => return Err("cannot be made smaller".to_owned()),
    };
    let plain: WebPMemory =
        encoder.encode_simple(false, QUALITY).map_err(|error| format!("cannot be made smaller: {error:?}"))?;
    let size = Size { width: image.width(), height: image.height() };
    Ok(profile.and_then(|profile| with_profile(&plain, profile, size)).unwrap_or_else(|| plain.to_vec()))
}

/// The same image in the container's larger form, which says what its colors mean. `None`: this is no WebP.
fn with_profile(webp: &[u8], profile: &[u8], size: Size) -> Option<Vec<u8>> {
    const HAS_PROFILE: u8 = 0x20;
    let chunks = webp.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let (mut flags, image) = match chunks.strip_prefix(b"VP8X") {
        // Its flags come after its length of four bytes; it is ten bytes long itself.
        Some(rest) => (*rest.get(4)?, rest.get(14..)?),
        None => (0, chunks),
    };
    flags |= HAS_PROFILE;
    let less_one = |pixels: u32| pixels.checked_sub(1).map(u32::to_le_bytes);
    let ([w0, w1, w2, _], [h0, h1, h2, _]) = (less_one(size.width)?, less_one(size.height)?);
    let length = u32::try_from(profile.len()).ok()?;
    let padding: &[u8] = if length % 2 == 1 { &[0] } else { &[] };
    let body = [
        b"WEBPVP8X\x0a\0\0\0".as_slice(),
        &[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2],
        b"ICCP",
        &length.to_le_bytes(),
        profile,
        padding,
        image,
    ]
    .concat();
    Some([b"RIFF".as_slice(), &u32::try_from(body.len()).ok()?.to_le_bytes(), &body].concat())
}

#[cfg(test)]
mod tests {
    use image::{RgbImage, RgbaImage};

    use super::*;
    use crate::article::picture;

    fn byte(value: u32) -> u8 {
        u8::try_from(value % 256).expect("less than 256")
    }

    /// An image with something to see in it: colors that run, with grain.
    fn photo(width: u32, height: u32) -> DynamicImage {
        let image = RgbImage::from_fn(width, height, |x, y| {
            let grain = x.wrapping_mul(7919).wrapping_add(y.wrapping_mul(104_729)) % 24;
            image::Rgb([byte(x * 200 / width + grain), byte(y * 200 / height + grain), byte(grain * 5)])
        });
        DynamicImage::ImageRgb8(image)
    }

    fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).expect("an image");
        bytes.into_inner()
    }

    fn look(media_type: &str, bytes: &[u8]) -> Picture {
        picture::look(media_type, bytes).expect("an image").expect("an image")
    }

    #[test]
    fn the_widths_go_up_to_the_images_own() {
        for (own, wanted) in [
            (3000, vec![480, 800, 1200, 1600]),
            (1600, vec![480, 800, 1200, 1600]),
            (1300, vec![480, 800, 1300]),
            (900, vec![480, 900]),
            (1000, vec![480, 800, 1000]),
            (480, vec![480]),
            (300, vec![300]),
        ] {
            assert_eq!(widths(own), wanted, "{own}");
        }
    }

    #[test]
    fn each_kind_of_still_gets_forms_of_the_right_size() {
        for (format, media_type) in [
            (ImageFormat::Png, "image/png"),
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Gif, "image/gif"),
            (ImageFormat::WebP, "image/webp"),
        ] {
            let bytes = written(&photo(1000, 500), format);
            let forms = make(&bytes, look(media_type, &bytes)).expect("forms");
            assert!(!forms.is_empty(), "{format:?}");
            for form in forms {
                let size = imagesize::blob_size(&form.bytes).expect("a WebP");
                assert_eq!((size.width, size.height), (form.width as usize, form.width as usize / 2), "{format:?}");
                assert!(form.bytes.len() < bytes.len());
            }
        }
    }

    #[test]
    fn a_smaller_original_wins() {
        let rough = |width, height| {
            let image = photo(width, height).into_rgb8();
            Encoder::from_rgb(image.as_raw(), width, height).encode_simple(false, 5.0).expect("a WebP").to_vec()
        };
        let wide = rough(1000, 700);
        let forms = make(&wide, look("image/webp", &wide)).expect("forms");
        assert!(forms.iter().all(|form| form.bytes.len() < wide.len() && form.width < 1000));
        let narrow = [rough(480, 400), vec![0; WORTH_IT]].concat();
        let narrow = narrow.get(..WORTH_IT.max(rough(480, 400).len())).expect("long enough");
        let forms = make(narrow, look("image/webp", narrow)).expect("forms");
        assert_eq!(forms, [], "{} bytes", narrow.len());
        let tiny = written(&DynamicImage::ImageRgb8(RgbImage::new(40, 30)), ImageFormat::Png);
        assert_eq!(make(&tiny, look("image/png", &tiny)), Ok(Vec::new()), "not worth a request of its own");
    }

    #[test]
    fn what_shines_through_still_does() {
        let image = RgbaImage::from_fn(900, 900, |x, y| image::Rgba([byte(x), byte(y), byte(x ^ y), byte(x / 4)]));
        let bytes = written(&DynamicImage::ImageRgba8(image), ImageFormat::Png);
        let forms = make(&bytes, look("image/png", &bytes)).expect("forms");
        let form = forms.first().expect("a form");
        let back = image::load_from_memory(&form.bytes).expect("a WebP").into_rgba8();
        assert!(back.get_pixel(2, 9).0[3] < 20 && back.get_pixel(478, 9).0[3] > 200);
    }

    #[test]
    fn a_photo_that_was_taken_upright_stands_upright() {
        // Orientation 6: turned by a quarter, as telephones write it.
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let plain = written(&photo(900, 600), ImageFormat::Jpeg);
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        let turned = [&plain[..2], &[0xff, 0xe1], &length, exif, &plain[2..]].concat();
        let picture = look("image/jpeg", &turned);
        assert_eq!(picture.size, Size { width: 600, height: 900 });
        let forms = make(&turned, picture).expect("forms");
        let size = imagesize::blob_size(&forms.first().expect("a form").bytes).expect("a WebP");
        assert_eq!((size.width, size.height), (480, 720));
    }

    #[test]
    fn a_wide_color_profile_goes_along_and_the_common_one_does_not() {
        let mut wide = vec![0_u8; 301];
        wide[16..20].copy_from_slice(b"RGB ");
        assert!(is_worth_keeping(&wide));
        let common = [wide.as_slice(), b"sRGB IEC61966-2.1"].concat();
        assert!(!is_worth_keeping(&common));
        let size = Size { width: 90, height: 60 };
        for image in [photo(90, 60), DynamicImage::ImageRgba8(RgbaImage::new(90, 60))] {
            let bytes = encode(&image, Some(&wide)).expect("a WebP");
            let told = imagesize::blob_size(&bytes).expect("a WebP");
            assert_eq!((told.width, told.height), (90, 60));
            let mut decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&bytes)).expect("a WebP");
            assert_eq!(decoder.icc_profile().expect("a profile"), Some(wide.clone()));
            assert!(image::load_from_memory(&bytes).is_ok());
        }
        assert!(with_profile(b"text", &wide, size).is_none());
    }

    #[test]
    fn a_portrait_is_as_large_as_it_is_shown() {
        for (width, height, wanted) in [(900, 600, (336, 224)), (600, 900, (224, 336)), (200, 220, (200, 220))] {
            let bytes = written(&photo(width, height), ImageFormat::Png);
            let small = portrait(&bytes, look("image/png", &bytes)).expect("a portrait").expect("a smaller one");
            let size = imagesize::blob_size(&small).expect("a WebP");
            assert_eq!((size.width, size.height), wanted);
        }
    }

    #[test]
    fn a_file_that_breaks_off_is_told() {
        let mut bytes = written(&photo(900, 600), ImageFormat::Png);
        bytes.truncate(9000);
        let error = make(&bytes, look("image/png", &bytes)).expect_err("half an image");
        assert!(error.contains("cannot be decoded"), "{error}");
    }
}
