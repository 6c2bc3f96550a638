import { barrier } from './barrier';
import { choose, chooseScratchBytes } from './choose';
import { madd, sigmoid, tanh } from './math';
import { PANEL_COLUMNS, TILE_ROWS } from './pack';
import { share } from './share';
import { tile } from './tile';

// Writing: n characters of B sequences, without leaving WebAssembly. Threads split the units, not the sequences: each keeps to its
// part of the weights, which is what a step for few sequences spends its time on, and all meet after each layer.
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
}

// @ts-ignore: decorator
@unmanaged
class Layer {
  /** Panels of the kernel [H, 4H], gate by gate; 0 for the first layer. */
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
      gates(z, gate, layer.cell + unit, after + unit);
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
  const first = panels + <usize>block * panelBytes;
  const z = plan.preactivations;
  const tokens = plan.tokens;
  if (plan.rows == 1) {
    const s = (byToken ? start + <usize>load<i32>(tokens) * zBytes : start == 0 ? z : start) + column;
    rowByPanels(left, first, gatePanels, H, s, z + column, rowBytes);
    return;
  }
  for (let gate: usize = 0; gate < 4; gate++) {
    const panel = first + gate * gatePanels;
    const at = gate * rowBytes + column;
    for (let row = 0; row < plan.rows; row += TILE_ROWS) {
      const l0 = left + <usize>row * rowBytes;
      const d0 = z + <usize>row * zBytes + at;
      const d1 = d0 + zBytes, d2 = d1 + zBytes, d3 = d2 + zBytes;
      let s0 = d0, s1 = d1, s2 = d2, s3 = d3;
      if (byToken) {
        const token = tokens + (<usize>row << 2);
        s0 = start + <usize>load<i32>(token) * zBytes + at;
        s1 = start + <usize>load<i32>(token, 4) * zBytes + at;
        s2 = start + <usize>load<i32>(token, 8) * zBytes + at;
        s3 = start + <usize>load<i32>(token, 12) * zBytes + at;
      } else if (start != 0) {
        s0 = s1 = s2 = s3 = start + at;
      }
      tile(l0, l0 + rowBytes, l0 + 2 * rowBytes, l0 + 3 * rowBytes, 4, panel, H, s0, s1, s2, s3, d0, d1, d2, d3);
    }
  }
}

/** One row × four panels, `next` bytes apart; from `s` to `d`, each with a panel's columns every `gate` bytes. */
function rowByPanels(left: usize, panel: usize, next: usize, depth: i32, s: usize, d: usize, gate: usize): void {
  for (let half: usize = 0; half < <usize>PANEL_COLUMNS * 4; half += 32) {
    let p0 = panel + half, p1 = p0 + next, p2 = p1 + next, p3 = p2 + next;
    const s0 = s + half, s1 = s0 + gate, s2 = s1 + gate, s3 = s2 + gate;
    let c00 = v128.load(s0), c01 = v128.load(s0, 16);
    let c10 = v128.load(s1), c11 = v128.load(s1, 16);
    let c20 = v128.load(s2), c21 = v128.load(s2, 16);
    let c30 = v128.load(s3), c31 = v128.load(s3, 16);
    const end = left + (<usize>depth << 2);
    for (let at = left; at < end; at += 4) {
      const a = v128.load32_splat(at);
      c00 = madd(a, v128.load(p0), c00);
      c01 = madd(a, v128.load(p0, 16), c01);
      c10 = madd(a, v128.load(p1), c10);
      c11 = madd(a, v128.load(p1, 16), c11);
      c20 = madd(a, v128.load(p2), c20);
      c21 = madd(a, v128.load(p2, 16), c21);
      c30 = madd(a, v128.load(p3), c30);
      c31 = madd(a, v128.load(p3, 16), c31);
      p0 += PANEL_COLUMNS * 4; p1 += PANEL_COLUMNS * 4; p2 += PANEL_COLUMNS * 4; p3 += PANEL_COLUMNS * 4;
    }
    const d0 = d + half, d1 = d0 + gate, d2 = d1 + gate, d3 = d2 + gate;
    v128.store(d0, c00); v128.store(d0, c01, 16);
    v128.store(d1, c10); v128.store(d1, c11, 16);
    v128.store(d2, c20); v128.store(d2, c21, 16);
    v128.store(d3, c30); v128.store(d3, c31, 16);
  }
}

/** A block of units of one row: cell and hidden state. */
function gates(z: usize, gate: usize, cell: usize, hidden: usize): void {
  const end = z + PANEL_COLUMNS * 4;
  let zf = z + gate, zg = zf + gate, zo = zg + gate;
  for (; z < end; z += 16) {
    const c = madd(sigmoid(v128.load(zf)), v128.load(cell), f32x4.mul(sigmoid(v128.load(z)), tanh(v128.load(zg))));
    v128.store(cell, c);
    v128.store(hidden, f32x4.mul(sigmoid(v128.load(zo)), tanh(c)));
    zf += 16; zg += 16; zo += 16; cell += 16; hidden += 16;
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
    for (let row = 0; row < plan.rows; row += TILE_ROWS) {
      const l0 = hidden + <usize>row * rowBytes;
      const d0 = plan.logits + <usize>row * logitBytes + column;
      // A single sequence is computed four times over, into the same place.
      const next = plan.rows == 1 ? 0 : rowBytes;
      const step = plan.rows == 1 ? 0 : logitBytes;
      tile(l0, l0 + next, l0 + 2 * next, l0 + 3 * next, 4, panel, plan.H, s, s, s, s, d0, d0 + step, d0 + 2 * step, d0 + 3 * step);
    }
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
