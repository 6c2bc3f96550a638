// Loaded before the program (`node --import`): counts each call that changes what is on the disk below one folder, and lets calls from
// `at` on fail, or copies the folder around each. The environment variable LONGRANGE_FAULT says how: see `Fault` in run-program.ts.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** @type {{ root: string, log?: string, copies?: string, kind: 'count' | 'copy' | 'fail' | 'full', at?: number, code?: string }} */
const fault = JSON.parse(process.env.LONGRANGE_FAULT);
const original = { ...fs, promises: { ...fs.promises } };
const errno = { ENOSPC: 28, EIO: 5 };
const text = { ENOSPC: 'no space left on the device', EIO: 'i/o error' };
/** Calls that need room on the disk. */
const takesRoom = new Set([
  'open',
  'write',
  'writeFile',
  'appendFile',
  'mkdir',
  'sync',
  'datasync',
  'truncate',
]);
const pathsByDescriptor = new Map();
const pathsByHandle = new WeakMap();
let calls = 0;
/** True while this module itself touches the disk; Node's functions call each other. */
let unwatched = false;

function isBelow(path) {
  if (unwatched || typeof path !== 'string') return false;
  const whole = isAbsolute(path) ? path : resolve(path);
  return whole === fault.root || whole.startsWith(fault.root + sep);
}

function failure(name, path) {
  const code = fault.code ?? 'ENOSPC';
  const error = new Error(`${code}: ${text[code]}, ${name} '${path}'`);
  return Object.assign(error, { code, errno: -errno[code], syscall: name, path });
}

/** Fault of this call; `null` for none. */
function next(name, path) {
  calls += 1;
  if (fault.log !== undefined) original.appendFileSync(fault.log, `${name}\t${path}\n`);
  if (fault.kind === 'copy') return 'copy';
  if (fault.kind === 'full') return calls >= fault.at && takesRoom.has(name) ? 'fail' : null;
  return calls === fault.at && fault.kind === 'fail' ? 'fail' : null;
}

const halfOf = (data) => (typeof data === 'string' ? Buffer.from(data) : data).subarray(0, data.length >> 1);

/** Leaves behind what a call that was cut short would leave. */
function halfDone(name, path, data, put) {
  unwatched = true;
  if (data !== undefined) put(halfOf(data));
  unwatched = false;
  if (name !== 'rm') return;
  const [first] = fs.existsSync(path) && fs.statSync(path).isDirectory() ? fs.readdirSync(path) : [];
  if (first !== undefined) original.rmSync(join(path, first), { recursive: true });
}

/** Copies the folder to `name` in `copies`; a function that says where a file of it is there. */
function copyRoot(name) {
  const copy = join(fault.copies, name);
  unwatched = true;
  // A call may fail for want of the folder itself.
  if (fs.existsSync(fault.root)) fs.cpSync(fault.root, copy, { recursive: true, preserveTimestamps: true });
  unwatched = false;
  return (path) => join(copy, relative(fault.root, resolve(path)));
}

/** Runs one call; copies what SIGKILL would leave in the middle of it, where it has one, and after it. The names of the copies are in order. */
function copyAround({ name, path, data, call }) {
  const [moment, what] = [String(calls).padStart(4, '0'), `${name} ${basename(path)}`];
  if (data !== undefined || name === 'rm') {
    const copied = copyRoot(`${moment} a half of ${what}`)(path);
    halfDone(name, copied, data, (half) => original.appendFileSync(copied, half));
  }
  const after = () => void copyRoot(`${moment} b after ${what}`);
  let result;
  try {
    result = call();
    return result instanceof Promise ? result.finally(after) : result;
  } finally {
    if (!(result instanceof Promise)) after();
  }
}

/** Runs one call under the fault; `put` writes a part of the data without being counted. */
function around(options) {
  const { name, path, data, put, call } = options;
  const fate = next(name, path);
  if (fate === 'copy') return copyAround(options);
  if (fate === 'fail') {
    if (data !== undefined) halfDone(name, path, data, put);
    throw failure(name, path);
  }
  return call();
}

/** `around` for calls that return a promise. */
async function aroundAsync(options) {
  return around(options);
}

const writes = (flags) => typeof flags === 'number' || (typeof flags === 'string' && flags !== 'r');

function install() {
  for (const name of ['mkdir', 'rename', 'rm', 'rmdir', 'unlink', 'link', 'copyFile']) {
    const pathOf = (args) => args.find((arg) => isBelow(arg));
    fs.promises[name] = (...args) => {
      const call = () => original.promises[name](...args);
      const path = pathOf(args);
      return path === undefined ? call() : aroundAsync({ name, path, call });
    };
    fs[`${name}Sync`] = (...args) => {
      const call = () => original[`${name}Sync`](...args);
      const path = pathOf(args);
      return path === undefined ? call() : around({ name, path, call });
    };
  }
  for (const name of ['writeFile', 'appendFile']) {
    const options = (path, data) => ({
      name,
      path,
      data,
      put: (half) => original.appendFileSync(path, half),
    });
    fs.promises[name] = (path, data, ...rest) => {
      const call = () => original.promises[name](path, data, ...rest);
      return isBelow(path) ? aroundAsync({ ...options(path, data), call }) : call();
    };
    fs[`${name}Sync`] = (path, data, ...rest) => {
      const call = () => original[`${name}Sync`](path, data, ...rest);
      return isBelow(path) ? around({ ...options(path, data), call }) : call();
    };
  }
  installDescriptors();
  installHandles();
  syncBuiltinESMExports();
}

function installDescriptors() {
  fs.openSync = (path, flags, ...rest) => {
    const call = () => original.openSync(path, flags, ...rest);
    if (!isBelow(path)) return call();
    const descriptor = writes(flags) ? around({ name: 'open', path, call }) : call();
    pathsByDescriptor.set(descriptor, path);
    return descriptor;
  };
  for (const [method, name] of Object.entries({
    writeSync: 'write',
    fsyncSync: 'sync',
    fdatasyncSync: 'datasync',
    ftruncateSync: 'truncate',
    closeSync: 'close',
  })) {
    fs[method] = (descriptor, ...args) => {
      const path = pathsByDescriptor.get(descriptor);
      const call = () => original[method](descriptor, ...args);
      if (path === undefined) return call();
      if (name === 'close') pathsByDescriptor.delete(descriptor);
      const data = name === 'write' ? Buffer.from(args[0]).subarray(args[1] ?? 0) : undefined;
      return around({ name, path, data, put: (half) => original.writeSync(descriptor, half), call });
    };
  }
}

function installHandles() {
  let patched = false;
  fs.promises.open = async (path, flags = 'r', ...rest) => {
    const call = () => original.promises.open(path, flags, ...rest);
    if (!isBelow(path)) return call();
    const handle = await (writes(flags) ? around({ name: 'open', path, call }) : call());
    pathsByHandle.set(handle, path);
    if (!patched) patchHandle(Object.getPrototypeOf(handle));
    patched = true;
    return handle;
  };
}

function patchHandle(prototype) {
  for (const name of ['write', 'writeFile', 'appendFile', 'sync', 'datasync', 'truncate', 'close']) {
    const method = prototype[name];
    prototype[name] = function (...args) {
      const path = pathsByHandle.get(this);
      const call = () => method.apply(this, args);
      if (path === undefined) return call();
      const data = name.startsWith('write') || name === 'appendFile' ? args[0] : undefined;
      return aroundAsync({ name, path, data, put: (half) => original.writeSync(this.fd, half), call });
    };
  }
}

if (isMainThread) install();
