import { runCommand } from './command.ts';
import { demo } from './demo.ts';

/** Runs the demo and sets the exit code: 0, 1 for any mismatch or failure, that of the signal when it is ended by one. */
export async function main(env: NodeJS.ProcessEnv): Promise<void> {
  await runCommand((signal) => demo({ output: process.stdout, signal, dynamodb: env['PATCHLANE_DYNAMODB'] }));
}
