import type { Operation } from './api-types.ts';
import { type Call, positionalsOf } from './command.ts';
import { type FILE_OPTIONS, fileOptionsOf } from './file-options.ts';

/** `patchlane patch|upload|delete SCHEMA FILE`; gives the exit code. */
export async function sendFile(operation: Operation, call: Call<typeof FILE_OPTIONS>): Promise<number> {
  const [schema, file] = positionalsOf(call, 'SCHEMA', 'FILE');
  const options = fileOptionsOf(call);
  call.io.stderr.write(`${operation} ${schema} ${file} ${options.concurrency}\n`);
  return 1;
}
