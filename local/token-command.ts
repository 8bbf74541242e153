import { parseArgs } from 'node:util';
import { createDataFolder, DEFAULT_DATA_FOLDER } from './data-folder.ts';
import { LocalRunError } from './errors.ts';
import { openIssuer, type TokenSubject } from './issuer.ts';

const USAGE = 'npm run -s token -- --partner P [--tenant T] [--expires SECONDS]';

/** Prints one token of the local issuer; gives the exit code. The stack need not run, nor ever have run. */
export async function tokenCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const subject = parse(args);
    const folder = await createDataFolder(env['PATCHLANE_DATA'] || DEFAULT_DATA_FOLDER);
    const issuer = await openIssuer(folder.keys);
    process.stdout.write(`${await issuer.mint(subject)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof LocalRunError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function parse(args: readonly string[]): TokenSubject {
  const { partner, tenant, expires } = options(args);
  if (!partner) throw new LocalRunError(`A token needs a partner: ${USAGE}`);
  if (tenant === '') throw new LocalRunError(`The tenant is empty: ${USAGE}`);
  if (expires !== undefined && !/^-?\d{1,10}$/.test(expires)) {
    throw new LocalRunError(
      `--expires is ${JSON.stringify(expires)}; it takes whole seconds from now: ${USAGE}`,
    );
  }
  return {
    partnerId: partner,
    ...(tenant === undefined ? {} : { tenantExternalId: tenant }),
    ...(expires === undefined ? {} : { expiresIn: Number(expires) }),
  };
}

function options(args: readonly string[]) {
  const type = 'string' as const;
  try {
    return parseArgs({ args: [...args], options: { partner: { type }, tenant: { type }, expires: { type } } })
      .values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new LocalRunError(`${error.message.split('\n')[0]?.replace(/\.$/, '')}: ${USAGE}`, {
      cause: error,
    });
  }
}
