import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

// There is one engine for each process, and these files try several.
export default mergeConfig(shared, { test: { isolate: true } });
