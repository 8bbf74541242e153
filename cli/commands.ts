import type { Command } from './command.ts';
import { deleteCommand } from './commands/delete.ts';
import { patchCommand } from './commands/patch.ts';
import { uploadCommand } from './commands/upload.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [patchCommand, uploadCommand, deleteCommand];
