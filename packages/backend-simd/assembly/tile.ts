import { madd } from './math';
import { GROUP_BYTES, PANEL_BYTES } from './pack';

// The inner loops of every product, all of whose sums are in registers: `tallTile`, six rows × one panel; `tile`, four rows; `flatTile`, two rows × two
// panels, `right` and `other`, whose columns of C are side by side; `rowByPanels`, a single row × four panels, of which a tile would waste three
// quarters. scripts/write-kernels.mjs writes them.
//   left: packed group [depth][GROUP_ROWS], of which the tile takes the rows that follow; `rowByPanels`: the row
//   right: packed panel [depth][PANEL_COLUMNS]
//   s0… where a row starts from: bias, pre-activations or what was summed before
// A panel is two registers wide, of 128 bits, or of 256 where V8 joins neighboring vectors: it does so where both of a pair are
// used alike from load to store. Six rows are twelve accumulators, which with two registers of the panel and one of the left
// operand fill what V8 gives out of the 16 of x86; four rows cannot quite hide the latency. A larger tile spills. Without a fused
// multiply-add the product needs a register more, and four rows are best.
// The first step comes before the loop: V8 computes an address for each number of the left operand, and keeps them in registers only
// when it has met them before. Two additions are then all that a step has beside its loads and products.
// Wide tiles take four steps a round, since V8 looks at the stack once in each. The steps are kept apart by a branch: in one
// piece, and in narrow tiles, it would mix them and spill.

// TILES
