import { defineCommand, positionalsOf } from '../command.ts';
import { EXIT } from '../io.ts';
import { printResult } from '../report/print.ts';

export const cancelCommand = defineCommand({
  name: 'cancel',
  args: 'BATCH',
  summary: 'cancel what is not applied yet of a batch',
  about: `What was applied stays. Asking again changes nothing; a batch that has ended
cannot be cancelled, which is exit code 1.`,
  options: {},
  examples: ['cancel 01KB5J2M8Q0Z1X6Y7W8V9T0S1R'],
  run: async (call) => {
    const [batchId] = positionalsOf(call, 'BATCH');
    const cancelling = await call.client().cancel(batchId);
    const next = `To see what was applied before: patchlane status ${batchId} --wait`;
    printResult(call, cancelling, () => `Batch ${batchId}: ${cancelling.message}\n${next}`);
    return EXIT.ok;
  },
});
