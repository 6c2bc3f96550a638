import { z } from 'zod';
import {
  corpusOption,
  debugOption,
  engineOptions,
  openOption,
  readingOptions,
  runsOption,
  setOption,
} from './shared-options.ts';

export const quickstartOptionsSchema = z.strictObject({
  corpus: corpusOption,
  ...readingOptions,
  ...runsOption,
  set: setOption,
  ...openOption,
  ...engineOptions,
  ...debugOption,
});

export type QuickstartOptions = z.output<typeof quickstartOptionsSchema>;
