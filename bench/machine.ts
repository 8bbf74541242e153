import { availableParallelism, cpus, loadavg } from 'node:os';

/** What times depend on beside the code. The load is that of the last minute, whoever made it. */
export function machine() {
  return {
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
  };
}
