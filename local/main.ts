import { DEFAULT_DATA_FOLDER } from './data-folder.ts';
import { LocalRunError } from './errors.ts';
import { onNpmGone } from './parent.ts';
import { type LocalStack, startLocalStack } from './run.ts';
import { EXAMPLE } from './seed.ts';

const DEFAULT_PORT = 3000;

/** Less than the 5 s in which the local run promises to be gone. */
const STOP_DEADLINE_MS = 4500;

/** Serves until a signal; progress and errors go to stderr, what a person is to use to stdout. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  let stack: LocalStack | undefined;
  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    // Before the start is through, exiting is enough: every process started so far notices.
    await stack?.stop();
    process.exit(code);
  };
  const endOr = (code: number) => () =>
    void end(code).catch((error: unknown) => {
      say(`Not everything could be stopped: ${String(error)}`);
      process.exit(1);
    });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endOr(0));
  onNpmGone(endOr(0));

  try {
    if (args.length > 0) {
      const settings = 'PORT, PATCHLANE_DATA and PATCHLANE_DYNAMODB';
      throw new LocalRunError(
        `npm start takes no arguments; ${settings} of the environment set it: README.md.`,
      );
    }
    stack = await startLocalStack({
      port: parsePort(env['PORT']),
      dataFolder: env['PATCHLANE_DATA'] || DEFAULT_DATA_FOLDER,
      dynamodb: env['PATCHLANE_DYNAMODB'],
      seed: true,
      log: say,
      onGone: (line) => {
        say(line);
        endOr(1)();
      },
    });
  } catch (error) {
    if (!(error instanceof LocalRunError)) throw error;
    say(error.message);
    process.exit(1);
  }
  process.stdout.write(`${await greeting(stack)}\n`);
}

function parsePort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new LocalRunError(`PORT is ${JSON.stringify(text)}; it takes a whole number from 0 to 65535.`);
}

async function greeting({ url, token, folder }: LocalStack): Promise<string> {
  const { partnerId, tenantExternalId, schema, patch } = EXAMPLE;
  const jwt = await token({ partnerId, tenantExternalId });
  return [
    `patchlane ready ${url}`,
    '',
    `A token of tenant ${tenantExternalId} of partner ${partnerId}, good for a day:`,
    jwt,
    '',
    'A batch patch to paste:',
    `curl -sS -X PATCH '${url}/api/resources/${schema}/batch' \\`,
    `  -H 'authorization: Bearer ${jwt}' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(patch)}'`,
    '',
    `The console, with metrics, batches and queues as they are now: ${url}/_console/`,
    `What became of it: GET ${url}/api/batches/<batchId> with the same token. Data and logs are in ${folder.path}; Ctrl-C ends it.`,
  ].join('\n');
}
