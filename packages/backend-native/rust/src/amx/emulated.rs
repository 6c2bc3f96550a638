//! The instructions in plain code, after the pseudocode of Intel's manual (Software Developer's Manual, volume 2: LDTILECFG, TILELOADD, TILESTORED,
//! TDPBF16PS, TILERELEASE). What a processor answers with a fault is a panic here, and so is a job that leaves its tiles to the next.

use super::{Shapes, Tiles};
use std::cell::RefCell;

/// Of palette 1.
const TILES: usize = 8;
const MAX_ROWS: usize = 16;
const MAX_ROW_BYTES: usize = 64;
const MAX_WORDS: usize = MAX_ROW_BYTES / 4;

#[derive(Clone, Copy, Default)]
struct Tile {
    rows: usize,
    row_bytes: usize,
    words: [[u32; MAX_WORDS]; MAX_ROWS],
}

thread_local! {
    static STATE: RefCell<Option<[Tile; TILES]>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy)]
pub struct Emulated;

/// The tiles of this thread, of which those named are to be used.
fn tiles<T>(named: &[u8], use_them: impl FnOnce(&mut [Tile; TILES]) -> T) -> T {
    STATE.with_borrow_mut(|state| {
        let tiles = state.as_mut().expect("#UD: tiles are not configured on this thread");
        for &tile in named {
            assert!(tiles[usize::from(tile)].rows > 0, "#UD: tile {tile} has no shape");
        }
        use_them(tiles)
    })
}

impl Tiles for Emulated {
    unsafe fn configure(shapes: &Shapes) {
        let Shapes { palette, start_row, reserved, row_bytes, rows } = shapes;
        assert_eq!((*palette, *start_row, *reserved), (1, 0, [0; 14]), "#GP: palette, first row, reserved bytes");
        assert!(row_bytes[TILES..].iter().all(|&bytes| bytes == 0), "#GP: shapes of tiles that are not there");
        assert!(rows[TILES..].iter().all(|&rows| rows == 0), "#GP: shapes of tiles that are not there");
        let tiles = std::array::from_fn(|i| {
            let (rows, row_bytes) = (usize::from(rows[i]), usize::from(row_bytes[i]));
            assert!(rows <= MAX_ROWS && row_bytes <= MAX_ROW_BYTES, "#GP: {rows} rows of {row_bytes} bytes");
            assert_eq!(rows == 0, row_bytes == 0, "#GP: {rows} rows of {row_bytes} bytes");
            Tile { rows, row_bytes, ..Tile::default() }
        });
        let before = STATE.replace(Some(tiles));
        assert!(before.is_none(), "the tiles of this thread were not released");
    }

    unsafe fn release() {
        STATE.set(None);
    }

    unsafe fn load<const TILE: u8>(from: *const f32, stride: usize) {
        tiles(&[TILE], |tiles| {
            let tile = &mut tiles[usize::from(TILE)];
            let mut words = [[0; MAX_WORDS]; MAX_ROWS];
            for (i, row) in words.iter_mut().enumerate().take(tile.rows) {
                let from = unsafe { from.byte_add(i * stride).cast::<u8>() };
                let to = row.as_mut_ptr().cast::<u8>();
                unsafe { std::ptr::copy_nonoverlapping(from, to, tile.row_bytes) }
            }
            tile.words = words;
        });
    }

    unsafe fn store<const TILE: u8>(to: *mut f32, stride: usize) {
        tiles(&[TILE], |tiles| {
            let tile = &tiles[usize::from(TILE)];
            for (i, row) in tile.words.iter().enumerate().take(tile.rows) {
                let to = unsafe { to.byte_add(i * stride).cast::<u8>() };
                unsafe { std::ptr::copy_nonoverlapping(row.as_ptr().cast::<u8>(), to, tile.row_bytes) }
            }
        });
    }

    unsafe fn multiply<const SUM: u8, const LEFT: u8, const RIGHT: u8>() {
        assert!(SUM != LEFT && SUM != RIGHT && LEFT != RIGHT, "#UD: one tile twice");
        tiles(&[SUM, LEFT, RIGHT], |tiles| {
            let [sum, left, right] = [SUM, LEFT, RIGHT].map(|tile| tiles[usize::from(tile)]);
            for tile in [&sum, &left, &right] {
                assert_eq!(tile.row_bytes % 4, 0, "#UD: rows of {} bytes", tile.row_bytes);
            }
            assert_eq!(sum.row_bytes, right.row_bytes, "#UD: columns");
            assert_eq!(left.row_bytes / 4, right.rows, "#UD: depth");
            assert_eq!(sum.rows, left.rows, "#UD: rows");
            let result = &mut tiles[usize::from(SUM)];
            result.words = [[0; MAX_WORDS]; MAX_ROWS];
            for m in 0..sum.rows {
                for n in 0..sum.row_bytes / 4 {
                    let (mut first, mut second) = (0f32, 0f32);
                    for k in 0..left.row_bytes / 4 {
                        let (a, b) = (left.words[m][k], right.words[k][n]);
                        first = multiply_add(lower(a), lower(b), first);
                        second = multiply_add(upper(a), upper(b), second);
                    }
                    let pairs = flushed(first + second);
                    result.words[m][n] = flushed(flushed(f32::from_bits(sum.words[m][n])) + pairs).to_bits();
                }
            }
        });
    }
}

/// The bfloat16 in the lower half of a word.
fn lower(word: u32) -> f32 {
    flushed(f32::from_bits(word << 16))
}

fn upper(word: u32) -> f32 {
    flushed(f32::from_bits(word & 0xffff_0000))
}

/// Rounded once, to nearest, ties to even.
fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
    flushed(a.mul_add(b, c))
}

/// Denormals count as zero, both as operands and as results.
fn flushed(x: f32) -> f32 {
    if x.is_subnormal() { 0f32.copysign(x) } else { x }
}
