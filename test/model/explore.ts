/** What a search came to. */
export interface Report {
  readonly states: number;
  readonly moves: number;
  /** States in which nothing more can happen. */
  readonly ends: number;
  /** Moves of the longest of all shortest ways. */
  readonly depth: number;
  /** Whether every state was visited. */
  readonly isComplete: boolean;
  /** The first one found, hence one with the shortest way to it. */
  readonly violation: { readonly problem: string; readonly trace: readonly string[] } | undefined;
}

export interface Model<S> {
  readonly initial: S;
  nameOf(state: S): string;
  movesOf(state: S): readonly { readonly label: string; to(): Promise<S> }[];
  /** What is wrong after a move. */
  problemsOf(before: S, after: S): readonly string[];
  /** What is wrong where there is no move. */
  problemsAtEnd(state: S): readonly string[];
  /** Whether an error of a move is a finding, and not one of the search. */
  isFinding(error: unknown): error is Error;
}

/** Visits all states of a model, the nearest first. */
export async function explore<S>(model: Model<S>, maxStates: number): Promise<Report> {
  const numbers = new Map<string, number>([[model.nameOf(model.initial), 0]]);
  /** Of each state, from which one and by what it was come to first. */
  const from = [0];
  const by = [''];
  const [edgesFrom, edgesTo]: [number[], number[]] = [[], []];
  const ends: number[] = [];
  let layer: (readonly [number, S])[] = [[0, model.initial]];
  let depth = 0;
  let moves = 0;

  const traceTo = (state: number): string[] => {
    const trace: string[] = [];
    for (let at = state; at !== 0; at = from[at] ?? 0) trace.unshift(by[at] ?? '');
    return trace;
  };
  const report = (isComplete: boolean, violation?: Report['violation']): Report => ({
    states: numbers.size,
    moves,
    ends: ends.length,
    depth,
    isComplete,
    violation,
  });

  while (layer.length > 0) {
    const next: (readonly [number, S])[] = [];
    for (const [number, state] of layer) {
      const possible = model.movesOf(state);
      if (possible.length === 0) {
        ends.push(number);
        const [problem] = model.problemsAtEnd(state);
        if (problem !== undefined) return report(false, { problem, trace: traceTo(number) });
      }
      for (const { label, to } of possible) {
        moves += 1;
        const fail = (problem: string) => report(false, { problem, trace: [...traceTo(number), label] });
        let after: S;
        try {
          after = await to();
        } catch (error) {
          if (model.isFinding(error)) return fail(error.message);
          throw error;
        }
        const [problem] = model.problemsOf(state, after);
        if (problem !== undefined) return fail(problem);
        const name = model.nameOf(after);
        let known = numbers.get(name);
        if (known === undefined) {
          known = numbers.size;
          numbers.set(name, known);
          from.push(number);
          by.push(label);
          next.push([known, after]);
        }
        edgesFrom.push(number);
        edgesTo.push(known);
      }
      if (numbers.size > maxStates) return report(false);
    }
    if (next.length > 0) depth += 1;
    layer = next;
  }
  const stuck = firstStuck(numbers.size, edgesFrom, edgesTo, ends);
  if (stuck === undefined) return report(true);
  return report(true, { problem: 'from here on no end can be reached', trace: traceTo(stuck) });
}

/** The nearest state from which no end can be reached: a run that would go on for ever. */
function firstStuck(
  states: number,
  edgesFrom: readonly number[],
  edgesTo: readonly number[],
  ends: readonly number[],
): number | undefined {
  const reaches = new Uint8Array(states);
  for (const end of ends) reaches[end] = 1;
  // States are numbered by distance, so going backwards finds nearly all at once.
  for (let hasGrown = true; hasGrown; ) {
    hasGrown = false;
    for (let edge = edgesFrom.length - 1; edge >= 0; edge -= 1) {
      const [a, b] = [edgesFrom[edge] ?? 0, edgesTo[edge] ?? 0];
      if (reaches[a] === 0 && reaches[b] === 1) {
        reaches[a] = 1;
        hasGrown = true;
      }
    }
  }
  const stuck = reaches.indexOf(0);
  return stuck < 0 ? undefined : stuck;
}
