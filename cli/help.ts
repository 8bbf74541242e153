import { COMMON_OPTIONS, type Command, type Options } from './command.ts';
import { wrap } from './report/wrap.ts';

const ENVIRONMENT = `Environment:
  PATCHLANE_URL     of the API
  PATCHLANE_TOKEN   a token for it
  PATCHLANE_TENANT  the tenant that a partner's token acts for
  PATCHLANE_PROFILE the profile of the config file
  PATCHLANE_CONFIG  the config file; default
                    $XDG_CONFIG_HOME/patchlane/config.json, or ~/.config/...

Each setting comes from the command line, a profile that --profile names, the
environment, or the default profile of the config file: the first that has it.`;

const EXIT_CODES = `Exit codes:
  0   all good                    2   done, and some records failed
  1   could not be done           64  wrong use
  130 ended by Ctrl-C (143 by SIGTERM)`;

/** What `patchlane --help` prints. */
export function mainHelp(commands: readonly Command[]): string {
  const lines = commands.map(({ name, args, summary }) => `  ${`${name} ${args}`.padEnd(25)} ${summary}`);
  return [
    'Sends files of changes to Patchlane, and looks after what was sent.',
    'Usage: patchlane COMMAND [options]\n       patchlane --version',
    ['Commands:', ...lines].join('\n'),
    `Options of all commands:\n${optionLines(COMMON_OPTIONS)}`,
    ENVIRONMENT,
    EXIT_CODES,
    'patchlane COMMAND --help tells more about a command.',
  ].join('\n\n');
}

/** What `patchlane COMMAND --help` prints. */
export function commandHelp({ name, args, summary, about, options, examples }: Command): string {
  const own = Object.keys(options).length === 0 ? [] : [`Options:\n${optionLines(options)}`];
  return [
    `Usage: ${['patchlane', name, args, '[options]'].filter((word) => word !== '').join(' ')}`,
    sentence(summary),
    ...(about === undefined ? [] : [about]),
    ...own,
    `Options of all commands:\n${optionLines(COMMON_OPTIONS)}`,
    ENVIRONMENT,
    EXIT_CODES,
    ['Examples:', ...examples.map((example) => `  patchlane ${example}`)].join('\n'),
  ].join('\n\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Where what an option means begins, and where a line ends. */
const INDENT = 28;
const COLUMNS = 80;

function optionLines(options: Options): string {
  return Object.entries(options)
    .map(([name, { short, value, help, default: usual }]) => {
      const flags = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
      const text = `${help}${usual === undefined ? '' : `; default ${usual}`}`;
      return (
        `  ${flags}`.padEnd(INDENT) + wrap(text, COLUMNS - INDENT).replaceAll('\n', `\n${' '.repeat(INDENT)}`)
      );
    })
    .join('\n');
}
