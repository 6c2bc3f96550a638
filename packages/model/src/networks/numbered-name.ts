/** A layer's name as Keras counts the layers of one kind: `dropout`, `dropout_1`, … */
export function numberedName(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}
