export default {
  root: import.meta.dirname,
  resolve: { conditions: ['@longrange/source'] },
  build: {
    target: 'es2022',
    outDir: '/tmp/probe43',
    emptyOutDir: true,
    lib: { entry: 'src/probe.ts', formats: ['es'] },
    rollupOptions: {},
  },
};
