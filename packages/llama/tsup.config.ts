import { defineConfig } from 'tsup';
import library from '../../tsup.shared.ts';

// The second is a program.
export default defineConfig({ ...library, entry: ['src/index.ts', 'src/llama-child.js'] });
