/**
 * A map that finds its oldest entry at once, however many were removed before it. (A Map steps over each removed entry
 * again with every new iterator.)
 */
export class OldestFirst<Key, Value> {
  #map = new Map<Key, Value>();
  #walk: Iterator<Key, undefined> = this.#map.keys();
  #oldestKey: Key | undefined;

  get size(): number {
    return this.#map.size;
  }

  get(key: Key): Value | undefined {
    return this.#map.get(key);
  }

  /** A new entry is the youngest; one that is there keeps its age. */
  set(key: Key, value: Value): void {
    this.#map.set(key, value);
  }

  /** Makes an entry the youngest. */
  renew(key: Key, value: Value): void {
    this.delete(key);
    this.#map.set(key, value);
  }

  delete(key: Key): boolean {
    if (key === this.#oldestKey) this.#oldestKey = undefined;
    return this.#map.delete(key);
  }

  /** The oldest entry. */
  oldest(): [Key, Value] | undefined {
    if (this.#map.size === 0) return undefined;
    while (this.#oldestKey === undefined) {
      const next = this.#walk.next();
      if (next.done === true) this.#walk = this.#map.keys();
      else this.#oldestKey = next.value;
    }
    return [this.#oldestKey, this.#map.get(this.#oldestKey) as Value];
  }

  /** Oldest first. */
  entries(): IterableIterator<[Key, Value]> {
    return this.#map.entries();
  }

  values(): IterableIterator<Value> {
    return this.#map.values();
  }

  clear(): void {
    this.#map = new Map();
    this.#walk = this.#map.keys();
    this.#oldestKey = undefined;
  }
}
