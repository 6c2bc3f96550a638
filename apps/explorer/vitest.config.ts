import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

// The state of a page is that of its modules: each file begins with a new one.
export default mergeConfig(shared, { test: { isolate: true } });
