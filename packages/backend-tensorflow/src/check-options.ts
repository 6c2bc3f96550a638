import { checkArgument, checkKeys } from '@longrange/errors';

const precisions: readonly unknown[] = [undefined, 'float32', 'mixed_float16', 'mixed_bfloat16'];

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkRegistration(options: {
  readonly device: unknown;
  readonly threads?: unknown;
  readonly precision?: unknown;
  readonly gpu?: { readonly index?: unknown; readonly memory?: unknown; readonly tf32?: unknown };
}): void {
  checkKeys(options, ['device', 'threads', 'precision', 'gpu']);
  const { device, threads, precision, gpu = {} } = options;
  checkDevice(device);
  checkArgument(threads === undefined || isFrom(1, threads), 'threads', 'a whole number from 1', threads);
  const expected = "'float32', 'mixed_float16' or 'mixed_bfloat16'";
  checkArgument(precisions.includes(precision), 'precision', expected, precision);
  checkKeys(gpu, ['index', 'memory', 'tf32']);
  const { index, memory, tf32 } = gpu;
  checkArgument(index === undefined || isFrom(0, index), 'gpu.index', 'a whole number from 0', index);
  checkArgument(memory === undefined || isFrom(1, memory), 'gpu.memory', 'a whole number of MiB', memory);
  checkArgument(tf32 === undefined || typeof tf32 === 'boolean', 'gpu.tf32', 'a boolean', tf32);
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkInstallation(options: {
  readonly device: unknown;
  readonly wheel?: unknown;
  readonly onStep?: unknown;
}): void {
  checkKeys(options, ['device', 'wheel', 'onStep']);
  const { device, wheel, onStep } = options;
  checkDevice(device);
  checkArgument(wheel === undefined || typeof wheel === 'string', 'wheel', 'a path', wheel);
  checkArgument(onStep === undefined || typeof onStep === 'function', 'onStep', 'a function', onStep);
}

function checkDevice(device: unknown): void {
  checkArgument(device === 'cpu' || device === 'gpu', 'device', "'cpu' or 'gpu'", device);
}

function isFrom(least: number, value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= least;
}
