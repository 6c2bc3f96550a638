import { madd } from './math';
import { GROUP_BYTES, PANEL_BYTES } from './pack';

// The inner loops of every product, all of whose sums are in registers: `tallTile`, six rows × one panel; `tile`, four rows; `flatTile`, two rows × two
// panels, `right` and `other`, whose columns of C are side by side; `rowByPanels`, a single row × four panels, of which a tile would waste three
// quarters. scripts/write-kernels.mjs writes them.
//   left: packed group [depth][GROUP_ROWS], of which the tile takes the rows that follow; `rowByPanels`: the row
//   right: packed panel [depth][PANEL_COLUMNS]
//   s0… initial values of a row: bias, pre-activations or earlier sums
// A panel is two registers wide, of 128 bits, or of 256 where V8 joins neighboring vectors: it does so if both of a pair are
// used alike from load to store. Six rows are twelve accumulators, which with two registers of the panel and one of the left
// operand use up what V8 allocates of the 16 of x86; four rows cannot quite hide the latency. A larger tile spills. Without a fused
// multiply-add the product needs one more register, and four rows are best.
// The first step comes before the loop: V8 computes an address for each number of the left operand, and keeps them in registers only
// if it has seen them before. Besides its loads and products, a step then consists of just two additions.
// Wide tiles take four steps per round, since V8 checks the stack once in each round. The steps are separated by a branch: without it,
// and in narrow tiles, V8 would mix them and spill.

// TILES
