import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

// A page's state lives in its modules, so each test file needs fresh modules.
export default mergeConfig(shared, { test: { isolate: true } });
