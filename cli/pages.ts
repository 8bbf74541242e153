interface Page<T> {
  readonly results: readonly T[];
  readonly pagination: { readonly hasNextPage: boolean; readonly cursor: string | null };
}

/** Gives the entries of a list, reading its pages as they are needed. */
export async function* entriesOf<T>(
  readPage: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  let cursor: string | undefined;
  do {
    const { results, pagination } = await readPage(cursor);
    yield* results;
    cursor = pagination.hasNextPage ? (pagination.cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
}
