//! Pictures of items: an upload is decoded, cropped and encoded again.
//!
//! Only the visible picture is left: no location, no camera data, no preview of cropped parts, and
//! nothing that could trip a decoder.

mod memory;

use image::{
    DynamicImage, ImageDecoder as _, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops,
    imageops::FilterType,
};
use menu_api::PictureId;
use sha2::{Digest as _, Sha256};
use std::io::Cursor;

/// Side of the square picture in a list, in pixels: three times its size on the page.
pub const SMALL_PX: u32 = 288;
/// Side of the large square picture, in pixels.
pub const LARGE_PX: u32 = 640;
/// Longest side accepted, in pixels: that of a photo of 24 megapixels, and some more.
const LONGEST_PX: u32 = 8_000;
/// Most bytes of decoded pixels: 24 megapixels of three bytes each. On a small machine the whole
/// process has 256 MiB.
const DECODED_BYTES: u64 = 72 * 1024 * 1024;
const QUALITY: u8 = 82;
/// Bytes of the digest that make an id: all that an id has room for, and far more than uniqueness
/// needs.
const ID_BYTES: usize = 24;

/// A square picture in both sizes, JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedPicture {
    /// The first 48 hex digits of the SHA-256 of `large`.
    pub id: PictureId,
    pub small: Vec<u8>,
    pub large: Vec<u8>,
}

/// One of the two sizes of a [`EncodedPicture`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodedSize {
    Small,
    Large,
}

/// Why an upload is not a usable picture.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidPicture(String);

impl EncodedPicture {
    /// Encodes a JPEG, PNG or WebP file, upright and cropped to its centre. It takes much time and
    /// memory, so it must not run on a thread that serves requests.
    ///
    /// # Errors
    /// [`InvalidPicture`] when it cannot be decoded within the limits.
    pub fn encode_file(file: &[u8]) -> Result<Self, InvalidPicture> {
        let failed = |error: image::ImageError| InvalidPicture(error.to_string());
        let mut reader = ImageReader::new(Cursor::new(file))
            .with_guessed_format()
            .map_err(|error| InvalidPicture(error.to_string()))?;
        let mut limits = Limits::default();
        (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_PX), Some(LONGEST_PX));
        limits.max_alloc = Some(DECODED_BYTES);
        reader.limits(limits);
        let format = reader.format();
        let mut decoder = reader.into_decoder().map_err(failed)?;
        let ((width, height), decoded) = (decoder.dimensions(), decoder.total_bytes());
        let working = decoded.saturating_add(memory::non_pixel_bytes(file, format, width, height));
        if width.max(height) > LONGEST_PX
            || decoded > DECODED_BYTES
            || working > memory::WORKING_BYTES
        {
            return Err(InvalidPicture("it has too many pixels".to_owned()));
        }
        let orientation = decoder.orientation().map_err(failed)?;
        let seen = DynamicImage::from_decoder(decoder).map_err(failed)?;
        let mut large = scale_to_square(&seen, LARGE_PX);
        drop(seen);
        // The centre is the same whichever side is up, and turning a small picture takes little
        // memory.
        large.apply_orientation(orientation);
        let small = encode_jpeg(&scale_to_square(&large, SMALL_PX)).map_err(failed)?;
        let large = encode_jpeg(&large).map_err(failed)?;
        let digest = Sha256::digest(&large);
        let id = hex::encode(&digest[..ID_BYTES])
            .parse()
            .map_err(|_| InvalidPicture("its digest is no id".to_owned()))?;
        Ok(Self { id, small, large })
    }
}

/// The picture's centre as a square of at most `most` pixels a side, never enlarged. A large
/// picture is averaged first: the finer filter keeps its rows as numbers of four bytes, which for a
/// photo would be as much memory again.
fn scale_to_square(picture: &DynamicImage, most: u32) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let left = (picture.width() - side) / 2;
    let top = (picture.height() - side) / 2;
    let middle = imageops::crop_imm(picture, left, top, side, side);
    let average = 2 * most;
    let middle = if side > average {
        imageops::thumbnail(&*middle, average, average)
    } else {
        middle.to_image()
    };
    let most = side.min(most);
    DynamicImage::from(middle).resize_exact(most, most, FilterType::CatmullRom)
}

/// Encodes as JPEG, transparent parts on white.
fn encode_jpeg(picture: &DynamicImage) -> Result<Vec<u8>, image::ImageError> {
    let mut flat = image::RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [r, g, b, a] = from.0;
        let over = |c: u8| {
            u8::try_from((u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a))) / 255)
                .unwrap_or(255)
        };
        to.0 = [over(r), over(g), over(b)];
    }
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(&flat)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GenericImageView as _, ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    /// The left half is red, the right half transparent.
    fn picture(width: u32, height: u32) -> DynamicImage {
        RgbaImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgba([200, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) }
        })
        .into()
    }

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    /// Adds an Exif block with a location and an orientation of a quarter turn.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut exif =
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPSLatitude 37.5445");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn a_photo_is_upright_and_square_and_tells_nothing_of_where_it_was_taken() {
        let plain = file(&DynamicImage::from(picture(600, 400).to_rgb8()), ImageFormat::Jpeg);
        let sent = with_exif(&plain);
        assert!(sent.windows(3).any(|bytes| bytes == b"GPS"));
        let kept = EncodedPicture::encode_file(&sent).unwrap();
        for bytes in [&kept.small, &kept.large] {
            assert!(!bytes.windows(4).any(|found| found == b"Exif" || found == b"GPSL"));
            assert!(!bytes.windows(2).any(|found| found == [0xff, 0xe1]), "no APP1 at all");
        }
        let [small, large] =
            [&kept.small, &kept.large].map(|bytes| image::load_from_memory(bytes).unwrap());
        assert_eq!((small.dimensions(), large.dimensions()), ((SMALL_PX, SMALL_PX), (400, 400)));
        let red = |x: u32, y: u32| large.get_pixel(x, y)[0] > 150;
        assert!(red(200, 20) && !red(200, 380), "left became top");
    }

    #[test]
    fn what_is_see_through_is_white_and_the_same_picture_has_the_same_id() {
        let png = file(&picture(300, 300), ImageFormat::Png);
        let kept = EncodedPicture::encode_file(&png).unwrap();
        let seen = image::load_from_memory(&kept.large).unwrap();
        assert!(seen.get_pixel(280, 150).0[..3].iter().all(|channel| *channel > 240));
        assert_eq!(EncodedPicture::encode_file(&png).unwrap(), kept);
    }

    #[test]
    fn more_pixels_than_any_camera_has_are_not_decoded() {
        let mut png = file(&picture(8, 8), ImageFormat::Png);
        // Changes the header's width and height but not its checksum; whether or not it is checked,
        // the file is refused.
        png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        assert!(EncodedPicture::encode_file(&png).is_err());
        assert!(EncodedPicture::encode_file(b"GIF89a").is_err());
        assert!(EncodedPicture::encode_file(b"<svg onload=alert(1)>").is_err());
    }

    proptest! {
        #[test]
        fn no_file_is_too_strange(at in 0..400usize, byte in any::<u8>(), cut in 0..400usize) {
            let mut png = file(&picture(20, 20), ImageFormat::Png);
            let length = png.len();
            png[at % length] = byte;
            png.truncate(length - cut % length);
            let _whatever = EncodedPicture::encode_file(&png);
        }
    }
}
