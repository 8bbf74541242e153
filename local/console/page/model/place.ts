// Where the reader is stands in the URL's hash, so that reload, back and a link all lead to the same picture.

export const VIEWS = ['overview', 'batches', 'batch', 'queues', 'send'] as const;
export type View = (typeof VIEWS)[number];

/** How many minutes back the charts reach. */
export const RANGES = [5, 15, 60] as const;
export type Minutes = (typeof RANGES)[number];

export interface Place {
  readonly view: View;
  readonly minutes: Minutes;
  /** Absent: those of the seeded example. */
  readonly partner?: string;
  readonly tenant?: string;
  /** Of the view `batch`. */
  readonly batchId?: string;
  /** The record that is open. */
  readonly record?: number;
  /** Filter of records. */
  readonly outcome?: string;
  /** Filter of batches. */
  readonly status?: string;
  /** Of the page in the list that the view shows. */
  readonly cursor?: string;
}

export const HOME: Place = { view: 'overview', minutes: 5 };

/** Reads a hash such as `#/batches/01J...?outcome=failed&record=17`; what it does not understand is left out. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?');
  const [first = '', id] = path.split('/').map(decoded);
  const params = new URLSearchParams(query);
  const text = <K extends 'partner' | 'tenant' | 'outcome' | 'status' | 'cursor'>(key: K) => {
    const value = params.get(key);
    return value ? { [key]: value } : {};
  };
  const record = params.get('record');
  return {
    ...viewOf(first, id),
    minutes: RANGES.find((minutes) => String(minutes) === params.get('minutes')) ?? HOME.minutes,
    ...text('partner'),
    ...text('tenant'),
    ...text('outcome'),
    ...text('status'),
    ...text('cursor'),
    ...(record !== null && /^\d{1,6}$/.test(record) ? { record: Number(record) } : {}),
  };
}

export function toHash({ view, batchId, minutes, record, ...texts }: Place): string {
  const params = new URLSearchParams(
    Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  if (record !== undefined) params.set('record', String(record));
  if (minutes !== HOME.minutes) params.set('minutes', String(minutes));
  const query = params.toString();
  return `#/${pathOf(view, batchId)}${query === '' ? '' : `?${query}`}`;
}

/** Another view for the same reader: identity and range stay, filters and pages do not. */
export function elsewhere({ minutes, partner, tenant }: Place, there: Partial<Place>): Place {
  return {
    view: 'overview',
    minutes,
    ...(partner !== undefined && { partner }),
    ...(tenant !== undefined && { tenant }),
    ...there,
  };
}

function viewOf(first: string, id: string | undefined): Pick<Place, 'view' | 'batchId'> {
  if (first === 'batches' && id) return { view: 'batch', batchId: id };
  const view = VIEWS.find((one) => one === first);
  return { view: view === undefined || view === 'batch' ? 'overview' : view };
}

function pathOf(view: View, batchId: string | undefined): string {
  if (view === 'overview') return '';
  return view === 'batch' ? `batches/${encodeURIComponent(batchId ?? '')}` : view;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: the part is what it says.
    return part;
  }
}
