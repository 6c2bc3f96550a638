import { barrier } from './barrier';
import { choose, chooseScratchBytes } from './choose';
import { beat } from './control';
import { madd, sigmoid, tanh } from './math';
import { packedRowsBytes, packRows, PANEL_BYTES, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { EDGE_BYTES, panelProduct } from './panel-product';
import { Cell, Layer, Plan } from './plan';
import { share } from './share';
import { rowByPanels } from './tile';

// Writes n characters of B sequences without leaving WebAssembly. Threads split the units, not the sequences: each stays with its
// part of the weights, which take most of a step's time, and all wait for each other after each layer.
// Rows are padded to whole tiles, units and characters to whole panels (Hp, Vp), so there are no edges.

/** Bytes of the pre-activations of one panel of units in one row: the four blocks of the cell, side by side. */
// @ts-ignore: decorator
@inline
const BLOCK_BYTES: usize = 4 * PANEL_BYTES;

/** Scratch bytes of one thread: an edge tile, packed rows of two hidden states, and the scratch of `choose`. */
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

/** @param planAt address of a Plan, followed by a Layer for each layer */
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
 * Runs one step of one thread's units in one layer. Every other step goes `backwards` through the weights, which do not fit in the
 * second-level cache: those read last are still there.
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
  // A single row is read in place.
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
 * Pre-activations of one block of units, all rows: left × panels, plus a row of `start` for each character (`byToken`), one row of
 * `start` for all, or (0) their current values.
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

/** Cell and hidden state of a block of units in one row, from blocks i, f, c, o. */
function gatesOfLstm(z: usize, cell: usize, hidden: usize): void {
  const zf = z + PANEL_BYTES, zg = zf + PANEL_BYTES, zo = zg + PANEL_BYTES;
  for (let at: usize = 0; at < PANEL_BYTES; at += PAIRS) {
    const i = sigmoid(read(z + at));
    const f = sigmoid(read(zf + at));
    const g = tanh(read(zg + at));
    const o = sigmoid(read(zo + at));
    const c = madd(f, read(cell + at), f32x4.mul(i, g));
    // Computed before any store: V8 does not join loads from both sides of one, and tanh loads its constants.
    const h = f32x4.mul(o, tanh(c));
    write(cell + at, c);
    write(hidden + at, h);
  }
}

/** Hidden state from blocks z, r, and the candidate's parts from the inputs and from the hidden state, the latter scaled by r. */
function gatesOfGru(x: usize, before: usize, hidden: usize): void {
  const xr = x + PANEL_BYTES, xh = xr + PANEL_BYTES, u = xh + PANEL_BYTES;
  for (let at: usize = 0; at < PANEL_BYTES; at += PAIRS) {
    const z = sigmoid(read(x + at));
    const g = tanh(madd(sigmoid(read(xr + at)), read(u + at), read(xh + at)));
    const h = madd(z, f32x4.sub(read(before + at), g), g);
    write(hidden + at, h);
  }
}

/** Hidden state from the first block alone. */
function outputsOfPlain(z: usize, hidden: usize): void {
  for (let at: usize = 0; at < PANEL_BYTES; at += PAIRS) {
    const h = tanh(read(z + at));
    write(hidden + at, h);
  }
}

/** Computes the logits and the next character of each of one thread's sequences. */
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
  // A single sequence fills all four rows of the tile: it is computed four times, into the same place.
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
