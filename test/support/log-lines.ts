import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalStack } from '../../local/run.ts';
import { type Emitted, emittedIn } from './emf.ts';

const logLine = z.looseObject({ level: z.string(), message: z.string(), service: z.string() });
export type LogLine = z.infer<typeof logLine>;

/** What the functions of a local run have written so far, file by file. */
async function outputs({ stack, folder }: LocalStack): Promise<readonly string[]> {
  const written = new Set(await readdir(folder.logs));
  const files = stack.functions.map(({ id }) => `${id}.log`).filter((file) => written.has(file));
  return await Promise.all(files.map((file) => readFile(join(folder.logs, file), 'utf8')));
}

export async function emittedBy(stack: LocalStack): Promise<readonly Emitted[]> {
  return (await outputs(stack)).flatMap(emittedIn);
}

/** The lines of the log; every line of a function is one of these, or holds metrics. */
export async function loggedBy(stack: LocalStack): Promise<readonly LogLine[]> {
  const texts = await outputs(stack);
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return lines.filter((line) => !line.includes('"_aws"')).map((line) => logLine.parse(JSON.parse(line)));
}
