import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Stands in for the server: may look at a call, send it (changed or not), or answer it without the server. */
export type Intercept<Input, Output> = (
  input: Input,
  send: (input: Input) => Promise<Output>,
) => Promise<Output>;

/** Puts itself between a client and its server for all calls of one operation, `BatchGetItem` for example. */
export function intercept<Input extends object, Output extends object>(
  client: DynamoDBDocumentClient | SQSClient,
  operation: string,
  handle: Intercept<Input, Output>,
): void {
  // The two clients' stacks differ only in what they know of their commands, and the operation's name tells that here.
  const stack = client.middlewareStack as unknown as Stack<Input, Output>;
  stack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== `${operation}Command`) return await next(args);
        let response: unknown;
        const output = await handle(args.input, async (input) => {
          const result = await next({ ...args, input });
          ({ response } = result);
          return result.output;
        });
        return { response, output };
      },
    { step: 'initialize' },
  );
}

/** The operations that a client calls from now on, in order. */
export function operationsOf(client: DynamoDBDocumentClient | SQSClient): readonly string[] {
  const operations: string[] = [];
  const stack = client.middlewareStack as unknown as Stack<object, object>;
  stack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        operations.push(commandName.replace(/Command$/, ''));
        return await next(args);
      },
    { step: 'initialize' },
  );
  return operations;
}

interface Stack<Input, Output> {
  add(
    middleware: (
      next: (args: Arguments<Input>) => Promise<Result<Output>>,
      context: { readonly commandName?: string },
    ) => (args: Arguments<Input>) => Promise<Result<Output>>,
    options: { readonly step: 'initialize' },
  ): void;
}

interface Arguments<Input> {
  readonly input: Input;
}

interface Result<Output> {
  readonly response: unknown;
  readonly output: Output;
}
