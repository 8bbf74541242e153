import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LocalRunError } from './errors.ts';
import { type Lock, takeLock } from './lock.ts';

/** Where the local run keeps what survives a restart. */
export interface DataFolder {
  readonly path: string;
  readonly keys: string;
  readonly dynamodb: string;
  readonly sqs: string;
  readonly logs: string;
  readonly assembly: string;
  /** Exists once the example resources are in the database that a DynamoDB server has here. */
  readonly seeded: (server: string) => string;
}

export const DEFAULT_DATA_FOLDER = '.patchlane';

export function dataFolderAt(path: string): DataFolder {
  const root = resolve(path);
  return {
    path: root,
    keys: join(root, 'issuer-key.json'),
    dynamodb: join(root, 'dynamodb'),
    sqs: join(root, 'sqs'),
    logs: join(root, 'logs'),
    assembly: join(root, 'assembly'),
    seeded: (server) => join(root, `seeded-${server.replaceAll(/[^\w.-]+/g, '-')}`),
  };
}

/** Makes the folder; a LocalRunError says why it cannot be used. */
export async function createDataFolder(path: string): Promise<DataFolder> {
  const folder = dataFolderAt(path);
  try {
    await mkdir(folder.path, { recursive: true });
    if (!(await stat(folder.path)).isDirectory()) throw new Error('it is not a folder');
    await access(folder.path, constants.W_OK | constants.X_OK);
    for (const inner of [folder.dynamodb, folder.sqs, folder.logs]) await mkdir(inner, { recursive: true });
    return folder;
  } catch (error) {
    throw new LocalRunError(`The data folder ${folder.path} cannot be used: ${reason(error)}.`, {
      cause: error,
    });
  }
}

/** Two runs on one folder would apply each other's messages. */
export async function lockDataFolder({ path }: DataFolder): Promise<Lock> {
  const lock = await takeLock(join(path, 'run.lock')).catch((error: unknown) => {
    throw new LocalRunError(`The data folder ${path} cannot be used: ${reason(error)}.`, { cause: error });
  });
  if (lock === undefined) throw new LocalRunError(`The data folder ${path} is in use by another local run.`);
  return lock;
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    EACCES: 'it is not writable',
    EPERM: 'it is not writable',
    EROFS: 'it is not writable',
    EEXIST: 'it is not a folder',
    ENOTDIR: 'a part of its path is not a folder',
    ENOSPC: 'the disk is full',
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
