//! Memory that decoding a picture takes, computed from the file's header before anything is
//! decoded.
//!
//! Decoders limit the pixels that they return, but not their other buffers, such as the
//! coefficients of a progressive JPEG, and a process that runs out of memory dies.

use image::ImageFormat;

/// Limit of one picture's pixels and all buffers needed to decode it. With the process itself and
/// four uploads this stays within 256 MiB.
pub const WORKING_BYTES: u64 = 160 * 1024 * 1024;
/// Bytes of a WebP file's pixel as its decoder unpacks it before it returns the pixels.
const WEBP_BYTES: u64 = 4;
/// Bytes of a JPEG coefficient; a component has one for each pixel.
const COEFFICIENT_BYTES: u64 = 2;
/// For a JPEG whose header is none of those that cameras and programs write: four components, each
/// counted twice.
const UNKNOWN_JPEG_BYTES: u64 = 4 * COEFFICIENT_BYTES * 2;
/// Blocks are whole, and so are groups of four by four of them.
const PADDING_PX: u64 = 32;

/// The bytes that decoding `file` takes in addition to the pixels of `width` by `height`.
pub fn non_pixel_bytes(file: &[u8], format: Option<ImageFormat>, width: u32, height: u32) -> u64 {
    let px = (u64::from(width) + PADDING_PX) * (u64::from(height) + PADDING_PX);
    px * match format {
        Some(ImageFormat::Jpeg) => match JpegFrame::read_frame(file) {
            Some(frame) if frame.is_sequential => 0,
            Some(frame) => frame.coefficient_bytes(),
            None => UNKNOWN_JPEG_BYTES,
        },
        Some(ImageFormat::WebP) => WEBP_BYTES,
        _ => 0,
    }
}

/// The parts of a JPEG's header that decide how it is decoded.
struct JpegFrame {
    /// Sampling factors of each component, across and down.
    sampling: Vec<(u8, u8)>,
    /// Whether it is decoded row by row: not progressive, with all components in the first scan.
    is_sequential: bool,
}

impl JpegFrame {
    /// Reads up to the first scan; `None` at any segment that is unusual before it.
    fn read_frame(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(&[0xff, 0xd8])?;
        let mut frame: Option<(u8, Vec<(u8, u8)>)> = None;
        loop {
            let [0xff, marker, high, low, after @ ..] = rest else { return None };
            let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
            let (segment, following) = after.split_at_checked(length)?;
            match marker {
                0xc0..=0xc2 if frame.is_none() => {
                    frame = Some((*marker, sampling_factors(segment)?));
                }
                // Tables, restart interval, application data and comments.
                0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe => {}
                0xda => {
                    let (kind, sampling) = frame?;
                    let in_scan = usize::from(*segment.first()?);
                    return Some(Self {
                        is_sequential: kind != 0xc2 && in_scan == sampling.len(),
                        sampling,
                    });
                }
                _ => return None,
            }
            rest = following;
        }
    }

    /// Bytes of coefficients for each pixel of the picture.
    fn coefficient_bytes(&self) -> u64 {
        let most = |of: fn(&(u8, u8)) -> u8| self.sampling.iter().map(of).max().unwrap_or(1);
        let across = most(|(across, _)| *across);
        let down = most(|(_, down)| *down);
        // With other factors the decoder may keep several times as much.
        if across < down || across > 2 || self.sampling.len() > 3 {
            return UNKNOWN_JPEG_BYTES;
        }
        let blocks: u64 =
            self.sampling.iter().map(|(across, down)| u64::from(*across) * u64::from(*down)).sum();
        let whole = u64::from(across) * u64::from(down);
        (COEFFICIENT_BYTES * blocks).div_ceil(whole)
    }
}

/// The sampling factors of each component in a frame's header.
fn sampling_factors(segment: &[u8]) -> Option<Vec<(u8, u8)>> {
    let [_precision, _, _, _, _, count, components @ ..] = segment else { return None };
    let (components, rest) = components.as_chunks::<3>();
    let sampling: Vec<_> =
        components.iter().map(|[_, factors, _]| (factors >> 4, factors & 0xf)).collect();
    let is_valid = rest.is_empty() && sampling.len() == usize::from(*count) && !sampling.is_empty();
    (is_valid && sampling.iter().all(|(across, down)| *across > 0 && *down > 0)).then_some(sampling)
}
