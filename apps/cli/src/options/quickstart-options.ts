import { z } from 'zod';
import {
  corpusOption,
  debugOption,
  engineOptions,
  openOption,
  runsOption,
  setOption,
} from './shared-options.ts';

export const quickstartOptionsSchema = z.strictObject({
  corpus: corpusOption,
  ...runsOption,
  set: setOption,
  ...openOption,
  ...engineOptions,
  ...debugOption,
});

export type QuickstartOptions = z.output<typeof quickstartOptionsSchema>;
