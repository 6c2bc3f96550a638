/** Vectors across a panel of the right operand: 2, or 4 in the variant for 256 bits. scripts/build-wasm.mjs sets it. */
export const PANEL_VECTORS: i32 = 2;
