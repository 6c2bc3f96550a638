import { barrier } from './barrier';
import { choose, chooseScratchBytes } from './choose';
import { beat } from './control';
import { madd, sigmoid, tanh } from './math';
import { packedRowsBytes, packRows, PANEL_BYTES, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { EDGE_BYTES, panelProduct } from './panel-product';
import { Cell, Layer, Plan } from './plan';
import { share } from './share';
import { rowByPanels } from './tile';

// Writing: n characters of B sequences, without leaving WebAssembly. Threads split the units, not the sequences: each keeps to its
// part of the weights, which is what a step spends its time on, and all meet after each layer.
// Rows are padded to whole tiles, units and characters to whole panels (Hp, Vp), so there are no edges.

/** Pre-activations of some units and one row: the four blocks of the cell, side by side. */
// @ts-ignore: decorator
@inline
const BLOCK_BYTES: usize = 4 * PANEL_BYTES;

/** Bytes of scratch of one thread: an edge tile, packed rows of two hidden states, and what the choice of a character needs. */
export function generateScratchBytes(rows: i32, H: i32, Vp: i32): usize {
  return EDGE_BYTES + 2 * packedBytes(rows, H) + chooseScratchBytes(Vp);
}

function threadScratch(plan: Plan, thread: i32): usize {
  return plan.scratch + <usize>thread * generateScratchBytes(plan.rows, plan.H, plan.Vp);
}

// @ts-ignore: decorator
@inline
function packedBytes(rows: i32, H: i32): usize {
  return packedRowsBytes(max(rows, TILE_ROWS), H);
}

/** @param planAt the address of a Plan, which a Layer follows for each layer */
export function generate(planAt: usize, thread: i32, threads: i32): void {
  const plan = changetype<Plan>(planAt);
  const layers = planAt + offsetof<Plan>();
  for (let t = 0; t < plan.steps; t++) {
    let below: usize = 0;
    for (let l = 0; l < plan.layers; l++) {
      const layer = changetype<Layer>(layers + <usize>l * offsetof<Layer>());
      const before = t & 1 ? layer.otherHidden : layer.hidden;
      const after = t & 1 ? layer.hidden : layer.otherHidden;
      step(plan, layer, below, before, after, (t & 1) != 0, thread, threads);
      barrier(plan.barrier, threads);
      below = after;
    }
    chooseAll(plan, below, t, thread, threads);
    barrier(plan.barrier, threads);
  }
}

/**
 * One thread's units of one layer, one step. Every other step goes `backwards` through the weights, which are more than a second-level
 * cache holds: those that were read last are still there.
 */
function step(
  plan: Plan, layer: Layer, below: usize, before: usize, after: usize, backwards: bool, thread: i32, threads: i32,
): void {
  beat();
  const range = share(plan.Hp / PANEL_COLUMNS, 1, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const last = <i32>(range >> 32);
  const rowBytes = <usize>plan.Hp << 2;
  const block = plan.preactivations + <usize>(thread * plan.rows) * BLOCK_BYTES;
  const scratch = threadScratch(plan, thread);
  // A single row is read where it lies.
  let leftBefore = before, leftBelow = below;
  if (plan.rows > 1) {
    leftBefore = scratch + EDGE_BYTES;
    packRows(before, rowBytes, plan.rows, plan.H, leftBefore);
    if (below != 0) {
      leftBelow = leftBefore + packedBytes(plan.rows, plan.H);
      packRows(below, rowBytes, plan.rows, plan.H, leftBelow);
    }
  }
  for (let i = first; i < last; i++) {
    const index = backwards ? first + last - 1 - i : i;
    if (below == 0) {
      products(plan, leftBefore, layer.recurrentKernel, index, block, plan.table, true, scratch);
    } else {
      products(plan, leftBelow, layer.kernel, index, block, layer.bias, false, scratch);
      products(plan, leftBefore, layer.recurrentKernel, index, block, 0, false, scratch);
    }
    const column = <usize>(index * PANEL_COLUMNS) << 2;
    for (let row: usize = 0; row < <usize>plan.rows; row++) {
      const z = block + row * BLOCK_BYTES;
      const unit = row * rowBytes + column;
      if (plan.cell == Cell.lstm) gatesOfLstm(z, layer.cell + unit, after + unit);
      else if (plan.cell == Cell.gru) gatesOfGru(z, before + unit, after + unit);
      else outputsOfPlain(z, after + unit);
    }
  }
}

/**
 * The pre-activations of one block of units, all rows: left × panels and a row of `start` for each character (`byToken`), one row of
 * `start` for all, or (0) what they are.
 *
 * @param left a single row, or packed rows; @param block [rows, 4, PANEL_COLUMNS]
 */
function products(
  plan: Plan, left: usize, panels: usize, index: i32, block: usize, start: usize, byToken: bool, edge: usize,
): void {
  const H = plan.H;
  const rowBytes = <usize>plan.Hp << 2;
  const panelBytes = <usize>H * PANEL_BYTES;
  const gatePanels = panelBytes * <usize>(plan.Hp / PANEL_COLUMNS);
  const fresh = start != 0;
  const from = fresh ? start + <usize>index * PANEL_BYTES : block;
  const gate = fresh ? rowBytes : PANEL_BYTES;
  const stride = !fresh ? BLOCK_BYTES : byToken ? 4 * rowBytes : 0;
  if (plan.rows == 1) {
    const s = byToken ? from + <usize>load<i32>(plan.tokens) * stride : from;
    rowByPanels(left, panels + <usize>index * panelBytes * 4, PANEL_BYTES, BLOCK_BYTES, H, s, gate, block);
    return;
  }
  beat();
  for (let g: usize = 0; g < 4; g++) {
    panelProduct(
      left, panels + <usize>index * panelBytes + g * gatePanels, H, plan.rows, PANEL_COLUMNS,
      from + g * gate, stride, byToken ? plan.tokens : 0, block + g * PANEL_BYTES, BLOCK_BYTES, edge,
    );
  }
}

/** A block of units of one row, blocks i, f, c, o: cell and hidden state. */
function gatesOfLstm(z: usize, cell: usize, hidden: usize): void {
  const zf = z + PANEL_BYTES, zg = zf + PANEL_BYTES, zo = zg + PANEL_BYTES;
  for (let at: usize = 0; at < PANEL_BYTES; at += PAIRS) {
    const i = sigmoid(read(z + at));
    const f = sigmoid(read(zf + at));
    const g = tanh(read(zg + at));
    const o = sigmoid(read(zo + at));
    const c = madd(f, read(cell + at), f32x4.mul(i, g));
    // Before any store: V8 joins no loads from both sides of one, and tanh loads its constants.
    const h = f32x4.mul(o, tanh(c));
    write(cell + at, c);
    write(hidden + at, h);
  }
}

/** Blocks z, r, and the candidate's part of the inputs and of the hidden state, which r scales. */
function gatesOfGru(x: usize, before: usize, hidden: usize): void {
  const xr = x + PANEL_BYTES, xh = xr + PANEL_BYTES, u = xh + PANEL_BYTES;
  for (let at: usize = 0; at < PANEL_BYTES; at += PAIRS) {
    const z = sigmoid(read(x + at));
    const g = tanh(madd(sigmoid(read(xr + at)), read(u + at), read(xh + at)));
    const h = madd(z, f32x4.sub(read(before + at), g), g);
    write(hidden + at, h);
  }
}

/** The first block alone. */
function outputsOfPlain(z: usize, hidden: usize): void {
  for (let at: usize = 0; at < PANEL_BYTES; at += PAIRS) {
    const h = tanh(read(z + at));
    write(hidden + at, h);
  }
}

/** One thread's sequences: the logits and the next character of each. */
function chooseAll(plan: Plan, hidden: usize, t: i32, thread: i32, threads: i32): void {
  const range = share(plan.rows, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const rowBytes = <usize>plan.Hp << 2;
  const logitBytes = <usize>plan.Vp << 2;
  const logits = plan.logits + <usize>first * logitBytes;
  const scratch = threadScratch(plan, thread);
  const packed = scratch + EDGE_BYTES;
  // A single sequence is computed four times over, into the same place.
  const single = plan.rows == 1;
  const present = single ? TILE_ROWS : rows;
  packRows(hidden + <usize>first * rowBytes, single ? 0 : rowBytes, present, plan.H, packed);
  for (let column: usize = 0; column < logitBytes; column += PANEL_BYTES) {
    beat();
    panelProduct(
      packed, plan.denseKernel + column * <usize>plan.H, plan.H, present, PANEL_COLUMNS,
      plan.denseBias + column, 0, 0, logits + column, single ? 0 : logitBytes, scratch,
    );
  }
  const last = min(first + rows, plan.sequences);
  for (let b = first; b < last; b++) {
    beat();
    const at = <usize>(t * plan.sequences + b) << 2;
    const uniform = load<f64>(plan.uniforms + at * 2);
    const from = plan.logits + <usize>b * logitBytes;
    const token = choose(from, plan.V, plan.Vp, plan.temperature, plan.topK, plan.topP, uniform, scratch + EDGE_BYTES);
    store<i32>(plan.written + at, token);
    // Characters after a failure are useless, but must stay inside the table.
    store<i32>(plan.tokens + (<usize>b << 2), max(token, 0));
  }
}
