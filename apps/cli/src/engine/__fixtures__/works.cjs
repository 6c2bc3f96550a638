// Stands in for a TensorFlow binding: answers the probe's questions.
console.log('noise on standard output');
console.error('noise on standard error');
const util = require('node:util');
module.exports = {
  fill: (shape, value) => ({ shape, value }),
  matMul: (a, b) => ({ data: async () => new Float32Array(4).fill(a.shape[1] * a.value * b.value) }),
  backend: () => ({ isUsingGpuDevice: util.isNullOrUndefined(undefined) && util.isArray([]) }),
};
