#!/usr/bin/env node
import { main } from './cli/main.ts';
import { commands } from './commands/commands.ts';

await main(commands, process.argv.slice(2));
