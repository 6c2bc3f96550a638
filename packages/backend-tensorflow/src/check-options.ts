import { checkArgument, checkKeys } from '@longrange/errors';

const precisions: readonly unknown[] = [undefined, 'float32', 'mixed_float16', 'mixed_bfloat16'];

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkRegistration(options: {
  readonly device: unknown;
  readonly threads?: unknown;
  readonly precision?: unknown;
}): void {
  checkKeys(options, ['device', 'threads', 'precision']);
  const { device, threads, precision } = options;
  checkDevice(device);
  const isCount = threads === undefined || (Number.isInteger(threads) && (threads as number) >= 1);
  checkArgument(isCount, 'threads', 'a whole number from 1', threads);
  const expected = "'float32', 'mixed_float16' or 'mixed_bfloat16'";
  checkArgument(precisions.includes(precision), 'precision', expected, precision);
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
