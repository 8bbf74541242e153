import { inWords } from '../model/batch.ts';
import { Icon, type IconName } from './icon.tsx';

const LOOKS: Readonly<Record<string, readonly [IconName, string]>> = {
  pending: ['clock', 'quiet'],
  processing: ['arrows', 'busy'],
  success: ['check', 'good'],
  partial_success: ['half', 'warn'],
  failed: ['cross', 'bad'],
  cancelled: ['stop', 'quiet'],
  applied: ['check', 'good'],
  unchanged: ['same', 'quiet'],
  visible: ['clock', 'quiet'],
  inFlight: ['arrows', 'busy'],
  OK: ['check', 'good'],
  ALARM: ['alarm', 'bad'],
  INSUFFICIENT_DATA: ['question', 'quiet'],
};

const WORDS: Readonly<Record<string, string>> = {
  inFlight: 'in flight',
  visible: 'waiting',
  ALARM: 'alarm',
  INSUFFICIENT_DATA: 'no data',
};

/** A status, outcome or state: a shape, a colour, and its word. */
export function State({ name }: { readonly name: string }) {
  const [icon, tone] = LOOKS[name] ?? ['question', 'quiet'];
  return (
    <span class={`state tone-${tone}`}>
      <Icon name={icon} />
      {WORDS[name] ?? inWords(name)}
    </span>
  );
}
