//! Products of packed operands.

mod matmul;
mod pack;
mod panel;

pub use matmul::{matmul, matmul_scratch_bytes};
pub use pack::{pack_groups, pack_panels, pack_rows, packed_rows_bytes, panel_bytes, panel_columns, words_of};
pub use panel::{PanelProduct, Start, group_product, panel_product};
