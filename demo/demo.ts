import { randomUUID } from 'node:crypto';
import { type LocalStack, startLocalStack } from '../local/run.ts';
import { AIRPORT_DEFINITION } from './airport-schema.ts';
import { AIRPORTS_FILE, readAirports } from './airports.ts';
import { ApiError, createClient } from './client.ts';
import { createProgress, type Output, type Progress } from './progress.ts';
import { formatReport, mismatchesOf } from './report.ts';
import { runDemo } from './run-demo.ts';
import { toStages } from './scenario.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

export interface DemoOptions {
  readonly output: Output;
  /** Aborting it makes the demo clean up and reject with the reason. */
  readonly signal: AbortSignal;
  /** Airports, from the first of the file on; default all. */
  readonly rows?: number;
  /** As that of `startLocalStack`. */
  readonly assembly?: string;
  readonly dynamodb?: string | undefined;
  /** Makes what talks to the API. */
  readonly connect?: typeof createClient;
  /** Folder that the temporary data folder is made in; default the system's. */
  readonly parentFolder?: string;
}

/**
 * Runs the demo on a stack of its own; gives the exit code, 1 for any mismatch or failure. It leaves nothing behind, except
 * what tells why it failed.
 */
export async function demo(options: DemoOptions): Promise<number> {
  const progress = createProgress(options.output, now);
  options.signal.addEventListener('abort', () => progress.say('stopping'), { once: true });
  const folder = { prefix: 'patchlane-demo-', parent: options.parentFolder, signal: options.signal };
  return await inTemporaryFolder({ ...folder, say: progress.say }, (dataFolder) =>
    onStack(options, dataFolder, progress),
  );
}

const now = () => performance.now();

async function onStack(options: DemoOptions, dataFolder: string, progress: Progress): Promise<number> {
  const { assembly, dynamodb, signal, rows } = options;
  const gone = new AbortController();
  const stages = toStages(await readAirports(AIRPORTS_FILE, rows));
  const stack = await startLocalStack({
    dataFolder,
    port: 0,
    dynamodb,
    log: progress.say,
    onGone: (line) => gone.abort(new ApiError(line)),
    ...(assembly !== undefined && { assembly }),
  });
  const anyEnd = AbortSignal.any([signal, gone.signal]);
  try {
    const client = await connect(options, stack, anyEnd);
    await client.createDefinition(AIRPORT_DEFINITION);
    const result = await runDemo({ client, progress, now }, stages);
    progress.say(formatReport(result));
    return mismatchesOf(result).length > 0 ? 1 : 0;
  } finally {
    await stack.stop();
  }
}

async function connect(
  { connect: connectTo = createClient }: DemoOptions,
  { url, token }: LocalStack,
  signal: AbortSignal,
) {
  // A partner of this run's own, because a DynamoDB that PATCHLANE_DYNAMODB names keeps what earlier runs left.
  const partnerId = `demo-${randomUUID()}`;
  const [partnerToken, tenantToken] = await Promise.all([
    token({ partnerId }),
    token({ partnerId, tenantExternalId: 'demo-tenant' }),
  ]);
  return connectTo({ url, partnerToken, tenantToken, signal });
}
