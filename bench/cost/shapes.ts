// The batches that are measured: so many patches each, in the ways that they may fall on resources.

export interface Shape {
  readonly name: string;
  readonly patches: number;
  readonly resources: number;
  /** Bytes of a document as JSON, about. */
  readonly documentBytes: number;
  /** Whether the patches say what is there already. */
  readonly unchanged: boolean;
}

/** As many as a batch can have. */
const PATCHES = 1000;

/** With its keys and its marker, an item of this size is under 1 KB: one write unit. */
const SMALL = 700;
const LARGE = 10_000;

export const SEPARATE: Shape = {
  name: '1000 resources',
  patches: PATCHES,
  resources: 1000,
  documentBytes: SMALL,
  unchanged: false,
};
const TENFOLD: Shape = { ...SEPARATE, name: '100 resources, 10 patches each', resources: 100 };
export const HOT: Shape = { ...SEPARATE, name: '1 resource, 1000 patches', resources: 1 };

/** Those that the baseline is compared in. */
export const COMPARED: readonly Shape[] = [SEPARATE, TENFOLD, HOT];

export const SHAPES: readonly Shape[] = [
  ...COMPARED,
  { ...SEPARATE, name: '1000 resources, nothing changes', unchanged: true },
  { ...SEPARATE, name: '1000 resources of 10 KB', documentBytes: LARGE },
];

const text = { type: 'string' };

export const DEFINITION = {
  name: 'contact',
  pluralName: 'contacts',
  description: 'Contacts with a note that makes them as large as wanted',
  category: 'contacts_schema',
  external_id_field: 'contactId',
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['contactId', 'name'],
    properties: {
      contactId: text,
      name: text,
      email: { type: 'string', format: 'email' },
      score: { type: 'integer', minimum: 0 },
      address: { type: 'object', properties: { street: text, city: text, zip: text } },
      note: text,
    },
  },
};

/** The documents that the resources have before the batch. */
export function documentsOf({ resources, documentBytes }: Shape): readonly object[] {
  return Array.from({ length: resources }, (_, at) => documentOf(at, documentBytes));
}

/** One of them, under the id that `idOf` gives. */
export function documentOf(at: number, documentBytes: number) {
  const document = {
    contactId: idOf(at),
    name: `Contact ${at}`,
    email: `contact-${at}@example.com`,
    score: 0,
    address: { street: `${at} Main Street`, city: 'Turin', zip: '10121' },
    note: '',
  };
  const note = 'n'.repeat(documentBytes - JSON.stringify(document).length);
  return { ...document, note };
}

/** The batch: the patches of one resource lie apart, as they would in a feed. */
export function patchesOf({ patches, resources, unchanged }: Shape, round: number): readonly object[] {
  return Array.from({ length: patches }, (_, index) =>
    patchOf(index % resources, unchanged ? 0 : 1 + index + round * patches),
  );
}

/** @param score another one than the resource has, for a patch that changes something */
export function patchOf(at: number, score: number): object {
  return { contactId: idOf(at), score, address: { city: 'Turin' } };
}

export function idOf(at: number): string {
  return `contact-${String(at).padStart(4, '0')}`;
}
