import { runCommand } from '../demo/command.ts';
import { chaos } from './chaos.ts';
import { HELP, parseOptions } from './options.ts';

/** Runs the fault run and sets the exit code: 0, 1 for any violation or failure, 2 for arguments that it does not take. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const parsed = parseOptions(args);
  if (parsed.kind === 'help') {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (parsed.kind === 'refused') {
    process.stderr.write(`${parsed.message}\n\n${HELP}\n`);
    process.exitCode = 2;
    return;
  }
  const { options } = parsed;
  await runCommand((signal) =>
    chaos({ ...options, output: process.stdout, signal, dynamodb: env['PATCHLANE_DYNAMODB'] }),
  );
}
