import { TransientError } from '../../functions/domain/errors.ts';
import type { Ask, Call } from './asking-ports.ts';
import { canonical, createInterner } from './canonical.ts';

/** What a call came to. */
export type Answer = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'fault' };

/** What a process runs; equal texts run the same. */
export interface Program {
  readonly text: string;
  run(ask: Ask, alarm: (problem: unknown) => void): Promise<unknown>;
}

export interface OpenCall extends Call {
  /** The how-manieth call of its process. */
  readonly nth: number;
  /** The same for calls with the same effect. */
  readonly id: number;
}

/** Where a process stands: what its program and the answers so far make of it, and nothing else. */
export interface Standing {
  readonly id: number;
  readonly open: readonly OpenCall[];
  readonly end:
    | { readonly kind: 'returned'; readonly value: unknown }
    | { readonly kind: 'threw' }
    | undefined;
  /** An error that no fault accounts for. */
  readonly alarm: string | undefined;
}

interface Node extends Standing {
  readonly program: Program;
  readonly history: readonly Step[];
  readonly next: Map<string, Node>;
  /** The run that came to this point, until one goes on with it. */
  live: Live | undefined;
}

interface Step {
  readonly nth: number;
  readonly answer: Answer;
}

/**
 * Processes as values. The code of a process is deterministic, so where it stands is a function of the answers that its
 * calls got: to go on from a point a second time, it is run again from the start with those answers. Each point is come
 * to once.
 */
export function createProcesses() {
  const roots = new Map<string, Node>();
  const nodes: Node[] = [];
  const calls = createInterner(({ name, args }: Pick<Call, 'name' | 'args'>) => canonical([name, args]));

  const keep = (program: Program, history: readonly Step[], live: Live): Node => {
    const open = live.open().map((call) => ({ ...call, id: calls.numberOf(call) }));
    const node: Node = {
      id: nodes.length,
      open,
      end: live.end(),
      alarm: live.alarm(),
      program,
      history,
      next: new Map(),
      live: open.length > 0 ? live : undefined,
    };
    nodes.push(node);
    return node;
  };

  const goOn = async (node: Node, step: Step): Promise<Node> => {
    const { program, history } = node;
    const live = node.live ?? (await run(program, history));
    node.live = undefined;
    await live.answer(step);
    return keep(program, [...history, step], live);
  };

  return {
    async begin(program: Program): Promise<Standing> {
      const known = roots.get(program.text) ?? keep(program, [], await run(program, []));
      roots.set(program.text, known);
      return known;
    },
    /** @param answerText the same for equal answers */
    async answer({ id }: Standing, nth: number, answer: Answer, answerText: string): Promise<Standing> {
      const node = nodes[id];
      if (node === undefined) throw new RangeError('a process that never began');
      const way = `${nth}:${answerText}`;
      const known = node.next.get(way) ?? (await goOn(node, { nth, answer }));
      node.next.set(way, known);
      return known;
    },
  };
}

type Live = ReturnType<typeof launch>;

async function run(program: Program, history: readonly Step[]): Promise<Live> {
  const live = launch(program);
  await settle();
  for (const step of history) await live.answer(step);
  return live;
}

/** After all that the code can do without another answer. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

interface Waiting {
  readonly call: Omit<OpenCall, 'id'>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function launch(program: Program) {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let end: Standing['end'];
  let alarm: string | undefined;
  const raise = (problem: unknown) => {
    alarm ??= String(problem);
  };
  const ask: Ask = (name, args, effect) =>
    new Promise((resolve, reject) => {
      const nth = count;
      count += 1;
      // The answer to a call is what its own effect gave.
      waiting.set(nth, {
        call: { name, args, effect, nth },
        resolve: resolve as (value: unknown) => void,
        reject,
      });
    });
  void program.run(ask, raise).then(
    (value) => {
      end = { kind: 'returned', value };
    },
    (error: unknown) => {
      end = { kind: 'threw' };
      if (!(error instanceof TransientError)) raise(error);
    },
  );
  return {
    open: () => [...waiting.values()].map(({ call }) => call),
    end: () => end,
    alarm: () => alarm,
    async answer({ nth, answer }: Step): Promise<void> {
      const asked = waiting.get(nth);
      if (asked === undefined) throw new RangeError(`call ${nth} is not open`);
      waiting.delete(nth);
      if (answer.kind === 'value') asked.resolve(answer.value);
      else asked.reject(new TransientError('the model let a call fail'));
      await settle();
    },
  };
}
