/** What one call of SQS takes. */
export function inTens<T>(values: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / 10) }, (_, at) =>
    values.slice(at * 10, at * 10 + 10),
  );
}

/** Runs jobs so many at a time. */
export async function runAll(jobs: readonly (() => Promise<void>)[], concurrency: number): Promise<void> {
  const left = jobs.values();
  const work = async () => {
    for (const job of left) await job();
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
