import '../local/check-node.mjs';
import { tokenCommand } from '../local/token-command.ts';

process.exitCode = await tokenCommand(process.argv.slice(2), process.env);
