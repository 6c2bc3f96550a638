import { madd, ONE, sigmoid, tanh } from './math';
import { TILE_ROWS } from './pack';
import { addGateProducts, packStep, stepProduct } from './recurrent';
import { share } from './share';

// Gate order i, f, c, o. packages/ops/src/lstm.ts defines what this computes.

/** Gates of one row in place, its cell and its hidden state. Two vectors side by side: V8 may join them (see tile.ts). */
function gatesForward(z: usize, cellBefore: usize, cell: usize, output: usize, H: i32): void {
  const gate = <usize>H << 2;
  let zf = z + gate, zg = zf + gate, zo = zg + gate;
  let j = 0;
  for (; j + 8 <= H; j += 8) {
    const i0 = sigmoid(v128.load(z)), i1 = sigmoid(v128.load(z, 16));
    const f0 = sigmoid(v128.load(zf)), f1 = sigmoid(v128.load(zf, 16));
    const g0 = tanh(v128.load(zg)), g1 = tanh(v128.load(zg, 16));
    const o0 = sigmoid(v128.load(zo)), o1 = sigmoid(v128.load(zo, 16));
    const c0 = madd(f0, v128.load(cellBefore), f32x4.mul(i0, g0)), c1 = madd(f1, v128.load(cellBefore, 16), f32x4.mul(i1, g1));
    const h0 = f32x4.mul(o0, tanh(c0)), h1 = f32x4.mul(o1, tanh(c1));
    v128.store(z, i0); v128.store(z, i1, 16);
    v128.store(zf, f0); v128.store(zf, f1, 16);
    v128.store(zg, g0); v128.store(zg, g1, 16);
    v128.store(zo, o0); v128.store(zo, o1, 16);
    v128.store(cell, c0); v128.store(cell, c1, 16);
    v128.store(output, h0); v128.store(output, h1, 16);
    z += 32; zf += 32; zg += 32; zo += 32; cellBefore += 32; cell += 32; output += 32;
  }
  for (; j < H; j++) {
    const i = sigmoid(v128.load32_splat(z));
    const f = sigmoid(v128.load32_splat(zf));
    const g = tanh(v128.load32_splat(zg));
    const o = sigmoid(v128.load32_splat(zo));
    const c = madd(f, v128.load32_splat(cellBefore), f32x4.mul(i, g));
    v128.store32_lane(z, i, 0);
    v128.store32_lane(zf, f, 0);
    v128.store32_lane(zg, g, 0);
    v128.store32_lane(zo, o, 0);
    v128.store32_lane(cell, c, 0);
    v128.store32_lane(output, f32x4.mul(o, tanh(c)), 0);
    z += 4; zf += 4; zg += 4; zo += 4; cellBefore += 4; cell += 4; output += 4;
  }
}

/**
 * @param x pre-activations (T, B, 4H), or 0 where rows of `table` (V, 4H) are picked by `tokens` (T, B)
 * @param packedU recurrent kernel in panels
 * @param gates activated gates, (T, B, 4H), or of one step after the other in the same place; `gatesStep` bytes from step to step
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

/** Gradients of one row by its pre-activations; `dc` is updated in place, `dh` cleared for the products that follow. */
function gatesBackward(
  i: usize, cell: usize, cellBefore: usize, dOutput: usize, dh: usize, dc: usize, di: usize, H: i32,
): void {
  const gate = <usize>H << 2;
  let f = i + gate, g = f + gate, o = g + gate;
  let df = di + gate, dg = df + gate, dO = dg + gate;
  const one = v128.load32_splat(ONE), zero = f32x4.splat(0);
  let j = 0;
  for (; j + 8 <= H; j += 8) {
    const i0 = v128.load(i), i1 = v128.load(i, 16);
    const f0 = v128.load(f), f1 = v128.load(f, 16);
    const g0 = v128.load(g), g1 = v128.load(g, 16);
    const o0 = v128.load(o), o1 = v128.load(o, 16);
    const tanh0 = tanh(v128.load(cell)), tanh1 = tanh(v128.load(cell, 16));
    const dh0 = f32x4.add(v128.load(dOutput), v128.load(dh)), dh1 = f32x4.add(v128.load(dOutput, 16), v128.load(dh, 16));
    const dho0 = f32x4.mul(dh0, o0), dho1 = f32x4.mul(dh1, o1);
    const dc0 = f32x4.add(v128.load(dc), f32x4.sub(dho0, f32x4.mul(dho0, f32x4.mul(tanh0, tanh0))));
    const dc1 = f32x4.add(v128.load(dc, 16), f32x4.sub(dho1, f32x4.mul(dho1, f32x4.mul(tanh1, tanh1))));
    // All before any store: V8 joins no loads from both sides of one.
    const di0 = f32x4.mul(f32x4.mul(dc0, g0), f32x4.mul(i0, f32x4.sub(one, i0)));
    const di1 = f32x4.mul(f32x4.mul(dc1, g1), f32x4.mul(i1, f32x4.sub(one, i1)));
    const df0 = f32x4.mul(f32x4.mul(dc0, v128.load(cellBefore)), f32x4.mul(f0, f32x4.sub(one, f0)));
    const df1 = f32x4.mul(f32x4.mul(dc1, v128.load(cellBefore, 16)), f32x4.mul(f1, f32x4.sub(one, f1)));
    const dg0 = f32x4.mul(f32x4.mul(dc0, i0), f32x4.sub(one, f32x4.mul(g0, g0)));
    const dg1 = f32x4.mul(f32x4.mul(dc1, i1), f32x4.sub(one, f32x4.mul(g1, g1)));
    const do0 = f32x4.mul(f32x4.mul(dho0, tanh0), f32x4.sub(one, o0));
    const do1 = f32x4.mul(f32x4.mul(dho1, tanh1), f32x4.sub(one, o1));
    v128.store(di, di0); v128.store(di, di1, 16);
    v128.store(df, df0); v128.store(df, df1, 16);
    v128.store(dg, dg0); v128.store(dg, dg1, 16);
    v128.store(dO, do0); v128.store(dO, do1, 16);
    v128.store(dc, f32x4.mul(dc0, f0)); v128.store(dc, f32x4.mul(dc1, f1), 16);
    v128.store(dh, zero); v128.store(dh, zero, 16);
    i += 32; f += 32; g += 32; o += 32; cell += 32; cellBefore += 32; dOutput += 32; dh += 32; dc += 32;
    di += 32; df += 32; dg += 32; dO += 32;
  }
  for (; j < H; j++) {
    const tanhC = tanh(v128.load32_splat(cell));
    const dhO = f32x4.mul(f32x4.add(v128.load32_splat(dOutput), v128.load32_splat(dh)), v128.load32_splat(o));
    const dcSum = f32x4.add(v128.load32_splat(dc), f32x4.sub(dhO, f32x4.mul(dhO, f32x4.mul(tanhC, tanhC))));
    const iv = v128.load32_splat(i), fv = v128.load32_splat(f), gv = v128.load32_splat(g), ov = v128.load32_splat(o);
    v128.store32_lane(di, f32x4.mul(f32x4.mul(dcSum, gv), f32x4.mul(iv, f32x4.sub(one, iv))), 0);
    v128.store32_lane(df, f32x4.mul(f32x4.mul(dcSum, v128.load32_splat(cellBefore)), f32x4.mul(fv, f32x4.sub(one, fv))), 0);
    v128.store32_lane(dg, f32x4.mul(f32x4.mul(dcSum, iv), f32x4.sub(one, f32x4.mul(gv, gv))), 0);
    v128.store32_lane(dO, f32x4.mul(f32x4.mul(dhO, tanhC), f32x4.sub(one, ov)), 0);
    v128.store32_lane(dc, f32x4.mul(dcSum, fv), 0);
    v128.store32_lane(dh, zero, 0);
    i += 4; f += 4; g += 4; o += 4; cell += 4; cellBefore += 4; dOutput += 4; dh += 4; dc += 4;
    di += 4; df += 4; dg += 4; dO += 4;
  }
}

/**
 * Gradients by the pre-activations and the initial state. Those by the recurrent kernel are a product over all steps
 * and done after this.
 *
 * @param packedUT transposed recurrent kernel in panels, gate by gate: four times (H, H)
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
