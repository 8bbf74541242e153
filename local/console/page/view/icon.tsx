// Drawn here: the page has no font and no image from anywhere. Shapes differ, so that none is told by its colour alone.
const PATHS = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  alarm: 'M8 1.8L15 14H1L8 1.8zM8 6.2v3.6M8 11.6v.6',
  question: 'M5.6 6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.8-1.1 1.7M8 12v.4',
  clock: 'M8 4.5V8l2.4 1.6M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
  cross: 'M4 4l8 8M12 4l-8 8',
  half: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 1.8v12.4',
  stop: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM3.8 3.8l8.4 8.4',
  same: 'M3.5 6h9M3.5 10h9',
  arrows: 'M2 8h11M9 4l4 4-4 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
