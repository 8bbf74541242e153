import { expect, vi } from 'vitest';
import { type Recording, readRecording, unusedIn } from '../support/privileges/recording.ts';
import { type PlayedStack, playedStack } from './played-stack.ts';
import { playBatches, playCancel } from './scenarios/batches.ts';
import { playLateLanes, playVanishedItems } from './scenarios/late-lanes.ts';
import { playResources } from './scenarios/resources.ts';
import { playSchemaDefinitions } from './scenarios/schema-definitions.ts';
import { playRetryTwice, playSecondTry, playSweep } from './scenarios/unsent-batches.ts';

const SCENARIOS: readonly ((test: PlayedStack) => Promise<void>)[] = [
  playBatches,
  playCancel,
  playSweep,
  playSecondTry,
  playRetryTwice,
  playLateLanes,
  playVanishedItems,
  playResources,
  playSchemaDefinitions,
];

/** Runs the real stack through everything that its functions are allowed to do, and gives what they asked for. */
export async function play(): Promise<{ readonly test: PlayedStack; readonly recording: Recording }> {
  const test = await playedStack();
  await Promise.all(SCENARIOS.map((scenario) => scenario(test)));
  // A batch is final before its consumer and the sweeper have done all that they do. What never comes, the tests tell.
  await vi
    .waitFor(async () => expect(unusedIn(await readRecording(test))).toEqual([]), {
      timeout: 10_000,
      interval: 100,
    })
    .catch(() => undefined);
  return { test, recording: await readRecording(test) };
}
