process.kill(process.pid, 'SIGSEGV');
setTimeout(() => undefined, 60_000);
