/**
 * Recurrent weights as ONNX orders them: gates as rows `[gates × H, I]`, in its order.
 *
 * @param weights `[rows, gates × H]` in Keras' order
 * @param order which of Keras' gates is at each of ONNX's places
 */
export function gateRows(weights: Float32Array, units: number, order: readonly number[]): Float32Array {
  const width = order.length * units;
  const rows = weights.length / width;
  const turned = new Float32Array(weights.length);
  order.forEach((gate, place) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        turned[(place * units + unit) * rows + row] = weights[row * width + gate * units + unit]!;
      }
    }
  });
  return turned;
}
