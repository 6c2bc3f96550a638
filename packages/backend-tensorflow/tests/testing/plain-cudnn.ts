/**
 * LSTM or GRU layer by the equations in NVIDIA's documentation of `cudnnRNNMode_t` (biases of both kinds). Its parameters are in
 * cuDNN's buffer: matrices W of the inputs and R of the hidden state, [H, rows] each, then their biases. Gates are i, f, c', o and r, i, h'.
 *
 * @returns outputs [T, B, H]
 */
export function plainCudnn(
  mode: 'lstm' | 'gru',
  buffer: Float32Array,
  x: Float32Array,
  initialHidden: Float32Array,
  initialCell: Float32Array | undefined,
  { T, B, I, H }: { readonly T: number; readonly B: number; readonly I: number; readonly H: number },
): Float32Array {
  const gates = mode === 'lstm' ? 4 : 3;
  const [W, R] = [0, gates * H * I];
  const [bW, bR] = [R + gates * H * H, R + gates * H * H + gates * H];
  const outputs = new Float32Array(T * B * H);
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  for (let b = 0; b < B; b++) {
    let hidden = Array.from(initialHidden.subarray(b * H, (b + 1) * H));
    const cell = Array.from(initialCell?.subarray(b * H, (b + 1) * H) ?? hidden);
    for (let t = 0; t < T; t++) {
      const input = x.subarray((t * B + b) * I, (t * B + b + 1) * I);
      const ofInput = (gate: number, unit: number) =>
        input.reduce(
          (sum, value, i) => sum + value * buffer[W + (gate * H + unit) * I + i]!,
          buffer[bW + gate * H + unit]!,
        );
      const before = hidden;
      const ofHidden = (gate: number, unit: number) =>
        before.reduce(
          (sum, value, i) => sum + value * buffer[R + (gate * H + unit) * H + i]!,
          buffer[bR + gate * H + unit]!,
        );
      const both = (gate: number, unit: number) => ofInput(gate, unit) + ofHidden(gate, unit);
      hidden = before.map((value, unit) => {
        if (mode === 'gru') {
          const [r, i] = [sigmoid(both(0, unit)), sigmoid(both(1, unit))];
          const candidate = Math.tanh(ofInput(2, unit) + r * ofHidden(2, unit));
          return (1 - i) * candidate + i * value;
        }
        const [i, f, o] = [0, 1, 3].map((gate) => sigmoid(both(gate, unit))) as [number, number, number];
        cell[unit] = f * cell[unit]! + i * Math.tanh(both(2, unit));
        return o * Math.tanh(cell[unit]!);
      });
      outputs.set(hidden, (t * B + b) * H);
    }
  }
  return outputs;
}
