// The jobs, numbered in this order; each thread runs its share. scripts/build-wasm.mjs reads their signatures, and writes
// from them both `run` in index.ts and their declarations for TypeScript: a 32-bit word for each parameter, in order, except `thread`
// and `threads`, which end every signature. `scratch` is memory private to each thread: two words, the address of the first thread's part
// and the bytes of each.

export { causalConvolution, causalConvolutionGradient } from './causal-convolution';
export { add, columnSums, dropout, multiply, scaleRows, softmaxCrossEntropy } from './elementwise';
export {
  silu, siluGradient, siluProduct, siluProductGradient, updateGate, updateGateGradient,
} from './gating';
export { gatedDelta, gatedDeltaGradient } from './gated-delta';
export { generate } from './generate';
export { gruBackward, gruForward } from './gru';
export { linearScan, linearScanGradient } from './linear-scan';
export { lstmBackward, lstmForward, scatterAddRows } from './lstm';
export { matmul, packedRow } from './matmul';
export { matrixRecurrence, matrixRecurrenceGradient } from './matrix-recurrence';
export { adam, squaredNorms } from './optimizer';
export { packPanels } from './pack';
export { oneHot, pointwise } from './pointwise';
export { chooseCharacters, copy, repeat } from './repeat';
export { rmsNorm, rmsNormGradient } from './rms-norm';
export { rnnBackward, rnnForward } from './rnn';
export { windowAttention, windowAttentionGradient } from './window-attention';
