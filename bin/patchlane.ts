#!/usr/bin/env node
import '../cli/small-heap.ts';
import { processIo } from '../cli/io.ts';
import { run } from '../cli/main.ts';

process.exitCode = await run(process.argv.slice(2), processIo());
