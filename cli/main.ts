import { parseArgs } from 'node:util';
import { createClient } from './client.ts';
import { type Call, COMMON_OPTIONS, type Command, type Options, wholeNumber } from './command.ts';
import { COMMANDS } from './commands.ts';
import { PatchlaneError, UsageError } from './errors.ts';
import { commandHelp, mainHelp } from './help.ts';
import { EXIT, type Io } from './io.ts';
import { errorText } from './report/error-text.ts';
import { fitted } from './report/fitted.ts';
import { retryNotice } from './report/retry-notice.ts';
import { neededSettings } from './settings.ts';
import { settingsOf } from './settings-of.ts';
import { VERSION } from './version.ts';

/** Runs a command line, without `node` and the script's name; gives the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(`${mainHelp(COMMANDS)}\n`);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version') {
    io.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  try {
    const command = COMMANDS.find((one) => one.name === name);
    if (command === undefined) {
      const known = COMMANDS.map((one) => one.name).join(', ');
      throw new UsageError(`There is no command ${JSON.stringify(name)}: ${known}.`);
    }
    const call = parse(command, rest, argv, io);
    if (call.values.help) {
      io.stdout.write(`${commandHelp(command)}\n`);
      return EXIT.ok;
    }
    return await command.run(call);
  } catch (error) {
    if (!(error instanceof PatchlaneError)) throw error;
    io.stderr.write(`${fitted(errorText(error), io.stderr)}\n`);
    if (!(error instanceof UsageError)) return EXIT.failed;
    const known = COMMANDS.some((one) => one.name === name) ? `${name} ` : '';
    io.stderr.write(`patchlane ${known}--help tells how to use it.\n`);
    return EXIT.usage;
  }
}

function parse(command: Command, args: readonly string[], argv: readonly string[], io: Io): Call {
  const options: Options = { ...COMMON_OPTIONS, ...command.options };
  try {
    // Without the defaults, which are there for the help.
    const types = Object.fromEntries(
      Object.entries(options).map(([name, { type, short }]) => [name, { type, ...(short && { short }) }]),
    );
    const parsed = parseArgs({ args: [...args], options: types, allowPositionals: true, strict: true });
    const values = parsed.values as Call['values']; // by the options
    const find = settingsOf(values, io);
    const settings = () => neededSettings(find());
    const giveUpAfter = wholeNumber(values, 'give-up-after', { usual: 300, from: 0, to: 86_400 });
    return {
      values,
      positionals: parsed.positionals,
      argv,
      io,
      settings,
      knownSettings: find,
      client: (more) => {
        const onRetry = retryNotice((line) => io.stderr.write(`${line}\n`));
        return createClient({ ...settings(), giveUpAfterMs: giveUpAfter * 1000, onRetry, ...more });
      },
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [, unknown] = /^Unknown option '([^']+)'/.exec(error.message) ?? [];
    const problem = unknown === undefined ? error.message.split('\n')[0] : `There is no option ${unknown}.`;
    throw new UsageError(problem, { cause: error });
  }
}
