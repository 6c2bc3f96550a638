/** A tensor on TensorFlow's side, as its operations give it. */
export interface OutputMetadata {
  readonly id: number;
  readonly shape: number[];
  /** One of TensorFlow's numbers for a type: `TF_FLOAT`. */
  readonly dtype: number;
}

/** An attribute of an operation. */
export interface OpAttribute {
  readonly name: string;
  /** One of the numbers `TF_ATTR_…`. */
  readonly type: number;
  readonly value: string | number | boolean | readonly number[];
}

/** What the addon of tfjs-node 4.22.0 exports, as far as it is used here. */
export interface Addon {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputMetadata[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
}
