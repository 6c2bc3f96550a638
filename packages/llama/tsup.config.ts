import { library } from '../../tsup.shared.ts';

// The second is a program, without declarations.
export default { ...library('src/index.ts', 'src/llama-child.js'), dts: { entry: 'src/index.ts' } };
