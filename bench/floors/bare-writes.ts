import { runAll } from '../calls.ts';
import type { Items } from './items.ts';

/** The conditional writes alone. */
export async function bareWrites({ ids, write }: Items, concurrency: number): Promise<void> {
  await runAll(
    ids.map((id) => () => write(id)),
    concurrency,
  );
}
