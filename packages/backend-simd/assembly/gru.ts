import { madd, ONE, sigmoid, tanh } from './math';
import { TILE_ROWS } from './pack';
import { addGateProducts, loadUnits, packStep, stepProduct, storeUnits } from './recurrent';
import { share } from './share';

// Gate order z, r, h, reset after the product. packages/ops/src/gru.ts defines what this computes.
// A row of `gates` (4H) holds z, r, the candidate g and u, the recurrent part of the candidate before the reset.

/** Gates of one row: `gates` holds x + hU for z and r, and u; activations are made in place. Two vectors side by side, as in lstm.ts. */
function gatesForward(gates: usize, xCandidate: usize, bias: usize, before: usize, output: usize, H: i32): void {
  const gate = <usize>H << 2;
  let gr = gates + gate, gg = gr + gate, gu = gg + gate, biasR = bias + gate;
  let j = 0;
  for (; j + 8 <= H; j += 8) {
    const z0 = sigmoid(f32x4.add(v128.load(gates), v128.load(bias))), z1 = sigmoid(f32x4.add(v128.load(gates, 16), v128.load(bias, 16)));
    const r0 = sigmoid(f32x4.add(v128.load(gr), v128.load(biasR))), r1 = sigmoid(f32x4.add(v128.load(gr, 16), v128.load(biasR, 16)));
    const g0 = tanh(madd(r0, v128.load(gu), v128.load(xCandidate)));
    const g1 = tanh(madd(r1, v128.load(gu, 16), v128.load(xCandidate, 16)));
    const h0 = madd(z0, f32x4.sub(v128.load(before), g0), g0), h1 = madd(z1, f32x4.sub(v128.load(before, 16), g1), g1);
    v128.store(gates, z0); v128.store(gates, z1, 16);
    v128.store(gr, r0); v128.store(gr, r1, 16);
    v128.store(gg, g0); v128.store(gg, g1, 16);
    v128.store(output, h0); v128.store(output, h1, 16);
    gates += 32; gr += 32; gg += 32; gu += 32; xCandidate += 32; bias += 32; biasR += 32; before += 32; output += 32;
  }
  for (; j < H; j++) {
    const z = sigmoid(f32x4.add(v128.load32_splat(gates), v128.load32_splat(bias)));
    const r = sigmoid(f32x4.add(v128.load32_splat(gr), v128.load32_splat(biasR)));
    const g = tanh(madd(r, v128.load32_splat(gu), v128.load32_splat(xCandidate)));
    const h = madd(z, f32x4.sub(v128.load32_splat(before), g), g);
    v128.store32_lane(gates, z, 0);
    v128.store32_lane(gr, r, 0);
    v128.store32_lane(gg, g, 0);
    v128.store32_lane(output, h, 0);
    gates += 4; gr += 4; gg += 4; gu += 4; xCandidate += 4; bias += 4; biasR += 4; before += 4; output += 4;
  }
}

/**
 * @param x pre-activations (T, B, 3H), or 0 where rows of `table` (V, 3H) are picked by `tokens` (T, B)
 * @param packedUzr recurrent kernel of z and r (H, 2H) in panels; @param packedUh that of the candidate (H, H)
 * @param gates (T, B, 4H), or of one step after the other in the same place; `gatesStep` bytes from step to step
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

/** Gradients by x and by u = hU + b (`du`), for some units of one row; dh becomes what goes past the gates. */
// @ts-ignore: decorator
@inline
function gradientUnits(
  wide: bool, gates: usize, gate: usize, before: usize, dOutput: usize, dh: usize, dx: usize, du: usize,
): void {
  const one = v128.load32_splat(ONE);
  const z = loadUnits(wide, gates);
  const r = loadUnits(wide, gates + gate);
  const g = loadUnits(wide, gates + 2 * gate);
  const u = loadUnits(wide, gates + 3 * gate);
  const dhSum = f32x4.add(loadUnits(wide, dOutput), loadUnits(wide, dh));
  const dhZ = f32x4.mul(dhSum, z);
  const dg = f32x4.mul(f32x4.sub(dhSum, dhZ), f32x4.sub(one, f32x4.mul(g, g)));
  const dz = f32x4.mul(f32x4.mul(dhZ, f32x4.sub(one, z)), f32x4.sub(loadUnits(wide, before), g));
  const dgR = f32x4.mul(dg, r);
  const dr = f32x4.mul(f32x4.mul(dgR, u), f32x4.sub(one, r));
  storeUnits(wide, dh, dhZ);
  storeUnits(wide, dx, dz);
  storeUnits(wide, dx + gate, dr);
  storeUnits(wide, dx + 2 * gate, dg);
  storeUnits(wide, du, dz);
  storeUnits(wide, du + gate, dr);
  storeUnits(wide, du + 2 * gate, dgR);
}

function gatesBackward(gates: usize, before: usize, dOutput: usize, dh: usize, dx: usize, du: usize, H: i32): void {
  const gate = <usize>H << 2;
  let j = 0;
  for (; j + 4 <= H; j += 4) {
    gradientUnits(true, gates, gate, before, dOutput, dh, dx, du);
    gates += 16; before += 16; dOutput += 16; dh += 16; dx += 16; du += 16;
  }
  for (; j < H; j++) {
    gradientUnits(false, gates, gate, before, dOutput, dh, dx, du);
    gates += 4; before += 4; dOutput += 4; dh += 4; dx += 4; du += 4;
  }
}

/**
 * Gradients by the pre-activations and the initial state. Those by the recurrent kernel and bias are a product and sums over
 * all steps of `du`, and done after this.
 *
 * @param packedUT transposed recurrent kernel in panels, gate by gate: three times (H, H)
 * @param dh0 (B, H): holds the gradient by the final state when called, that by the initial state after
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
