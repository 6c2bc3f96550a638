import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

// The default suite has one thread, and three, whose shares are uneven; `.ci/run long` has two and seven, and one of the relaxed build.
const exclude = process.env.LONGRANGE_ENGINES === 'all' ? [] : ['src/parity-{*-[27],relaxed-1}.test.ts'];

// There is one engine for each process, and these files try several.
export default mergeConfig(shared, { test: { isolate: true, exclude } });
