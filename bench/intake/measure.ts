import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import * as z from 'zod';
import { documentsOf, patchesOf, SEPARATE, type Shape } from '../cost/shapes.ts';
import { compiled, createSubmitter } from './submitter.ts';

/** CPU milliseconds of one request, all threads of the process. */
interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface IntakeResult {
  readonly name: string;
  readonly bodyBytes: number;
  /** What nobody could do without: `JSON.parse`, and the compiled schema on every patch. */
  readonly floor: Percentiles;
  /** The floor, and what the contract asks for by plain calls: each patch as JSON, the payload, the message groups. */
  readonly least: Percentiles;
  /** All of submitting but the SDK's part: parsing, checks, lanes, compressing, messages, the answer, its log line. */
  readonly submit: Percentiles;
  /** Calls to AWS that the caller waits for. */
  readonly calls: number;
}

/** Measures one body by turns in all three ways, after a tenth of the rounds that nobody counts. */
export async function measureIntake(
  name: string,
  resources: readonly object[],
  rounds: number,
): Promise<IntakeResult> {
  const body = JSON.stringify({ resources });
  const { submit, callsMade } = createSubmitter();
  const floors: number[] = [];
  const leasts: number[] = [];
  const submits: number[] = [];
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    const floor = await cpuOf(() => checkAlone(body));
    const least = await cpuOf(() => dealWith(body));
    const whole = await cpuOf(() => submit(body));
    if (round < 0) continue;
    floors.push(floor);
    leasts.push(least);
    submits.push(whole);
  }
  const before = callsMade();
  await submit(body);
  return {
    name,
    bodyBytes: Buffer.byteLength(body),
    floor: percentiles(floors),
    least: percentiles(leasts),
    submit: percentiles(submits),
    calls: callsMade() - before,
  };
}

/** A thousand resources each, from small patches to the largest body that is taken. */
export async function measureIntakes(): Promise<readonly IntakeResult[]> {
  const shape = (documentBytes: number): Shape => ({ ...SEPARATE, documentBytes });
  return [
    await measureIntake('60 bytes each', patchesOf(shape(700), 1), ROUNDS),
    await measureIntake('0.7 KB each', documentsOf(shape(700)), ROUNDS),
    await measureIntake('4 KB each', documentsOf(shape(LARGEST)), ROUNDS),
  ];
}

/** A thousand of them are the largest body that is taken. */
const LARGEST = 4100;

/** Bytes of memory of a process that submits. */
export interface Memory {
  /** With everything loaded, and the body in it. */
  readonly before: number;
  /** The most that it came to. */
  readonly peak: number;
}

const memory = z.object({ before: z.number(), peak: z.number() });

/** What the largest body takes of memory, the first that a process meets. */
export async function measureMemory(): Promise<Memory> {
  const script = fileURLToPath(new URL('peak-memory.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(LARGEST)]);
  return memory.parse(JSON.parse(stdout));
}

const ROUNDS = 200;

async function checkAlone(body: string): Promise<readonly object[]> {
  const { resources } = JSON.parse(body);
  for (const patch of resources) {
    const problems = compiled.checkPatch(patch);
    if (problems.length > 0) throw new Error('the patches of the bench are not valid');
  }
  return resources;
}

async function dealWith(body: string): Promise<void> {
  const patches = await checkAlone(body);
  const texts = patches.map((patch) => JSON.stringify(patch));
  zstdCompressSync(`[${texts.join()}]`);
  for (const at of texts.keys()) hash('sha256', `bench#tenant#schema-1#c-${at}`);
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
