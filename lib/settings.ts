import type { Node } from 'constructs';
import * as z from 'zod';

/** Whose tokens the API takes. */
export interface Identity {
  /** The issuer's https URL; its keys are found at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface AlarmSettings {
  /** Who is written to when an alarm goes off or ends; nobody when undefined. */
  readonly email: string | undefined;
  /** Where the runbook is read; alarms link their articles there. */
  readonly runbookUrl: string;
}

/** The stage whose data outlives mistakes, and that somebody must be told about. */
const PROD = 'prod';

/** The file in the repository, for those who do not publish it. */
const RUNBOOK = 'docs/runbook.md';

const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === 'https:';

const audience = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  .pipe(z.array(z.string().min(1)).max(50));

/** What is given with `-c` is text; in cdk.json it may be a number or a boolean. */
const count = (min: number, max: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.int().min(min).max(max))
    .optional();

const values = z.object({
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  issuer: z.string().refine((text) => isHttps(text) && !/[?#\s]/.test(text)),
  audience,
  alarmEmail: z.email().optional(),
  runbookUrl: z.union([z.literal(RUNBOOK), z.string().refine(isHttps)]).default(RUNBOOK),
  customerManagedKey: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .default(false),
  requestsPerSecond: count(1, 10_000),
  batchRetentionDays: count(4, 3650),
  consumerConcurrency: count(2, 1000),
  consumerTimeoutSeconds: count(1, 120),
  sweepAfterSeconds: count(1, 3600),
});
type Values = z.infer<typeof values>;

const EXPECTED: Readonly<Record<keyof Values, string>> = {
  stage: 'the name of this copy, such as dev or prod: small letters, digits and hyphens, at most 31',
  issuer: 'the https URL of who issues the tokens, exactly as in their claim iss',
  audience: 'what the claim aud of the tokens is: one, or up to 50 with commas between them',
  alarmEmail: `one e-mail address, which alarms go to; the stage ${PROD} must have one`,
  runbookUrl: 'the https URL where docs/runbook.md is read',
  customerManagedKey: 'true to encrypt with a KMS key of the account, or false',
  requestsPerSecond: 'a whole number from 1 to 10000: what the API takes before it answers 429',
  batchRetentionDays: 'a whole number from 4 to 3650: how long batches and their results are kept',
  consumerConcurrency: 'a whole number from 2 to 1000: invocations of the consumer at once',
  consumerTimeoutSeconds: 'a whole number from 1 to 120: how long one invocation of the consumer may take',
  sweepAfterSeconds: 'a whole number from 1 to 3600: the age from which the sweeper looks at a batch',
};

/** What a deployment is told, by `-c key=value` or in cdk.json. */
export interface Settings extends Omit<Values, 'issuer' | 'audience' | 'alarmEmail' | 'runbookUrl'> {
  readonly identity: Identity;
  readonly alarmSettings: AlarmSettings;
  /** Whether data outlives its stack, and can be brought back as it was. */
  readonly keepData: boolean;
}

/** Reads the settings from the context; an InvalidSettingsError names each one that is wrong, missing or unknown. */
export function settingsFromContext(node: Node): Settings {
  const given = Object.fromEntries(
    Object.keys(EXPECTED).map((key): [string, unknown] => [key, node.tryGetContext(key)]),
  );
  const { data, error } = values.safeParse(given);
  const wrong = new Set(error?.issues.map(({ path: [key] }) => String(key)));
  if (given['stage'] === PROD && given['alarmEmail'] === undefined) wrong.add('alarmEmail');
  const unknown = unknownKeys(node);
  if (data === undefined || wrong.size > 0 || unknown.length > 0) {
    throw new InvalidSettingsError(given, wrong, unknown);
  }
  const { issuer, audience, alarmEmail: email, runbookUrl, ...rest } = data;
  return {
    ...rest,
    identity: { issuer, audience },
    alarmSettings: { email, runbookUrl },
    keepData: data.stage === PROD,
  };
}

/** A misspelt key would be a setting that silently does not hold. The CDK's own keys have a colon or a slash. */
function unknownKeys(node: Node): readonly string[] {
  const context: unknown = node.getAllContext();
  return Object.keys(z.record(z.string(), z.unknown()).parse(context)).filter(
    (key) => /^\w+$/.test(key) && !(key in EXPECTED),
  );
}

/** Thrown when the context has settings that cannot be used, or lacks some. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
  constructor(
    given: Readonly<Record<string, unknown>>,
    wrong: ReadonlySet<string>,
    unknown: readonly string[],
  ) {
    const lines = Object.entries(EXPECTED)
      .filter(([key]) => wrong.has(key))
      .map(([key, expected]) => `  ${key} ${state(given[key])}; expected: ${expected}`);
    const known = Object.keys(EXPECTED).join(', ');
    const others = unknown.map((key) => `  ${key} is no setting; there are: ${known}`);
    super(`Patchlane's settings (-c <name>=<value>):\n${[...lines, ...others].join('\n')}`);
  }
}

function state(value: unknown): string {
  return value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
}
