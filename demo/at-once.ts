/** Works on the items, so many at once, and gives the results in the order of the items. */
export async function atOnce<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  // One iterator for all workers: each takes the next item that none has taken. It ends for all when one fails.
  const left = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [at, item] of left) {
      if (failed) return;
      try {
        results[at] = await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
