import { useState } from 'preact/hooks';
import type { Definition } from '../api/product-contract.ts';
import { generate, type Operation, toText } from '../model/patches.ts';

const MOST = 1000;

export interface GeneratorProps {
  readonly definition: Definition;
  readonly operation: Operation;
  readonly onGenerate: (text: string) => void;
}

/** Fills the text with so many patches over so many resources. */
export function Generator({ definition, operation, onGenerate }: GeneratorProps) {
  const [patches, setPatches] = useState(1000);
  const [resources, setResources] = useState(100);
  const fill = () => onGenerate(toText(generate(definition, operation, { patches, resources })));
  return (
    <fieldset class="generator">
      <legend>Generate</legend>
      <Amount label="Patches" value={patches} onChange={setPatches} />
      <Amount label="over resources" value={resources} onChange={setResources} />
      <button type="button" onClick={fill}>
        Fill in
      </button>
    </fieldset>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Amount({ label, value, onChange }: AmountProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        min={1}
        max={MOST}
        value={value}
        onInput={({ currentTarget: { valueAsNumber } }) => {
          if (valueAsNumber >= 1) onChange(Math.min(MOST, Math.floor(valueAsNumber)));
        }}
      />
    </label>
  );
}
