import type { PbfWriter } from 'pbf';

/**
 * Messages of ONNX's protocol buffers that a recurrent network needs, with the numbers of their fields.
 *
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  /** Dimensions; a name stands for a variable one. */
  readonly shape: readonly (number | string)[];
}

/** TensorProto.DataType */
const dataTypes = { float32: 1, int64: 7 } as const;
const IR_VERSION = 8;
/** AttributeProto.AttributeType INT */
const INT = 2;

/** Writes a model with one entry of metadata, `longrange`. */
export function writeModel(
  { graph, version, opset, metadata }: { graph: OnnxGraph; version: string; opset: number; metadata: string },
  pbf: PbfWriter,
): void {
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'longrange');
  pbf.writeStringField(3, version);
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, (set, inner) => inner.writeVarintField(2, set), opset);
  pbf.writeMessage(
    14,
    (value, inner) => {
      inner.writeStringField(1, 'longrange');
      inner.writeStringField(2, value);
    },
    metadata,
  );
}

function writeGraph({ name, nodes, initializers, inputs, outputs }: OnnxGraph, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const tensor of initializers) pbf.writeMessage(5, writeTensor, tensor);
  for (const value of inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode({ operator, inputs, outputs, attributes = {} }: OnnxNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, `${operator} ${outputs.find((output) => output !== '') ?? ''}`);
  pbf.writeStringField(4, operator);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: readonly [string, number], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeVarintField(3, value);
  pbf.writeVarintField(20, INT);
}

function writeTensor({ name, shape, data }: OnnxTensor, pbf: PbfWriter): void {
  for (const length of shape) pbf.writeVarintField(1, length);
  pbf.writeVarintField(2, data instanceof Float32Array ? dataTypes.float32 : dataTypes.int64);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValue({ name, type, shape }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    2,
    (_, outer) => {
      outer.writeMessage(1, writeTensorType, { type, shape });
    },
    null,
  );
}

function writeTensorType({ type, shape }: Pick<OnnxValue, 'type' | 'shape'>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, dataTypes[type]);
  pbf.writeMessage(
    2,
    (lengths, outer) => {
      for (const length of lengths) outer.writeMessage(1, writeDimension, length);
    },
    shape,
  );
}

function writeDimension(length: number | string, pbf: PbfWriter): void {
  if (typeof length === 'number') pbf.writeVarintField(1, length);
  else pbf.writeStringField(2, length);
}
