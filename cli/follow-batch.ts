import type { BatchReport } from './api-types.ts';
import type { Call } from './command.ts';
import { watchEndSignals } from './end-signals.ts';
import { EXIT, exitCodeOf } from './io.ts';
import { NO_OUTCOMES, outcomesOf } from './outcomes.ts';
import { batchText } from './report/batch-text.ts';
import { printResult } from './report/print.ts';
import { printable } from './report/printable.ts';
import { createProgressView } from './report/progress.ts';
import { retryNotice } from './report/retry-notice.ts';

/** Small enough for a bar that moves. */
const CALL_SECONDS = 5;

/** Shows how far a batch is until it is final, then its report; gives the exit code. A signal ends it, and not the batch. */
export async function followBatch(call: Pick<Call, 'client' | 'io' | 'values'>, batchId: string) {
  const { io, values } = call;
  const signals = watchEndSignals(io);
  const view = createProgressView({ output: io.stderr, isQuiet: values.quiet || values.json });
  const client = call.client({ signal: signals.stop, onRetry: retryNotice((line) => view.say(line)) });
  view.update(NO_OUTCOMES, 0);
  try {
    const report = await client.wait(batchId, {
      ...{ throwOnFailure: false, callSeconds: CALL_SECONDS },
      onReport: ({ progress }) =>
        view.update(outcomesOf(progress), 1 - progress.pendingRecords / Math.max(1, progress.totalRecords)),
    });
    view.end();
    printResult(call, report, () => batchText(report));
    return codeOf(report);
  } catch (error) {
    const signal = signals.first();
    if (signal === undefined) throw error;
    view.end();
    const how = printable(`patchlane status ${batchId} --wait`);
    io.stderr.write(`Ended by ${signal}. The batch goes on:\n  ${how}\n`);
    return exitCodeOf(signal);
  } finally {
    view.end();
    signals.unwatch();
  }
}

/** Of a batch that runs, nobody knows yet. */
export function codeOf({ status, progress }: Pick<BatchReport, 'status' | 'progress'>): number {
  return progress.pendingRecords > 0 || status === 'success' ? EXIT.ok : EXIT.recordsFailed;
}
