import { LongrangeError } from '@longrange/errors';
import { NOT_REPEATABLE } from '@longrange/ops/internal';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Engine, RecordedJob } from './engine.ts';

type Numeric = 'float32' | 'int32';

/** Data of a tensor in the engine's memory. `values` is a new view for each reader, since the memory may grow. */
class ResidentData {
  refCount = 1;
  readonly dtype: Numeric;
  readonly address: number;
  readonly #engine: Engine;
  readonly #length: number;
  /** Recording whose jobs write it */
  readonly #recording: readonly RecordedJob[] | undefined;

  constructor(
    engine: Engine,
    address: number,
    length: number,
    dtype: Numeric,
    recording?: readonly RecordedJob[],
  ) {
    this.#engine = engine;
    this.address = address;
    this.#length = length;
    this.dtype = dtype;
    this.#recording = recording;
  }

  /** True while the jobs that write it are recorded: it has no numbers yet. */
  get isPending(): boolean {
    return this.#recording !== undefined && this.#recording === this.#engine.recording;
  }

  /** @throws LongrangeError `NOT_REPEATABLE` if it is pending */
  get values(): Float32Array | Int32Array {
    if (this.isPending)
      throw new LongrangeError({
        code: NOT_REPEATABLE,
        message: 'Expected jobs of the engine only, got an operation that reads a result of theirs.',
        hint: 'run this step by step.',
      });
    return this.dtype === 'float32'
      ? this.#engine.heap.floats(this.address, this.#length)
      : this.#engine.heap.integers(this.address, this.#length);
  }
}

/**
 * TensorFlow.js's CPU backend whose hot kernels run on an engine. A tensor lives on the JavaScript heap until a hot kernel
 * needs it; from then on it lives in the engine's memory, where the inherited kernels read it through a view.
 */
export class EngineBackend<E extends Engine = Engine> extends MathBackendCPU {
  readonly engine: E;

  constructor(engine: E) {
    super();
    this.engine = engine;
  }

  /** Address of a float32 or int32 tensor's data, moved into the engine's memory if it is not there. */
  address(info: TensorInfo): number {
    const stored = this.data.get(info.dataId);
    if (stored instanceof ResidentData) return stored.address;
    const values = stored.values as Float32Array | Int32Array;
    const resident = this.#allocate(values.length, info.dtype as Numeric);
    resident.values.set(values);
    resident.refCount = stored.refCount;
    // `set` alone would count the id a second time.
    this.data.delete(info.dataId);
    this.data.set(info.dataId, resident);
    return resident.address;
  }

  /** True for a tensor that recorded jobs write, and that has no numbers yet */
  isPending({ dataId }: TensorInfo): boolean {
    const stored = this.data.get(dataId);
    return stored instanceof ResidentData && stored.isPending;
  }

  /** True for a tensor that stays the same while recorded jobs are repeated; false if none are recorded */
  isConstant(info: TensorInfo): boolean {
    return this.engine.recording !== undefined && !this.isPending(info);
  }

  /** A new tensor in the engine's memory, not cleared. */
  output(shape: number[], dtype: Numeric = 'float32'): { info: TensorInfo; address: number } {
    const resident = this.#allocate(
      shape.reduce((a, b) => a * b, 1),
      dtype,
      this.engine.recording,
    );
    const dataId = {};
    this.data.set(dataId, resident);
    return { info: { dataId, shape, dtype }, address: resident.address };
  }

  #allocate(length: number, dtype: Numeric, recording?: readonly RecordedJob[]): ResidentData {
    return new ResidentData(this.engine, this.engine.heap.allocate(length * 4), length, dtype, recording);
  }

  /** Copies a view of another tensor's memory, which an inherited kernel may pass on but which must not outlive that tensor. */
  #own<T extends BackendValues>(values: T): T {
    const isView = ArrayBuffer.isView(values) && this.engine.heap.owns(values);
    return isView ? ((values as unknown as Float32Array).slice() as unknown as T) : values;
  }

  override write(values: BackendValues, _shape: number[], dtype: DataType): object {
    const dataId = {};
    this.data.set(dataId, { values: this.#own(values), dtype, refCount: 1 });
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    _shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.data.set(dataId, { values: this.#own(values), dtype, refCount });
  }

  override readSync(dataId: object): BackendValues {
    const stored = this.data.get(dataId);
    return stored instanceof ResidentData ? stored.values.slice() : super.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const stored = this.data.has(dataId) ? this.data.get(dataId) : undefined;
    const disposed = super.disposeData(dataId, force);
    if (disposed && stored instanceof ResidentData) this.engine.heap.free(stored.address);
    return disposed;
  }

  override dispose(): void {
    void this.engine.terminate();
    super.dispose();
  }
}
