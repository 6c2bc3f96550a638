import { madd, ONE, sigmoid, tanh } from './math';
import { TILE_ROWS } from './pack';
import { addGateProducts, packStep, stepProduct } from './recurrent';
import { share } from './share';

// Gate order i, f, c, o. packages/ops/src/lstm.ts defines what this computes.

/** Activates the gates of one row in place; computes its cell and hidden state. Two vectors at a time: V8 may join them (see tile.ts). */
function gatesForward(z: usize, cellBefore: usize, cell: usize, output: usize, H: i32): void {
  const gate = <usize>H << 2;
  const zf = z + gate, zg = zf + gate, zo = zg + gate;
  for (let at: usize = 0; at < gate; at += LANES) {
    const i = sigmoid(read(z + at));
    const f = sigmoid(read(zf + at));
    const g = tanh(read(zg + at));
    const o = sigmoid(read(zo + at));
    const c = madd(f, read(cellBefore + at), f32x4.mul(i, g));
    const h = f32x4.mul(o, tanh(c));
    write(z + at, i);
    write(zf + at, f);
    write(zg + at, g);
    write(zo + at, o);
    write(cell + at, c);
    write(output + at, h);
  }
}

/**
 * @param x pre-activations (T, B, 4H), or 0 if `tokens` (T, B) pick rows of `table` (V, 4H)
 * @param packedU recurrent kernel in panels
 * @param gates activated gates, (T, B, 4H), or one step's, overwritten by the next; `gatesStep` bytes from step to step
 */
export function lstmForward(
  T: i32, B: i32, H: i32,
  x: usize, tokens: usize, table: usize, packedU: usize, h0: usize, c0: usize,
  outputs: usize, cells: usize, gates: usize, gatesStep: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const rowBytes = <usize>H << 2;
  const gateBytes = rowBytes << 2;

  for (let t = 0; t < T; t++) {
    const row0 = <usize>(t * B + first);
    const hidden = t == 0 ? h0 + <usize>first * rowBytes : outputs + (row0 - <usize>B) * rowBytes;
    const source = x != 0 ? x + row0 * gateBytes : table;
    const picks: usize = x != 0 ? 0 : tokens + (row0 << 2);
    packStep(hidden, rowBytes, H, rows, scratch);
    const to = gates + <usize>t * gatesStep + <usize>first * gateBytes;
    stepProduct(packedU, H, rows, 4 * H, source, gateBytes, picks, to, gateBytes, scratch);
    const before = t == 0 ? c0 + <usize>first * rowBytes : cells + (row0 - <usize>B) * rowBytes;
    for (let i: usize = 0; i < <usize>rows; i++) {
      const row = row0 + i;
      gatesForward(to + i * gateBytes, before + i * rowBytes, cells + row * rowBytes, outputs + row * rowBytes, H);
    }
  }
}

/** Gradients of one row's pre-activations; `dc` is updated in place, `dh` cleared for the products that follow. */
function gatesBackward(
  i: usize, cell: usize, cellBefore: usize, dOutput: usize, dh: usize, dc: usize, di: usize, H: i32,
): void {
  const gate = <usize>H << 2;
  const f = i + gate, g = f + gate, o = g + gate;
  const df = di + gate, dg = df + gate, dO = dg + gate;
  const one = v128.load32_splat(ONE);
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < gate; at += LANES) {
    const iv = read(i + at);
    const fv = read(f + at);
    const gv = read(g + at);
    const ov = read(o + at);
    const tanhC = tanh(read(cell + at));
    const dhSum = f32x4.add(read(dOutput + at), read(dh + at));
    const dhO = f32x4.mul(dhSum, ov);
    const dcSum = f32x4.add(read(dc + at), f32x4.sub(dhO, f32x4.mul(dhO, f32x4.mul(tanhC, tanhC))));
    // All computed before any store: V8 does not join loads from both sides of one.
    const byI = f32x4.mul(f32x4.mul(dcSum, gv), f32x4.mul(iv, f32x4.sub(one, iv)));
    const byF = f32x4.mul(f32x4.mul(dcSum, read(cellBefore + at)), f32x4.mul(fv, f32x4.sub(one, fv)));
    const byG = f32x4.mul(f32x4.mul(dcSum, iv), f32x4.sub(one, f32x4.mul(gv, gv)));
    const byO = f32x4.mul(f32x4.mul(dhO, tanhC), f32x4.sub(one, ov));
    const before = f32x4.mul(dcSum, fv);
    write(di + at, byI);
    write(df + at, byF);
    write(dg + at, byG);
    write(dO + at, byO);
    write(dc + at, before);
    write(dh + at, zero);
  }
}

/**
 * Gradients of the pre-activations and the initial state. Those of the recurrent kernel are computed afterwards, by a product
 * over all steps.
 *
 * @param packedUT transposed recurrent kernel in panels, gate by gate: four times (H, H)
 * @param dh0 (B, H) and dc0 (B, H): hold the gradients of the final state on entry, those of the initial state on return
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
  const rowBytes = <usize>H << 2;
  const gateBytes = rowBytes << 2;
  for (let t = T - 1; t >= 0; t--) {
    const row0 = t * B + first;
    for (let i = 0; i < rows; i++) {
      const row = <usize>(row0 + i);
      const state = <usize>(first + i) * rowBytes;
      const before = t == 0 ? c0 + state : cells + (row - <usize>B) * rowBytes;
      gatesBackward(
        gates + row * gateBytes, cells + row * rowBytes, before, dOutputs + row * rowBytes,
        dh0 + state, dc0 + state, dx + row * gateBytes, H,
      );
    }
    addGateProducts(dx + <usize>row0 * gateBytes, packedUT, 4, H, rows, dh0 + <usize>first * rowBytes, scratch);
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
