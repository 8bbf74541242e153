import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Goes with `npm ci`, as what the bundles were made with does. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'patchlane');

/** All that an assembly is made of, beside the context and the packages that the lock file names. */
const SOURCES = ['bin', 'lib', 'functions'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** Assemblies of about 12 MB each: that of the demo, of the fault run, of the tests, and some of yesterday. */
const KEPT = 8;

export interface AssemblyCache {
  /** Puts the assembly into a folder, if there is one. */
  readonly copyTo: (folder: string) => Promise<boolean>;
  readonly keep: (folder: string) => Promise<void>;
}

/** The assembly that these sources make with a context, if they did before: bundling takes most of a start. */
export async function assemblyCache(context: string): Promise<AssemblyCache> {
  const entry = join(CACHE, await fingerprint(context));
  return {
    async copyTo(folder) {
      if (!(await exists(entry))) return false;
      await copy(entry, folder);
      const now = new Date();
      await utimes(entry, now, now);
      return true;
    },
    async keep(folder) {
      // Who may not write beside the packages starts as slowly as the first time.
      if (!(await isWritable(join(ROOT, 'node_modules')))) return;
      await mkdir(CACHE, { recursive: true });
      const whole = await mkdtemp(join(CACHE, 'new-'));
      await copy(folder, whole);
      // Another start may have been as far a moment ago, with the same result.
      if (await exists(entry)) await rm(whole, { recursive: true });
      else await rename(whole, entry);
      await forgetOldest();
    },
  };
}

async function fingerprint(context: string): Promise<string> {
  const listed = await Promise.all(
    SOURCES.map(async (folder) => {
      const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
      return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    }),
  );
  const paths = [...listed.flat(), ...FILES.map((file) => join(ROOT, file))].sort();
  const hash = createHash('sha256').update(process.version).update(context);
  for (const path of paths) hash.update(`\0${path}\0`).update(await readFile(path));
  return hash.digest('hex');
}

async function forgetOldest(): Promise<void> {
  const entries = await Promise.all(
    (await readdir(CACHE)).map(async (name) => {
      const path = join(CACHE, name);
      return { path, usedAt: (await stat(path)).mtimeMs };
    }),
  );
  const oldest = entries.sort((a, b) => b.usedAt - a.usedAt).slice(KEPT);
  for (const { path } of oldest) await rm(path, { recursive: true, force: true });
}

/** Where the disk can, the files share their blocks until one is changed. */
function copy(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
