import { type Answer, type Call, startProxy } from '../../../local/emulators/proxy.ts';
import { LOCAL_CREDENTIALS } from '../../../local/functions/environment.ts';
import type { Endpoints } from '../../../local/run.ts';

export type Service = keyof Endpoints;

/** One call of a function, or of the poller that feeds it, as it was sent. */
export interface RecordedCall {
  /** Name of the function. */
  readonly caller: string;
  readonly service: Service;
  readonly operation: string;
  readonly input: unknown;
}

/** Which calls a test wants to meet. */
export interface Where {
  /** A part of the function's name. */
  readonly caller: string;
  readonly operation: string;
  /** A text in the call: the name of a tenant, for one, so that other scenarios go on. */
  readonly about: string;
}

export interface Recorder {
  readonly reach: (servers: Endpoints) => Promise<Endpoints>;
  readonly calls: () => readonly RecordedCall[];
  /** Does something before calls reach their server; what it gives is answered in the server's place. */
  readonly meet: (where: Where, act: () => Promise<Answer | undefined>) => Meeting;
  /** Answers as a service does to a caller that is not allowed, which the SDK does not try again. */
  readonly refuse: (where: Where) => Meeting;
  readonly stop: () => Promise<void>;
}

export interface Meeting {
  readonly end: () => void;
}

interface Expected extends Where {
  readonly act: () => Promise<Answer | undefined>;
}

const REFUSED: Answer = { status: 403, body: Buffer.from('{"__type":"AccessDenied","message":"refused"}') };

/** Starts a proxy before each server that writes down what functions send; the tests' own calls pass through. */
export async function startRecorder(): Promise<Recorder> {
  const calls: RecordedCall[] = [];
  const meetings = new Set<Expected>();

  const record = (service: Service) => async (call: Call) => {
    const text = call.body.toString();
    const { caller, operation } = call;
    if (caller !== LOCAL_CREDENTIALS.accessKeyId) {
      const input: unknown = JSON.parse(text);
      calls.push({ caller, service, operation, input });
    }
    const met = [...meetings].find(
      (one) => one.operation === operation && caller.includes(one.caller) && names(text, one.about),
    );
    return (await met?.act()) ?? (await call.forward());
  };
  const proxies = { dynamodb: await startProxy(record('dynamodb')), sqs: await startProxy(record('sqs')) };
  const meet: Recorder['meet'] = (where, act) => {
    const meeting = { ...where, act };
    meetings.add(meeting);
    return { end: () => void meetings.delete(meeting) };
  };
  return {
    reach: async ({ dynamodb, sqs }) => {
      proxies.dynamodb.target(dynamodb);
      proxies.sqs.target(sqs);
      return { dynamodb: proxies.dynamodb.endpoint, sqs: proxies.sqs.endpoint };
    },
    calls: () => [...calls],
    meet,
    refuse: (where) => meet(where, async () => REFUSED),
    stop: async () => {
      await Promise.all([proxies.dynamodb.stop(), proxies.sqs.stop()]);
    },
  };
}

/** `tenant-1` is not meant by `tenant-10`. */
function names(text: string, wanted: string): boolean {
  return text
    .split(wanted)
    .slice(1)
    .some((rest) => !/^\w/.test(rest));
}
