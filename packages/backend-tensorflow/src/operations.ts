import type { OutputMetadata } from './addon.ts';
import type { AttributeValue, Calls, Handle } from './calls.ts';

/** TensorFlow's numbers for element types (`tf_datatype.h`), including some that tfjs-node does not name. */
export const types = { float32: 1, int32: 3, bool: 10, bfloat16: 14, float16: 19 } as const;
export type ElementType = keyof typeof types;

/** Makes an attribute of an element type. */
export function ofType(type: ElementType): AttributeValue {
  return { type: 'type', value: types[type] };
}

/** Makes a float32 scalar. */
export function scalar(calls: Calls, value: number): Handle {
  return calls.make([], Float32Array.of(value));
}

export function cast(calls: Calls, handle: Handle, from: ElementType, to: ElementType): Handle {
  if (from === to) return handle;
  return calls.one('Cast', { SrcT: ofType(from), DstT: ofType(to) }, [handle]);
}

export function concat(calls: Calls, parts: readonly Handle[], axis: number, type: ElementType): Handle {
  const place = calls.make([], Int32Array.of(axis));
  const attributes = {
    N: { type: 'int', value: parts.length },
    T: ofType(type),
    Tidx: ofType('int32'),
  } as const;
  return calls.one('ConcatV2', attributes, [...parts, place]);
}

/** @param size −1 for everything from `begin` on */
export function slice(
  calls: Calls,
  handle: Handle,
  begin: readonly number[],
  size: readonly number[],
  type: ElementType,
): OutputMetadata {
  const [from, extent] = [begin, size].map((one) => calls.make([one.length], Int32Array.from(one)));
  return calls.run('Slice', { T: ofType(type), Index: ofType('int32') }, [handle, from!, extent!])[0]!;
}

export function reshape(
  calls: Calls,
  handle: Handle,
  shape: readonly number[],
  type: ElementType,
): OutputMetadata {
  const wanted = calls.make([shape.length], Int32Array.from(shape));
  return calls.run('Reshape', { T: ofType(type), Tshape: ofType('int32') }, [handle, wanted])[0]!;
}

export function zeros(calls: Calls, shape: readonly number[], type: ElementType): Handle {
  const dimensions = calls.make([shape.length], Int32Array.from(shape));
  const value = cast(calls, scalar(calls, 0), 'float32', type);
  return calls.one('Fill', { T: ofType(type), index_type: ofType('int32') }, [dimensions, value]);
}

/** One-hot rows: [N] int32 → [N, depth]. */
export function oneHot(calls: Calls, ids: Handle, depth: number, type: ElementType): Handle {
  const [on, off] = [1, 0].map((value) => cast(calls, scalar(calls, value), 'float32', type));
  const attributes = { T: ofType(type), TI: ofType('int32'), axis: { type: 'int', value: -1 } } as const;
  return calls.one('OneHot', attributes, [ids, calls.make([], Int32Array.of(depth)), on!, off!]);
}

/** Attributes of operations whose only attribute is an element type. */
const typed = Object.fromEntries(
  Object.keys(types).map((type) => [type, { T: ofType(type as ElementType) }]),
) as unknown as Readonly<Record<ElementType, { readonly T: AttributeValue }>>;

export function add(calls: Calls, a: Handle, b: Handle, type: ElementType): Handle {
  return calls.one('AddV2', typed[type], [a, b]);
}

export function multiply(calls: Calls, a: Handle, b: Handle): Handle {
  return calls.one('Mul', typed.float32, [a, b]);
}

export function subtract(calls: Calls, a: Handle, b: Handle): Handle {
  return calls.one('Sub', typed.float32, [a, b]);
}

export function sigmoid(calls: Calls, x: Handle): Handle {
  return calls.one('Sigmoid', typed.float32, [x]);
}

export function tanh(calls: Calls, x: Handle): Handle {
  return calls.one('Tanh', typed.float32, [x]);
}

const bool = (value: boolean): AttributeValue => ({ type: 'bool', value });
const products = new Map<string, Readonly<Record<string, AttributeValue>>>();

/** Product of two matrices */
export function matMul(
  calls: Calls,
  a: Handle,
  b: Handle,
  type: ElementType,
  { transposeA = false, transposeB = false } = {},
): OutputMetadata {
  const key = `${type} ${transposeA} ${transposeB}`;
  let attributes = products.get(key);
  if (attributes === undefined) {
    attributes = { T: ofType(type), transpose_a: bool(transposeA), transpose_b: bool(transposeB) };
    products.set(key, attributes);
  }
  return calls.run('MatMul', attributes, [a, b])[0]!;
}

/** [rows, columns] → [columns] */
export function sumRows(calls: Calls, matrix: Handle): Handle {
  return calls.one('BiasAddGrad', typed.float32, [matrix]);
}

/** [N, …] → N tensors that share its memory. */
export function unpack(calls: Calls, handle: Handle, count: number): Handle[] {
  const attributes = { num: { type: 'int', value: count }, T: ofType('float32'), axis: FIRST } as const;
  return calls.run('Unpack', attributes, [handle], count).map(({ id }) => id);
}

/** Inverse of `unpack`; copies */
export function pack(calls: Calls, handles: readonly Handle[]): OutputMetadata {
  const attributes = {
    N: { type: 'int', value: handles.length },
    T: ofType('float32'),
    axis: FIRST,
  } as const;
  return calls.run('Pack', attributes, handles)[0]!;
}

const FIRST = { type: 'int', value: 0 } as const;

const blocks = Object.fromEntries(
  Object.keys(types).map((type) => [
    type,
    { num_split: { type: 'int', value: 4 }, T: ofType(type as ElementType) },
  ]),
) as unknown as Readonly<Record<ElementType, Readonly<Record<string, AttributeValue>>>>;

/** Splits a matrix into its four blocks of columns. */
export function splitBlocks(calls: Calls, matrix: Handle, type: ElementType): Handle[] {
  return calls.run('Split', blocks[type], [calls.constant(1), matrix], 4).map(({ id }) => id);
}

/**
 * Reorders the columns of an LSTM's matrix from i, f, c, o to the order of LSTMBlockCell and its gradient, i, c, f, o. Its own inverse.
 */
export function swapBlocks(calls: Calls, matrix: Handle, type: ElementType): Handle {
  const [i, f, c, o] = splitBlocks(calls, matrix, type) as [Handle, Handle, Handle, Handle];
  return concat(calls, [i, c, f, o], 1, type);
}

/** `swapBlocks` for a vector [4H] of float32 */
export function swapVectorBlocks(calls: Calls, vector: Handle, H: number): Handle {
  const row = reshape(calls, vector, [1, 4 * H], 'float32').id;
  return reshape(calls, swapBlocks(calls, row, 'float32'), [4 * H], 'float32').id;
}

/** Swaps rows and columns. */
export function transpose(calls: Calls, matrix: Handle, type: ElementType): Handle {
  const order = calls.make([2], Int32Array.of(1, 0));
  return calls.one('Transpose', { T: ofType(type), Tperm: ofType('int32') }, [matrix, order]);
}

/** Selects rows in the given order. */
export function gatherRows(calls: Calls, rows: Handle, order: readonly number[], type: ElementType): Handle {
  return gather(calls, rows, calls.make([order.length], Int32Array.from(order)), type);
}

/** Selects rows by their indices. */
export function gather(calls: Calls, rows: Handle, indices: Handle, type: ElementType): Handle {
  const attributes = {
    Tparams: ofType(type),
    Tindices: ofType('int32'),
    Taxis: ofType('int32'),
    batch_dims: { type: 'int', value: 0 },
  } as const;
  return calls.one('GatherV2', attributes, [rows, indices, calls.constant(0)]);
}

/** Arithmetic of layers and products, whose inputs and outputs are float32. */
export interface Arithmetic {
  /** Type of the operations */
  readonly type: ElementType;
  /** Type that operands and results are rounded to, if `type` is wider */
  readonly rounded: ElementType;
}

export const FLOAT32: Arithmetic = { type: 'float32', rounded: 'float32' };

/** Converts an operand. */
export function narrow(calls: Calls, operand: Handle, { type, rounded }: Arithmetic): Handle {
  if (rounded === 'float32') return operand;
  return cast(calls, cast(calls, operand, 'float32', rounded), rounded, type);
}

/** Converts a result to float32. */
export function widen(calls: Calls, result: OutputMetadata, { type, rounded }: Arithmetic): OutputMetadata {
  if (rounded === 'float32') return result;
  const id = cast(calls, cast(calls, result.id, type, rounded), rounded, 'float32');
  return { ...result, id, dtype: types.float32 };
}
