import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What was sent in confidence: tokens, and what stands in patches and documents. */
export interface Secrets {
  readonly token: (jwt: string) => string;
  readonly body: (body: unknown) => void;
  /** Those that functions' logs in a folder hold, each with its file. */
  readonly foundIn: (folder: string) => Promise<readonly string[]>;
}

/** Shorter ones may stand in a log by chance. */
const MIN_LENGTH = 6;
/** So that looking for them takes no longer than the tests; what is left out differs from run to run of a suite. */
const MAX_LOOKED_FOR = 400;

const payload = z.object({ resources: z.array(z.unknown()) }).or(z.object({ data: z.unknown() }));

export function createSecrets(): Secrets {
  const sent = new Set<string>();
  const keep = (text: string) => {
    // As JSON has it, since log lines are JSON; a quarter of a token or document is no better in a log than the whole.
    if (text.length >= MIN_LENGTH) sent.add(JSON.stringify(text).slice(1, -1).slice(0, 200));
  };
  return {
    token: (jwt) => {
      keep(jwt.split('.').at(-1) ?? '');
      return jwt;
    },
    body: (body) => {
      const { data } = payload.safeParse(body);
      if (data !== undefined) for (const text of textsIn(data)) keep(text);
    },
    foundIn: async (folder) => {
      const files = (await readdir(folder)).filter((name) => /^[A-Z]\w+\.log$/.test(name));
      const looked = [...sent].slice(-MAX_LOOKED_FOR);
      const found: string[] = [];
      for (const file of files) {
        const text = await readFile(join(folder, file), 'utf8');
        for (const one of looked) if (text.includes(one)) found.push(`${file}: ${one}`);
      }
      return found;
    },
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
