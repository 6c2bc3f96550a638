setTimeout(() => undefined, 60_000);
module.exports = { fill: () => 0, matMul: () => ({ data: () => new Promise(() => undefined) }), backend: () => ({}) };
