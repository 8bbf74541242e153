import { createRequire } from 'node:module';

/** Gives the path of the DynamoDB binary for this platform; undefined where its package is not installed. */
export function dynoxideBinary(): string | undefined {
  const { platform, arch } = process;
  const file = platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${platform}-${arch}/${file}`);
  } catch {
    // Only linux-x64 is in every registry, so on other platforms its absence is the normal case.
    return undefined;
  }
}
