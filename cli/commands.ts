import type { Command } from './command.ts';
import { cancelCommand } from './commands/cancel.ts';
import { deleteCommand } from './commands/delete.ts';
import { doctorCommand } from './commands/doctor.ts';
import { getCommand } from './commands/get.ts';
import { listCommand } from './commands/list.ts';
import { patchCommand } from './commands/patch.ts';
import { resultsCommand } from './commands/results.ts';
import { retryCommand } from './commands/retry.ts';
import { schemaCommand } from './commands/schema.ts';
import { statusCommand } from './commands/status.ts';
import { uploadCommand } from './commands/upload.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...[patchCommand, uploadCommand, deleteCommand],
  ...[statusCommand, resultsCommand, cancelCommand, retryCommand, listCommand],
  ...[schemaCommand, getCommand, doctorCommand],
];
