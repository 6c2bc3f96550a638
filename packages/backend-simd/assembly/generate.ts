import { barrier } from './barrier';
import { choose, chooseScratchBytes } from './choose';
import { madd, sigmoid, tanh } from './math';
import { PANEL_COLUMNS, TILE_ROWS } from './pack';
import { share } from './share';
import { panelProduct } from './tile';

// Writing: n characters of B sequences, without leaving WebAssembly. Threads split the units, not the sequences: each keeps to its
// part of the weights, which is what a step spends its time on, and all meet after each layer.
// Rows are padded to whole tiles, units and characters to whole panels (Hp, Vp), so there are no edges.

/** What src/kernels/generate.ts writes, in words of 32 bits. */
// @ts-ignore: decorator
@unmanaged
class Plan {
  steps: i32;
  sequences: i32;
  /** `sequences` in whole tiles. */
  rows: i32;
  H: i32;
  Hp: i32;
  V: i32;
  Vp: i32;
  layers: i32;
  temperature: f32;
  topK: i32;
  topP: f32;
  /** [V, 4, Hp]: what each character gives the first layer. */
  table: usize;
  denseKernel: usize;
  denseBias: usize;
  logits: usize;
  /** int32 [rows]: the character that comes next. */
  tokens: usize;
  /** float64 [steps, sequences], uniform in [0, 1). */
  uniforms: usize;
  /** int32 [steps, sequences] */
  written: usize;
  /** [rows, 4, Hp] */
  preactivations: usize;
  scratch: usize;
  barrier: usize;
  failed: usize;
  /** What the four blocks of pre-activations are: LSTM, GRU or PLAIN. */
  cell: i32;
}

// @ts-ignore: decorator
@inline
const LSTM: i32 = 0;
// @ts-ignore: decorator
@inline
const GRU: i32 = 1;

// @ts-ignore: decorator
@unmanaged
class Layer {
  /** Panels of the kernel [H, 4H], gate by gate, interleaved for a single sequence; 0 for the first layer. */
  kernel: usize;
  recurrentKernel: usize;
  /** [4, Hp] */
  bias: usize;
  /** [rows, Hp]: two, read and written in turn. */
  hidden: usize;
  otherHidden: usize;
  cell: usize;
}

/** Bytes of scratch of one thread. */
export function generateScratchBytes(Vp: i32): usize {
  return chooseScratchBytes(Vp);
}

export function generate(planAt: usize, thread: i32, threads: i32): void {
  const plan = changetype<Plan>(planAt);
  const layers = planAt + offsetof<Plan>();
  for (let t = 0; t < plan.steps; t++) {
    let below: usize = 0;
    for (let l = 0; l < plan.layers; l++) {
      const layer = changetype<Layer>(layers + <usize>l * offsetof<Layer>());
      const before = t & 1 ? layer.otherHidden : layer.hidden;
      const after = t & 1 ? layer.hidden : layer.otherHidden;
      step(plan, layer, below, before, after, thread, threads);
      barrier(plan.barrier, plan.failed, threads);
      below = after;
    }
    project(plan, below, thread, threads);
    barrier(plan.barrier, plan.failed, threads);
    chooseAll(plan, t, thread, threads);
    barrier(plan.barrier, plan.failed, threads);
  }
}

/** One thread's units of one layer, one step. */
function step(plan: Plan, layer: Layer, below: usize, before: usize, after: usize, thread: i32, threads: i32): void {
  const range = share(plan.Hp / PANEL_COLUMNS, 1, thread, threads);
  const last = <i32>(range >> 32);
  const gate = <usize>plan.Hp << 2;
  for (let block = <i32>(range & 0xffffffff); block < last; block++) {
    const column = <usize>(block * PANEL_COLUMNS) << 2;
    if (below == 0) {
      products(plan, before, layer.recurrentKernel, block, column, plan.table, true);
    } else {
      products(plan, below, layer.kernel, block, column, layer.bias, false);
      products(plan, before, layer.recurrentKernel, block, column, 0, false);
    }
    for (let row = 0; row < plan.rows; row++) {
      const z = plan.preactivations + <usize>row * gate * 4 + column;
      const unit = <usize>row * gate + column;
      if (plan.cell == LSTM) gatesOfLstm(z, gate, layer.cell + unit, after + unit);
      else if (plan.cell == GRU) gatesOfGru(z, gate, before + unit, after + unit);
      else outputsOfPlain(z, after + unit);
    }
  }
}

/**
 * The pre-activations of one block of units, all four gates, all rows: from a row of `start` for each character (`byToken`), from
 * `start` for all, or (0) from what they are, plus left × panels.
 */
function products(plan: Plan, left: usize, panels: usize, block: i32, column: usize, start: usize, byToken: bool): void {
  const H = plan.H;
  const rowBytes = <usize>plan.Hp << 2;
  const zBytes = rowBytes * 4;
  const panelBytes = <usize>(H * PANEL_COLUMNS) << 2;
  const gatePanels = panelBytes * <usize>(plan.Hp / PANEL_COLUMNS);
  const z = plan.preactivations;
  const tokens = plan.tokens;
  if (plan.rows == 1) {
    const s = byToken ? start + <usize>load<i32>(tokens) * zBytes : start == 0 ? z : start;
    rowByPanels(left, panels + <usize>block * panelBytes * 4, H, s + column, z + column, rowBytes);
    return;
  }
  const first = panels + <usize>block * panelBytes;
  for (let gate: usize = 0; gate < 4; gate++) {
    const panel = first + gate * gatePanels;
    const at = gate * rowBytes + column;
    // A start of its own is what a row is already.
    const from = start == 0 ? z : start;
    const stride = byToken || start == 0 ? zBytes : 0;
    panelProduct(
      left, rowBytes, 4, panel, H, plan.rows, PANEL_COLUMNS, from + at, stride, byToken ? tokens : 0, z + at, zBytes, plan.scratch,
    );
  }
}

/** One row × the interleaved panels of four gates: from `s` to `d`, where the gates lie `gate` bytes apart. */
// @ts-ignore: decorator
@inline
function rowByPanels(left: usize, panel: usize, depth: i32, s: usize, d: usize, gate: usize): void {
  if (PANEL_COLUMNS == 16) rowByWidePanels(left, panel, depth, s, d, gate);
  else rowByNarrowPanels(left, panel, depth, s, d, gate);
}

function rowByNarrowPanels(left: usize, panel: usize, depth: i32, s: usize, d: usize, gate: usize): void {
  const s1 = s + gate, s2 = s1 + gate, s3 = s2 + gate;
  let c00 = v128.load(s), c01 = v128.load(s, 16);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16);
  const end = left + (<usize>depth << 2);
  while (left < end) {
    const a = v128.load32_splat(left);
    c00 = madd(a, v128.load(panel), c00);
    c01 = madd(a, v128.load(panel, 16), c01);
    c10 = madd(a, v128.load(panel, 32), c10);
    c11 = madd(a, v128.load(panel, 48), c11);
    c20 = madd(a, v128.load(panel, 64), c20);
    c21 = madd(a, v128.load(panel, 80), c21);
    c30 = madd(a, v128.load(panel, 96), c30);
    c31 = madd(a, v128.load(panel, 112), c31);
    left += 4;
    panel += 128;
  }
  const d1 = d + gate, d2 = d1 + gate, d3 = d2 + gate;
  v128.store(d, c00); v128.store(d, c01, 16);
  v128.store(d1, c10); v128.store(d1, c11, 16);
  v128.store(d2, c20); v128.store(d2, c21, 16);
  v128.store(d3, c30); v128.store(d3, c31, 16);
}

/** For 256 bits, as in tile.ts. */
function rowByWidePanels(left: usize, panel: usize, depth: i32, s: usize, d: usize, gate: usize): void {
  const s1 = s + gate, s2 = s1 + gate, s3 = s2 + gate;
  let c00 = v128.load(s), c01 = v128.load(s, 16), c02 = v128.load(s, 32), c03 = v128.load(s, 48);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16), c12 = v128.load(s1, 32), c13 = v128.load(s1, 48);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16), c22 = v128.load(s2, 32), c23 = v128.load(s2, 48);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16), c32 = v128.load(s3, 32), c33 = v128.load(s3, 48);
  const end = left + (<usize>depth << 2);
  while (left < end) {
    const a = v128.load32_splat(left);
    c00 = madd(a, v128.load(panel), c00);
    c01 = madd(a, v128.load(panel, 16), c01);
    c02 = madd(a, v128.load(panel, 32), c02);
    c03 = madd(a, v128.load(panel, 48), c03);
    c10 = madd(a, v128.load(panel, 64), c10);
    c11 = madd(a, v128.load(panel, 80), c11);
    c12 = madd(a, v128.load(panel, 96), c12);
    c13 = madd(a, v128.load(panel, 112), c13);
    c20 = madd(a, v128.load(panel, 128), c20);
    c21 = madd(a, v128.load(panel, 144), c21);
    c22 = madd(a, v128.load(panel, 160), c22);
    c23 = madd(a, v128.load(panel, 176), c23);
    c30 = madd(a, v128.load(panel, 192), c30);
    c31 = madd(a, v128.load(panel, 208), c31);
    c32 = madd(a, v128.load(panel, 224), c32);
    c33 = madd(a, v128.load(panel, 240), c33);
    left += 4;
    panel += 256;
  }
  const d1 = d + gate, d2 = d1 + gate, d3 = d2 + gate;
  v128.store(d, c00); v128.store(d, c01, 16); v128.store(d, c02, 32); v128.store(d, c03, 48);
  v128.store(d1, c10); v128.store(d1, c11, 16); v128.store(d1, c12, 32); v128.store(d1, c13, 48);
  v128.store(d2, c20); v128.store(d2, c21, 16); v128.store(d2, c22, 32); v128.store(d2, c23, 48);
  v128.store(d3, c30); v128.store(d3, c31, 16); v128.store(d3, c32, 32); v128.store(d3, c33, 48);
}

/** A block of units of one row, blocks i, f, c, o: cell and hidden state. Two vectors side by side: V8 may join them. */
function gatesOfLstm(z: usize, gate: usize, cell: usize, hidden: usize): void {
  const end = z + PANEL_COLUMNS * 4;
  let zf = z + gate, zg = zf + gate, zo = zg + gate;
  for (; z < end; z += 32) {
    const i0 = sigmoid(v128.load(z)), i1 = sigmoid(v128.load(z, 16));
    const f0 = sigmoid(v128.load(zf)), f1 = sigmoid(v128.load(zf, 16));
    const g0 = tanh(v128.load(zg)), g1 = tanh(v128.load(zg, 16));
    const o0 = sigmoid(v128.load(zo)), o1 = sigmoid(v128.load(zo, 16));
    const c0 = madd(f0, v128.load(cell), f32x4.mul(i0, g0)), c1 = madd(f1, v128.load(cell, 16), f32x4.mul(i1, g1));
    v128.store(cell, c0); v128.store(cell, c1, 16);
    v128.store(hidden, f32x4.mul(o0, tanh(c0))); v128.store(hidden, f32x4.mul(o1, tanh(c1)), 16);
    zf += 32; zg += 32; zo += 32; cell += 32; hidden += 32;
  }
}

/** Blocks z, r, and the candidate's part of the inputs and of the hidden state, which r scales. */
function gatesOfGru(x: usize, gate: usize, before: usize, hidden: usize): void {
  const end = x + PANEL_COLUMNS * 4;
  let xr = x + gate, xh = xr + gate, u = xh + gate;
  for (; x < end; x += 16) {
    const z = sigmoid(v128.load(x));
    const g = tanh(madd(sigmoid(v128.load(xr)), v128.load(u), v128.load(xh)));
    v128.store(hidden, madd(z, f32x4.sub(v128.load(before), g), g));
    xr += 16; xh += 16; u += 16; before += 16; hidden += 16;
  }
}

/** The first block alone. */
function outputsOfPlain(z: usize, hidden: usize): void {
  const end = z + PANEL_COLUMNS * 4;
  for (; z < end; z += 16) {
    v128.store(hidden, tanh(v128.load(z)));
    hidden += 16;
  }
}

/** One thread's characters of the logits [rows, Vp]. */
function project(plan: Plan, hidden: usize, thread: i32, threads: i32): void {
  const range = share(plan.Vp / PANEL_COLUMNS, 1, thread, threads);
  const last = <i32>(range >> 32);
  const rowBytes = <usize>plan.Hp << 2;
  const logitBytes = <usize>plan.Vp << 2;
  for (let block = <i32>(range & 0xffffffff); block < last; block++) {
    const column = <usize>(block * PANEL_COLUMNS) << 2;
    const panel = plan.denseKernel + <usize>(block * plan.H * PANEL_COLUMNS) * 4;
    const s = plan.denseBias + column;
    // A single sequence is computed four times over, into the same place.
    const single = plan.rows == 1;
    panelProduct(
      hidden, single ? 0 : rowBytes, 4, panel, plan.H, single ? TILE_ROWS : plan.rows, PANEL_COLUMNS,
      s, 0, 0, plan.logits + column, single ? 0 : logitBytes, plan.scratch,
    );
  }
}

/** One thread's sequences: the next character of each. */
function chooseAll(plan: Plan, t: i32, thread: i32, threads: i32): void {
  const range = share(plan.sequences, 1, thread, threads);
  const last = <i32>(range >> 32);
  const scratch = plan.scratch + <usize>thread * generateScratchBytes(plan.Vp);
  for (let b = <i32>(range & 0xffffffff); b < last; b++) {
    const at = <usize>(t * plan.sequences + b) << 2;
    const uniform = load<f64>(plan.uniforms + at * 2);
    const logits = plan.logits + <usize>b * (<usize>plan.Vp << 2);
    const token = choose(logits, plan.V, plan.Vp, plan.temperature, plan.topK, plan.topP, uniform, scratch);
    store<i32>(plan.written + at, token);
    // What follows a failure is of no use, but must stay inside the table.
    store<i32>(plan.tokens + (<usize>b << 2), max(token, 0));
  }
}
