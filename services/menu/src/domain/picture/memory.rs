//! What it takes to decode a file, computed from its header before any of it is decoded. Decoders bound the pixels they give;
//! what they keep besides, such as the coefficients of a progressive JPEG, they do not, and a process that runs out of memory
//! ends.

use image::ImageFormat;

/// One picture's pixels and all that is kept to make them: with the process itself and four uploads, within 256 MiB.
pub const WORKING_BYTES: u64 = 160 * 1024 * 1024;
/// A WebP file's pixels are unpacked to this many bytes each before they are handed out.
const WEBP_BYTES: u64 = 4;
/// A coefficient is two bytes, and there is one for each pixel of a component.
const COEFFICIENT_BYTES: u64 = 2;
/// Of a JPEG whose header is none of those that cameras and programs write: four components, each taken for twice its size.
const UNKNOWN_JPEG_BYTES: u64 = 4 * COEFFICIENT_BYTES * 2;
/// Blocks are whole, and so are groups of four by four of them.
const PADDING_PX: u64 = 32;

/// The bytes that decoding `file` keeps besides the pixels of `width` by `height`.
pub fn besides_pixels(file: &[u8], format: Option<ImageFormat>, width: u32, height: u32) -> u64 {
    let px = (u64::from(width) + PADDING_PX) * (u64::from(height) + PADDING_PX);
    px * match format {
        Some(ImageFormat::Jpeg) => match Frame::read(file) {
            Some(frame) if frame.is_sequential => 0,
            Some(frame) => frame.coefficient_bytes(),
            None => UNKNOWN_JPEG_BYTES,
        },
        Some(ImageFormat::WebP) => WEBP_BYTES,
        _ => 0,
    }
}

/// What a JPEG's header says of how it is decoded.
struct Frame {
    /// By how much each component is sampled, across and down.
    sampling: Vec<(u8, u8)>,
    /// It is decoded row by row: all of a row is in its only scan.
    is_sequential: bool,
}

impl Frame {
    /// Up to the first scan; `None` when anything is there that need not be.
    fn read(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(&[0xff, 0xd8])?;
        let mut frame: Option<(u8, Vec<(u8, u8)>)> = None;
        loop {
            let [0xff, marker, high, low, after @ ..] = rest else { return None };
            let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
            let (segment, following) = after.split_at_checked(length)?;
            match marker {
                0xc0..=0xc2 if frame.is_none() => frame = Some((*marker, sampling(segment)?)),
                // Tables, and what is said about the picture.
                0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe => {}
                0xda => {
                    let (kind, sampling) = frame?;
                    let in_scan = usize::from(*segment.first()?);
                    return Some(Self { is_sequential: kind != 0xc2 && in_scan == sampling.len(), sampling });
                }
                _ => return None,
            }
            rest = following;
        }
    }

    /// For each pixel of the picture.
    fn coefficient_bytes(&self) -> u64 {
        let most = |of: fn(&(u8, u8)) -> u8| self.sampling.iter().map(of).max().unwrap_or(1);
        let (across, down) = (most(|(across, _)| *across), most(|(_, down)| *down));
        // Otherwise the decoder may keep several times as much.
        if across < down || across > 2 || self.sampling.len() > 3 {
            return UNKNOWN_JPEG_BYTES;
        }
        let blocks: u64 =
            self.sampling.iter().map(|(across, down)| u64::from(*across) * u64::from(*down)).sum();
        let whole = u64::from(across) * u64::from(down);
        (COEFFICIENT_BYTES * blocks).div_ceil(whole)
    }
}

/// Of each component of a frame's header.
fn sampling(segment: &[u8]) -> Option<Vec<(u8, u8)>> {
    let [_precision, _, _, _, _, count, components @ ..] = segment else { return None };
    let (components, rest) = components.as_chunks::<3>();
    let sampling: Vec<_> = components.iter().map(|[_, factors, _]| (factors >> 4, factors & 0xf)).collect();
    let is_valid = rest.is_empty() && sampling.len() == usize::from(*count) && !sampling.is_empty();
    (is_valid && sampling.iter().all(|(across, down)| *across > 0 && *down > 0)).then_some(sampling)
}
