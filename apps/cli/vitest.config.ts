import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

// These files choose engines, of which there is one for each process.
export default mergeConfig(shared, { test: { isolate: true } });
