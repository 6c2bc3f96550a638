import type { MeasureId } from '../../comparison/measures.ts';
import { isEachOnce } from './each-once.ts';

/** Whether a whole measure counts as one of those on which models differ. Bits do once: a state that is reset, and each document once, say the same again. */
export function isCounted(id: MeasureId): boolean {
  return id !== 'bits-reset' && !isEachOnce(id);
}
