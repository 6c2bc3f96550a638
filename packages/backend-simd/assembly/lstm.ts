import { madd, sigmoid, tanh } from './math';
import { share } from './matmul';
import { pack, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { productTile, storePacked } from './recurrent';
import { EDGE_BYTES } from './tile';

// A thread takes its rows of the batch through all time steps. Tensors are time-major, so its rows of a step are one block.
// Gate order i, f, c, o. The plain version of all this is packages/ops/src/reference/lstm.ts.

/** Scratch bytes of one thread for `rows` rows of the batch: packed left operand (4H deep), two states, an edge tile. */
export function lstmScratchBytes(rows: i32, H: i32): usize {
  const padded = <usize>(((rows + TILE_ROWS - 1) / TILE_ROWS) * TILE_ROWS);
  return EDGE_BYTES + 64 + ((padded * <usize>H * (4 + 2)) << 2);
}

/** Gates of one row in place; cell, hidden state, and the hidden state packed for the next step's product. */
function gatesForward(z: usize, cellBefore: usize, cell: usize, output: usize, packed: usize, H: i32): void {
  const gate = <usize>H << 2;
  let j = 0;
  for (; j + 4 <= H; j += 4) {
    const i = sigmoid(v128.load(z));
    const f = sigmoid(v128.load(z + gate));
    const g = tanh(v128.load(z + 2 * gate));
    const o = sigmoid(v128.load(z + 3 * gate));
    const c = madd(f, v128.load(cellBefore), f32x4.mul(i, g));
    const h = f32x4.mul(o, tanh(c));
    v128.store(z, i);
    v128.store(z + gate, f);
    v128.store(z + 2 * gate, g);
    v128.store(z + 3 * gate, o);
    v128.store(cell, c);
    v128.store(output, h);
    storePacked(true, packed, h);
    z += 16;
    cellBefore += 16;
    cell += 16;
    output += 16;
    packed += 64;
  }
  for (; j < H; j++) {
    const i = sigmoid(v128.load32_splat(z));
    const f = sigmoid(v128.load32_splat(z + gate));
    const g = tanh(v128.load32_splat(z + 2 * gate));
    const o = sigmoid(v128.load32_splat(z + 3 * gate));
    const c = madd(f, v128.load32_splat(cellBefore), f32x4.mul(i, g));
    const h = f32x4.mul(o, tanh(c));
    v128.store32_lane(z, i, 0);
    v128.store32_lane(z + gate, f, 0);
    v128.store32_lane(z + 2 * gate, g, 0);
    v128.store32_lane(z + 3 * gate, o, 0);
    v128.store32_lane(cell, c, 0);
    v128.store32_lane(output, h, 0);
    v128.store32_lane(packed, h, 0);
    z += 4;
    cellBefore += 4;
    cell += 4;
    output += 4;
    packed += 16;
  }
}

/**
 * @param x pre-activations (T, B, 4H), or 0 where rows of `table` (V, 4H) are picked by `tokens` (T, B)
 * @param packedU recurrent kernel in panels
 */
export function lstmForward(
  T: i32, B: i32, H: i32,
  x: usize, tokens: usize, table: usize, packedU: usize, h0: usize, c0: usize,
  outputs: usize, cells: usize, gates: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const N = 4 * H;
  const rowBytes = <usize>H << 2;
  const gateBytes = <usize>N << 2;
  const edge = scratch;
  const hidden = scratch + EDGE_BYTES;
  pack(h0 + <usize>first * rowBytes, rowBytes, false, rows, H, TILE_ROWS, hidden);

  for (let t = 0; t < T; t++) {
    const row0 = t * B + first;
    for (let j = 0; j < N; j += PANEL_COLUMNS) {
      const panel = packedU + <usize>j * rowBytes;
      const column = <usize>j << 2;
      for (let i = 0; i < rows; i += TILE_ROWS) {
        const row = row0 + i;
        const d0 = gates + <usize>row * gateBytes + column;
        const d1 = d0 + gateBytes;
        const d2 = d1 + gateBytes;
        const d3 = d2 + gateBytes;
        let s0: usize, s1: usize, s2: usize, s3: usize;
        if (x != 0) {
          s0 = x + <usize>row * gateBytes + column;
          s1 = s0 + gateBytes;
          s2 = s1 + gateBytes;
          s3 = s2 + gateBytes;
        } else {
          const at = tokens + (<usize>row << 2);
          const left = rows - i;
          s0 = table + <usize>load<i32>(at) * gateBytes + column;
          s1 = left > 1 ? table + <usize>load<i32>(at, 4) * gateBytes + column : s0;
          s2 = left > 2 ? table + <usize>load<i32>(at, 8) * gateBytes + column : s0;
          s3 = left > 3 ? table + <usize>load<i32>(at, 12) * gateBytes + column : s0;
        }
        productTile(hidden + <usize>i * rowBytes, panel, H, rows - i, N - j, edge, s0, s1, s2, s3, d0, d1, d2, d3);
      }
    }
    for (let i = 0; i < rows; i++) {
      const row = <usize>(row0 + i);
      const cellBefore = t == 0 ? c0 + <usize>(first + i) * rowBytes : cells + (row - <usize>B) * rowBytes;
      const packed = hidden + <usize>(i & ~3) * rowBytes + (<usize>(i & 3) << 2);
      gatesForward(gates + row * gateBytes, cellBefore, cells + row * rowBytes, outputs + row * rowBytes, packed, H);
    }
  }
}

/** One lane or four: gradients by the four pre-activations of some units of one row; dc is updated in place. */
// @ts-ignore: decorator
@inline
function gateGradients(
  wide: bool, gates: usize, gate: usize, cell: usize, cellBefore: usize, dOutput: usize, dh: usize, dc: usize, dx: usize, packed: usize, packedGate: usize,
): void {
  const one = f32x4.splat(1);
  const i = wide ? v128.load(gates) : v128.load32_splat(gates);
  const f = wide ? v128.load(gates + gate) : v128.load32_splat(gates + gate);
  const g = wide ? v128.load(gates + 2 * gate) : v128.load32_splat(gates + 2 * gate);
  const o = wide ? v128.load(gates + 3 * gate) : v128.load32_splat(gates + 3 * gate);
  const before = wide ? v128.load(cellBefore) : v128.load32_splat(cellBefore);
  const tanhC = tanh(wide ? v128.load(cell) : v128.load32_splat(cell));
  const dhSum = wide
    ? f32x4.add(v128.load(dOutput), v128.load(dh))
    : f32x4.add(v128.load32_splat(dOutput), v128.load32_splat(dh));
  const dhO = f32x4.mul(dhSum, o);
  const dcSum = f32x4.add(
    wide ? v128.load(dc) : v128.load32_splat(dc),
    f32x4.sub(dhO, f32x4.mul(dhO, f32x4.mul(tanhC, tanhC))),
  );
  const di = f32x4.mul(f32x4.mul(dcSum, g), f32x4.mul(i, f32x4.sub(one, i)));
  const df = f32x4.mul(f32x4.mul(dcSum, before), f32x4.mul(f, f32x4.sub(one, f)));
  const dg = f32x4.mul(f32x4.mul(dcSum, i), f32x4.sub(one, f32x4.mul(g, g)));
  const dO = f32x4.mul(f32x4.mul(dhO, tanhC), f32x4.sub(one, o));
  const dcNext = f32x4.mul(dcSum, f);
  if (wide) {
    v128.store(dx, di);
    v128.store(dx + gate, df);
    v128.store(dx + 2 * gate, dg);
    v128.store(dx + 3 * gate, dO);
    v128.store(dc, dcNext);
    storePacked(true, packed, di);
    storePacked(true, packed + packedGate, df);
    storePacked(true, packed + 2 * packedGate, dg);
    storePacked(true, packed + 3 * packedGate, dO);
  } else {
    v128.store32_lane(dx, di, 0);
    v128.store32_lane(dx + gate, df, 0);
    v128.store32_lane(dx + 2 * gate, dg, 0);
    v128.store32_lane(dx + 3 * gate, dO, 0);
    v128.store32_lane(dc, dcNext, 0);
    v128.store32_lane(packed, di, 0);
    v128.store32_lane(packed + packedGate, df, 0);
    v128.store32_lane(packed + 2 * packedGate, dg, 0);
    v128.store32_lane(packed + 3 * packedGate, dO, 0);
  }
}

/**
 * Gradients by the pre-activations and the initial state. Those by the recurrent kernel are a product over all steps
 * and done after this.
 *
 * @param packedUT transposed recurrent kernel (4H, H) in panels
 * @param dh0 (B, H) and dc0 (B, H): hold the gradients by the final state when called, those by the initial state after
 */
export function lstmBackward(
  T: i32, B: i32, H: i32,
  gates: usize, cells: usize, c0: usize, packedUT: usize, dOutputs: usize,
  dx: usize, dh0: usize, dc0: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const N = 4 * H;
  const rowBytes = <usize>H << 2;
  const gateBytes = <usize>N << 2;
  const packedGate = rowBytes << 2;
  const edge = scratch;
  const zeros = scratch + EDGE_BYTES;
  const packed = zeros + 64;
  memory.fill(zeros, 0, 32);
  memory.fill(packed, 0, <usize>((rows + 3) & ~3) * gateBytes);

  for (let t = T - 1; t >= 0; t--) {
    for (let i = 0; i < rows; i++) {
      const row = <usize>(t * B + first + i);
      const state = <usize>(first + i) * rowBytes;
      let gate = gates + row * gateBytes;
      let cell = cells + row * rowBytes;
      let before = t == 0 ? c0 + state : cells + (row - <usize>B) * rowBytes;
      let dOutput = dOutputs + row * rowBytes;
      let dh = dh0 + state;
      let dc = dc0 + state;
      let to = dx + row * gateBytes;
      let lane = packed + <usize>(i & ~3) * gateBytes + (<usize>(i & 3) << 2);
      let j = 0;
      for (; j + 4 <= H; j += 4) {
        gateGradients(true, gate, rowBytes, cell, before, dOutput, dh, dc, to, lane, packedGate);
        gate += 16; cell += 16; before += 16; dOutput += 16; dh += 16; dc += 16; to += 16; lane += 64;
      }
      for (; j < H; j++) {
        gateGradients(false, gate, rowBytes, cell, before, dOutput, dh, dc, to, lane, packedGate);
        gate += 4; cell += 4; before += 4; dOutput += 4; dh += 4; dc += 4; to += 4; lane += 16;
      }
    }
    for (let j = 0; j < H; j += PANEL_COLUMNS) {
      const panel = packedUT + <usize>j * gateBytes;
      for (let i = 0; i < rows; i += TILE_ROWS) {
        const d0 = dh0 + <usize>(first + i) * rowBytes + (<usize>j << 2);
        productTile(
          packed + <usize>i * gateBytes, panel, N, rows - i, H - j, edge,
          zeros, zeros, zeros, zeros, d0, d0 + rowBytes, d0 + 2 * rowBytes, d0 + 3 * rowBytes,
        );
      }
    }
  }
}

/** One thread's columns of the table's gradient: rows of `dx` (R, N) added up by token. */
export function scatterAddRows(
  R: i32, V: i32, N: i32, tokens: usize, dx: usize, dTable: usize, thread: i32, threads: i32,
): void {
  const range = share(N, 4, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  const last = <usize>(<i32>(range >> 32)) << 2;
  if (first >= last) return;
  const rowBytes = <usize>N << 2;
  for (let v = 0; v < V; v++) memory.fill(dTable + <usize>v * rowBytes + first, 0, last - first);
  const wide = first + ((last - first) & ~15);
  for (let row = 0; row < R; row++) {
    const to = dTable + <usize>load<i32>(tokens + (<usize>row << 2)) * rowBytes;
    const from = dx + <usize>row * rowBytes;
    let at = first;
    for (; at < wide; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
    for (; at < last; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
  }
}
