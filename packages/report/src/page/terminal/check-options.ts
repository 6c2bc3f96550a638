import { checkArgument, checkKeys } from '@longrange/errors';

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkOptions(options: { readonly color: boolean; readonly width: number }): void {
  checkKeys(options, ['color', 'width']);
  const { color, width } = options;
  checkArgument(typeof color === 'boolean', 'color', 'a boolean', color);
  checkArgument(Number.isFinite(width) && width >= 0, 'width', 'a number of columns', width);
}
