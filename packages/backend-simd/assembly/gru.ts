import { madd, ONE, sigmoid, tanh } from './math';
import { TILE_ROWS } from './pack';
import { addGateProducts, packStep, stepProduct } from './recurrent';
import { share } from './share';

// Gate order z, r, h, reset after the product. packages/ops/src/gru.ts defines what this computes.
// A row of `gates` (4H) holds z, r, the candidate g and u, the recurrent part of the candidate before the reset.

/** Activates the gates of one row in place; `gates` holds x + hU for z and r, and u. */
function gatesForward(gates: usize, xCandidate: usize, bias: usize, before: usize, output: usize, H: i32): void {
  const gate = <usize>H << 2;
  const gr = gates + gate, gg = gr + gate, gu = gg + gate, biasR = bias + gate;
  for (let at: usize = 0; at < gate; at += LANES) {
    const z = sigmoid(f32x4.add(read(gates + at), read(bias + at)));
    const r = sigmoid(f32x4.add(read(gr + at), read(biasR + at)));
    const g = tanh(madd(r, read(gu + at), read(xCandidate + at)));
    const h = madd(z, f32x4.sub(read(before + at), g), g);
    write(gates + at, z);
    write(gr + at, r);
    write(gg + at, g);
    write(output + at, h);
  }
}

/**
 * @param x pre-activations (T, B, 3H), or 0 if `tokens` (T, B) pick rows of `table` (V, 3H)
 * @param packedUzr recurrent kernel of z and r (H, 2H) in panels; @param packedUh that of the candidate (H, H)
 * @param gates (T, B, 4H), or one step's, overwritten by the next; `gatesStep` bytes from step to step
 */
export function gruForward(
  T: i32, B: i32, H: i32,
  x: usize, tokens: usize, table: usize, packedUzr: usize, packedUh: usize, bias: usize, h0: usize,
  outputs: usize, gates: usize, gatesStep: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const rowBytes = <usize>H << 2;

  for (let t = 0; t < T; t++) {
    const row0 = <usize>(t * B + first);
    const source = x != 0 ? x + row0 * 3 * rowBytes : table;
    const picks: usize = x != 0 ? 0 : tokens + (row0 << 2);
    const to = gates + <usize>t * gatesStep + <usize>first * 4 * rowBytes;
    const before = t == 0 ? h0 + <usize>first * rowBytes : outputs + (row0 - <usize>B) * rowBytes;
    packStep(before, rowBytes, H, rows, scratch);
    stepProduct(packedUzr, H, rows, 2 * H, source, 3 * rowBytes, picks, to, 4 * rowBytes, scratch);
    stepProduct(packedUh, H, rows, H, bias + 2 * rowBytes, 0, 0, to + 3 * rowBytes, 4 * rowBytes, scratch);
    for (let i = 0; i < rows; i++) {
      const pick = picks == 0 ? <usize>i : <usize>load<i32>(picks + (<usize>i << 2));
      gatesForward(
        to + <usize>i * 4 * rowBytes, source + (3 * pick + 2) * rowBytes, bias, before + <usize>i * rowBytes,
        outputs + (row0 + <usize>i) * rowBytes, H,
      );
    }
  }
}

/** Gradients of one row with respect to x and to u = hU + b (`du`); dh keeps the part that bypasses the gates. */
function gatesBackward(gates: usize, before: usize, dOutput: usize, dh: usize, dx: usize, du: usize, H: i32): void {
  const gate = <usize>H << 2;
  const gr = gates + gate, gg = gr + gate, gu = gg + gate;
  const dxr = dx + gate, dxg = dxr + gate, dur = du + gate, dug = dur + gate;
  const one = v128.load32_splat(ONE);
  for (let at: usize = 0; at < gate; at += LANES) {
    const z = read(gates + at);
    const r = read(gr + at);
    const g = read(gg + at);
    const u = read(gu + at);
    const dhSum = f32x4.add(read(dOutput + at), read(dh + at));
    const dhZ = f32x4.mul(dhSum, z);
    const dg = f32x4.mul(f32x4.sub(dhSum, dhZ), f32x4.sub(one, f32x4.mul(g, g)));
    const dz = f32x4.mul(f32x4.mul(dhZ, f32x4.sub(one, z)), f32x4.sub(read(before + at), g));
    const dgR = f32x4.mul(dg, r);
    const dr = f32x4.mul(f32x4.mul(dgR, u), f32x4.sub(one, r));
    write(dh + at, dhZ);
    write(dx + at, dz);
    write(dxr + at, dr);
    write(dxg + at, dg);
    write(du + at, dz);
    write(dur + at, dr);
    write(dug + at, dgR);
  }
}

/**
 * Gradients of the pre-activations and the initial state. Those of the recurrent kernel and bias are computed afterwards, by a
 * product and sums over all steps of `du`.
 *
 * @param packedUT transposed recurrent kernel in panels, gate by gate: three times (H, H)
 * @param dh0 (B, H): holds the gradient of the final state on entry, that of the initial state on return
 */
export function gruBackward(
  T: i32, B: i32, H: i32,
  gates: usize, outputs: usize, h0: usize, packedUT: usize, dOutputs: usize,
  dx: usize, du: usize, dh0: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const rowBytes = <usize>H << 2;
  const dh = dh0 + <usize>first * rowBytes;

  for (let t = T - 1; t >= 0; t--) {
    const row0 = <usize>(t * B + first);
    const before = t == 0 ? h0 + <usize>first * rowBytes : outputs + (row0 - <usize>B) * rowBytes;
    for (let i = 0; i < rows; i++) {
      const row = row0 + <usize>i;
      const state = <usize>i * rowBytes;
      gatesBackward(
        gates + row * 4 * rowBytes, before + state, dOutputs + row * rowBytes, dh + state,
        dx + row * 3 * rowBytes, du + row * 3 * rowBytes, H,
      );
    }
    addGateProducts(du + row0 * 3 * rowBytes, packedUT, 3, H, rows, dh, scratch);
  }
}
