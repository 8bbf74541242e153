// Loads a bundle as Lambda's runtime does, and prints what that took since the process began: milliseconds by the clock and of
// a processor. `node load.mjs <file>`
import { pathToFileURL } from 'node:url';

await import(pathToFileURL(process.argv[2]).href);
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ ms: performance.now(), cpuMs: (user + system) / 1000 }), () =>
  process.exit(),
);
