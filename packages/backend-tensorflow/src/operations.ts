import type { OutputMetadata } from './addon.ts';
import type { AttributeValue, Calls, Handle } from './calls.ts';

/** TensorFlow's numbers of element types (`tf_datatype.h`), beyond those that tfjs-node names. */
export const types = { float32: 1, int32: 3, bool: 10, bfloat16: 14, float16: 19 } as const;
export type ElementType = keyof typeof types;

/** An attribute that is an element type. */
export function ofType(type: ElementType): AttributeValue {
  return { type: 'type', value: types[type] };
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

/** `size` −1 is all that there is from `begin` on. */
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
  const value = cast(calls, calls.make([], Float32Array.of(0)), 'float32', type);
  return calls.one('Fill', { T: ofType(type), index_type: ofType('int32') }, [dimensions, value]);
}

/** Rows of ones: [N] int32 → [N, depth]. */
export function oneHot(calls: Calls, ids: Handle, depth: number, type: ElementType): Handle {
  const [on, off] = [1, 0].map((value) =>
    cast(calls, calls.make([], Float32Array.of(value)), 'float32', type),
  );
  const attributes = { T: ofType(type), TI: ofType('int32'), axis: { type: 'int', value: -1 } } as const;
  return calls.one('OneHot', attributes, [ids, calls.make([], Int32Array.of(depth)), on!, off!]);
}

export function add(calls: Calls, a: Handle, b: Handle, type: ElementType): Handle {
  return calls.one('AddV2', { T: ofType(type) }, [a, b]);
}

/** Swaps rows and columns. */
export function transpose(calls: Calls, matrix: Handle, type: ElementType): Handle {
  const order = calls.make([2], Int32Array.of(1, 0));
  return calls.one('Transpose', { T: ofType(type), Tperm: ofType('int32') }, [matrix, order]);
}

/** Rows in another order. */
export function gatherRows(calls: Calls, rows: Handle, order: readonly number[], type: ElementType): Handle {
  const [indices, axis] = [
    calls.make([order.length], Int32Array.from(order)),
    calls.make([], Int32Array.of(0)),
  ];
  const attributes = {
    Tparams: ofType(type),
    Tindices: ofType('int32'),
    Taxis: ofType('int32'),
    batch_dims: { type: 'int', value: 0 },
  } as const;
  return calls.one('GatherV2', attributes, [rows, indices, axis]);
}
