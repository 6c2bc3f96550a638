import {
  type DataId,
  type DataType,
  getKernel,
  type KernelBackend,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { Addon, OpAttribute, OutputMetadata } from './addon.ts';

/** Part of tfjs-node's backend that our own kernels need. */
export interface TensorFlowJsBackend extends KernelBackend {
  readonly binding: Addon;
  readonly tensorMap: {
    set(
      dataId: DataId,
      data: { shape: number[]; dtype: number; id: number; values: null; refCount: number },
    ): void;
  };
  /** Returns TensorFlow's handles of tensors; transfers those still on JavaScript's side. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
}

/** A tensor on TensorFlow's side, by its handle. */
export type Handle = number;

/** Attribute value, as this package writes it */
export type AttributeValue =
  | { readonly type: 'type' | 'int' | 'float'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'shape'; readonly value: readonly number[] };

/**
 * Operations of one kernel. Their results are handles unknown to TensorFlow.js, so they may have types that it lacks, such as
 * float16, and `within` frees all except those given to TensorFlow.js.
 */
export class Calls {
  readonly binding: Addon;
  readonly #backend: TensorFlowJsBackend;
  #own = new Set<Handle>();
  readonly #constants = new Map<number, Handle>();

  private constructor(backend: TensorFlowJsBackend) {
    this.#backend = backend;
    this.binding = backend.binding;
  }

  /** Runs a kernel's operations, then frees their remaining results. */
  static within<Result>(backend: KernelBackend, body: (calls: Calls) => Result): Result {
    const calls = new Calls(backend as TensorFlowJsBackend);
    try {
      return body(calls);
    } finally {
      for (const handle of calls.#own) calls.binding.deleteTensor(handle);
      for (const handle of calls.#constants.values()) calls.binding.deleteTensor(handle);
    }
  }

  /** Returns the handle of a TensorFlow.js tensor, which TensorFlow.js keeps. */
  of(tensor: TensorInfo): Handle {
    return this.#backend.getInputTensorIds([tensor])[0]!;
  }

  /** Makes a tensor of the given values. */
  make(shape: readonly number[], values: Float32Array | Int32Array, dtype = this.typeOf(values)): Handle {
    const handle = this.binding.createTensor(shape, dtype, values);
    this.#own.add(handle);
    return handle;
  }

  /** Returns an int32 scalar, made once per value */
  constant(value: number): Handle {
    let handle = this.#constants.get(value);
    if (handle === undefined) {
      handle = this.binding.createTensor([], this.binding.TF_INT32, Int32Array.of(value));
      this.#constants.set(value, handle);
    }
    return handle;
  }

  /** Reads the values of a tensor of float32 or int32. */
  values(handle: Handle): Float32Array | Int32Array {
    return this.binding.tensorDataSync(handle);
  }

  /** Frees what `body` makes as soon as it ends, except the handles that it returns. */
  keeping<Kept extends readonly Handle[] | Readonly<Record<string, Handle>>>(body: () => Kept): Kept {
    const outer = this.#own;
    const inner = new Set<Handle>();
    this.#own = inner;
    try {
      const kept = body();
      for (const handle of Object.values<Handle>(kept)) if (inner.delete(handle)) outer.add(handle);
      return kept;
    } finally {
      this.#own = outer;
      for (const handle of inner) this.binding.deleteTensor(handle);
    }
  }

  /** Frees handles before the kernel ends. */
  free(handles: readonly Handle[]): void {
    for (const handle of handles) if (this.#own.delete(handle)) this.binding.deleteTensor(handle);
  }

  /** Runs an operation and returns its results, in its order. */
  run(
    name: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    inputs: readonly Handle[],
    outputs = 1,
  ): OutputMetadata[] {
    const results = this.binding.executeOp(name, this.#attributes(attributes), inputs, outputs);
    for (const { id } of results) this.#own.add(id);
    return results;
  }

  /** Runs an operation with one result and returns the handle. */
  one(name: string, attributes: Readonly<Record<string, AttributeValue>>, inputs: readonly Handle[]): Handle {
    return this.run(name, attributes, inputs)[0]!.id;
  }

  /** Gives a result to TensorFlow.js, which then owns it. */
  give({ id, shape, dtype }: OutputMetadata, as: DataType = 'float32'): TensorInfo {
    this.#own.delete(id);
    const dataId = {};
    this.#backend.tensorMap.set(dataId, { shape, dtype, id, values: null, refCount: 1 });
    return { dataId, shape, dtype: as };
  }

  private typeOf(values: Float32Array | Int32Array): number {
    return values instanceof Float32Array ? this.binding.TF_FLOAT : this.binding.TF_INT32;
  }

  /** Converts attributes for the addon; cached, since most calls of an operation pass the same object. */
  #attributes(attributes: Readonly<Record<string, AttributeValue>>): readonly OpAttribute[] {
    const known = translated.get(attributes);
    if (known !== undefined) return known;
    const types = {
      type: this.binding.TF_ATTR_TYPE,
      int: this.binding.TF_ATTR_INT,
      float: this.binding.TF_ATTR_FLOAT,
      bool: this.binding.TF_ATTR_BOOL,
      string: this.binding.TF_ATTR_STRING,
      shape: this.binding.TF_ATTR_SHAPE,
    };
    const made = Object.entries(attributes).map(([name, { type, value }]) => ({
      name,
      type: types[type],
      value,
    }));
    translated.set(attributes, made);
    return made;
  }
}

/** Attributes converted for the addon. */
const translated = new WeakMap<object, readonly OpAttribute[]>();

/** Kernels by their names. */
export type KernelTable = Readonly<
  Record<
    string,
    (inputs: NamedTensorInfoMap, backend: KernelBackend, attributes: object) => TensorInfo | TensorInfo[]
  >
>;

/** Registers kernels for a backend, replacing those that it has under these names. */
export function registerKernels(backendName: string, kernels: KernelTable): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (getKernel(kernelName, backendName) != null) unregisterKernel(kernelName, backendName);
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) =>
        kernel(inputs as NamedTensorInfoMap, backend as KernelBackend, attrs ?? {}),
    });
  }
}
