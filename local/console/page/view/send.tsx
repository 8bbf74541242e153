import { useState } from 'preact/hooks';
import type { Definition } from '../api/product-contract.ts';
import { generate, type Operation, toText } from '../model/patches.ts';
import { elsewhere, type Place } from '../model/place.ts';
import { Generator } from './generator.tsx';
import { Notice } from './notice.tsx';
import { go } from './use-place.ts';
import { usePolled } from './use-polled.ts';
import type { Session } from './use-session.ts';

const OPERATIONS: readonly (readonly [Operation, string])[] = [
  ['patch', 'Patch what exists'],
  ['upsert', 'Create, or merge into what exists'],
  ['create', 'Create only'],
  ['delete', 'Delete'],
];

interface SendProps {
  readonly place: Place;
  readonly session: Session;
}

/** Sends a batch; what the API refuses stays on the screen with its reasons. */
export function SendView({ place, session }: SendProps) {
  const { data, error } = usePolled(session.api.definitions, undefined, []);
  const definitions = data?.results;
  return (
    <section aria-labelledby="send-title">
      <h2 id="send-title">Send a batch</h2>
      {error && <Notice title="The schema definitions could not be read" error={error} />}
      {!definitions && !error && <p class="empty">Reading the schema definitions</p>}
      {definitions?.length === 0 && (
        <p class="empty">
          The partner {session.partner} has no schema definitions: define one with POST
          /partner/schema-definitions.
        </p>
      )}
      {definitions && definitions.length > 0 && (
        <SendForm place={place} session={session} definitions={definitions} />
      )}
    </section>
  );
}

function SendForm({
  place,
  session,
  definitions,
}: SendProps & { readonly definitions: readonly Definition[] }) {
  const [schemaName, setSchemaName] = useState(
    () => (definitions.find(({ name }) => name === session.schemaName) ?? definitions[0])?.name ?? '',
  );
  const definition = definitions.find(({ name }) => name === schemaName);
  const [operation, setOperation] = useState<Operation>('upsert');
  const [ignoreUnknownFields, setIgnore] = useState(false);
  const [onFailure, setOnFailure] = useState<'continue' | 'skipRest'>('continue');
  const [items, setItems] = useState(() => exampleOf(definition, 'upsert'));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Error>();

  const send = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const submission = { schemaName, operation, ignoreUnknownFields, onFailure, items };
      const { batchId } = await session.api.submit(submission);
      go(elsewhere(place, { view: 'batch', batchId }));
    } catch (error) {
      setRefusal(error instanceof Error ? error : new Error(String(error)));
      setBusy(false);
    }
  };
  const choose = (next: Operation) => {
    // The two kinds of list differ; what was written of the other kind is of no use.
    if ((next === 'delete') !== (operation === 'delete')) setItems(exampleOf(definition, next));
    setOperation(next);
  };
  return (
    <form
      class="send"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="fields">
        <label>
          Schema definition
          <select value={schemaName} onChange={({ currentTarget }) => setSchemaName(currentTarget.value)}>
            {definitions.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Operation
          <select
            value={operation}
            onChange={({ currentTarget }) => choose(OPERATIONS[currentTarget.selectedIndex]?.[0] ?? 'patch')}
          >
            {OPERATIONS.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          After a failure
          <select
            value={onFailure}
            onChange={({ currentTarget }) =>
              setOnFailure(currentTarget.value === 'skipRest' ? 'skipRest' : 'continue')
            }
          >
            <option value="continue">Go on with the resource</option>
            <option value="skipRest">Skip the rest of the resource</option>
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={ignoreUnknownFields}
            disabled={operation === 'delete'}
            onChange={({ currentTarget }) => setIgnore(currentTarget.checked)}
          />
          Ignore unknown fields
        </label>
      </div>
      {definition && <Generator definition={definition} operation={operation} onGenerate={setItems} />}
      <label>
        {operation === 'delete' ? 'External ids (JSON)' : 'Patches (JSON)'}
        <textarea
          rows={14}
          spellcheck={false}
          value={items}
          onInput={({ currentTarget }) => setItems(currentTarget.value)}
        />
      </label>
      <p class="buttons">
        <button type="submit" class="primary" disabled={busy}>
          {busy ? 'Sending' : 'Send'}
        </button>
      </p>
      {refusal && <Notice title="Not accepted" error={refusal} />}
    </form>
  );
}

function exampleOf(definition: Definition | undefined, operation: Operation): string {
  return definition === undefined
    ? '[]'
    : toText(generate(definition, operation, { patches: 3, resources: 3 }));
}
