/**
 * What operands of products are rounded to: `mixed_bfloat16` rounds them to bfloat16 and sums in float32; weights, gates, states and the loss are
 * float32 in both.
 */
export type Precision = 'float32' | 'mixed_bfloat16';
