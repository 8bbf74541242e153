import { runAll } from '../calls.ts';
import type { Items } from './items.ts';

/** The conditional writes alone. */
export async function bareWrites(
  { ids, write }: Pick<Items, 'ids' | 'write'>,
  concurrency: number,
): Promise<void> {
  await runAll(
    ids.map((id) => () => write(id)),
    concurrency,
  );
}
