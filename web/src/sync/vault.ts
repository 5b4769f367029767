/** What has not reached the server yet, in this browser's IndexedDB: it outlives the tab, the browser and the device's
 *  battery. Where storing is forbidden, the entries live as long as the page. */
import type { Batch, Repetition } from '../api/types';

/** A workout without its repetitions, as its page last knew it. */
export interface Draft extends Omit<Batch, 'repetitions'> {
  key: string;
  /** Whose it is: on a shared device the next one's session sends nothing of the last one's. */
  member: number;
  /** Grows with each change, so that what changed while being sent is sent again. */
  version: number;
}

export interface Unsent {
  workout: string;
  sequence: number;
  repetition: Repetition;
}

const NAME = 'aifit';
const VERSION = 1;

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('drafts', { keyPath: 'key' });
    request.result.createObjectStore('repetitions', { keyPath: ['workout', 'sequence'] });
  };
  return promised(request);
}

export class Vault {
  private readonly database = open().catch((error: unknown) => {
    console.warn('unsent repetitions are kept in memory only:', error);
    return null;
  });

  async read(): Promise<{ drafts: Draft[]; unsent: Unsent[] }> {
    const database = await this.database;
    if (!database) return { drafts: [], unsent: [] };
    const transaction = database.transaction(['drafts', 'repetitions']);
    const [drafts, unsent] = await Promise.all([
      promised(transaction.objectStore('drafts').getAll() as IDBRequest<Draft[]>),
      promised(transaction.objectStore('repetitions').getAll() as IDBRequest<Unsent[]>),
    ]);
    return { drafts, unsent };
  }

  /** Both or neither; on the disk, not only on its way there, when the promise resolves. */
  async put(draft: Draft, unsent?: Unsent): Promise<void> {
    await this.change((drafts, repetitions) => {
      drafts.put(draft);
      if (unsent) repetitions.put(unsent);
    });
  }

  /** What the server has: these repetitions, and the draft if it is still the one that was sent. */
  async remove(draft: Draft, sequences: number[]): Promise<void> {
    await this.change((drafts, repetitions) => {
      for (const sequence of sequences) repetitions.delete([draft.key, sequence]);
      const left = repetitions.count(IDBKeyRange.bound([draft.key, 0], [draft.key, Infinity]));
      const kept = drafts.get(draft.key) as IDBRequest<Draft | undefined>;
      kept.onsuccess = () => {
        if (left.result === 0 && kept.result?.version === draft.version) drafts.delete(draft.key);
      };
    });
  }

  /** A workout that shall not be sent at all. */
  async forget(key: string): Promise<void> {
    await this.change((drafts, repetitions) => {
      drafts.delete(key);
      repetitions.delete(IDBKeyRange.bound([key, 0], [key, Infinity]));
    });
  }

  private async change(act: (drafts: IDBObjectStore, repetitions: IDBObjectStore) => void): Promise<void> {
    const database = await this.database;
    if (!database) return;
    try {
      const transaction = database.transaction(['drafts', 'repetitions'], 'readwrite', { durability: 'strict' });
      act(transaction.objectStore('drafts'), transaction.objectStore('repetitions'));
      await completed(transaction);
    } catch (error) {
      console.error('the browser did not keep it:', error); // a full disk; the page itself still has it
    }
  }
}
