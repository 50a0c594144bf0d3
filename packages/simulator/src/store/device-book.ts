import type { MemoryBudget, Shelf } from './memory-budget.ts';
import { bytesOfText, ENTRY_BYTES } from './memory-budget.ts';
import { OldestFirst } from './oldest-first.ts';

/** A device that gets push messages. */
export interface SubscribedDevice {
  botId: string;
  userId: string;
  deviceId: string;
  /** As it was subscribed. */
  osType: string;
}

interface User {
  botId: string;
  userId: string;
}

interface KeptDevice {
  /** Counts from 1 over all that were ever subscribed. */
  number: number;
  device: SubscribedDevice;
  bytes: number;
  at: number;
}

/** Which devices of which user get push messages. */
export class DeviceBook implements Shelf {
  readonly #budget: MemoryBudget;
  /** In the order in which they were subscribed. */
  readonly #devices = new OldestFirst<number, KeptDevice>();
  readonly #users = new Map<string, Map<string, KeptDevice>>();
  #lastNumber = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
    budget.add(this);
  }

  /** Subscribes a device; once more changes nothing but its OS. */
  subscribe(device: SubscribedDevice): void {
    const key = userKey(device);
    const ofUser = this.#users.get(key) ?? new Map<string, KeptDevice>();
    const known = ofUser.get(device.deviceId);
    const number = known?.number ?? this.#lastNumber + 1;
    this.#lastNumber = Math.max(this.#lastNumber, number);
    const kept = {
      number,
      device: { ...device },
      bytes: bytesOf(device),
      at: known?.at ?? this.#budget.tick(),
    };
    ofUser.set(device.deviceId, kept);
    this.#users.set(key, ofUser);
    this.#devices.set(number, kept);
    this.#bytes += kept.bytes - (known?.bytes ?? 0);
    this.#budget.settle();
  }

  /** The device that was unsubscribed, or undefined if the user has no such device. */
  unsubscribe(device: User & { deviceId: string }): SubscribedDevice | undefined {
    const known = this.#users.get(userKey(device))?.get(device.deviceId);
    if (known === undefined) return undefined;
    this.#remove(known);
    return known.device;
  }

  unsubscribeAll(user: User): void {
    for (const device of [...this.#ofUser(user)]) this.#remove(device);
  }

  /** Those of one user of one bot, in the order in which they were subscribed. */
  ofUser(user: User): SubscribedDevice[] {
    return [...this.#ofUser(user)].map(({ device }) => ({ ...device }));
  }

  list(userId?: string): SubscribedDevice[] {
    return [...this.oldestFirst()]
      .map(({ device }) => ({ ...device }))
      .filter((device) => userId === undefined || device.userId === userId);
  }

  /** Those with a higher number. */
  *oldestFirst(after = 0): Generator<{ number: number; device: SubscribedDevice }> {
    for (const kept of this.#devices.values()) if (kept.number > after) yield kept;
  }

  get size(): number {
    return this.#devices.size;
  }

  /** How many were forgotten to save memory. */
  get dropped(): number {
    return this.#dropped;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get oldestAt(): number | undefined {
    return this.#devices.oldest()?.[1].at;
  }

  dropOldest(): void {
    const [, oldest] = this.#devices.oldest() ?? [];
    if (oldest === undefined) return;
    this.#remove(oldest);
    this.#dropped += 1;
  }

  reset(): void {
    this.#users.clear();
    this.#devices.clear();
    this.#lastNumber = 0;
    this.#bytes = 0;
    this.#dropped = 0;
  }

  #ofUser(user: User): Iterable<KeptDevice> {
    return this.#users.get(userKey(user))?.values() ?? [];
  }

  #remove({ number, device, bytes }: KeptDevice): void {
    const key = userKey(device);
    const ofUser = this.#users.get(key);
    ofUser?.delete(device.deviceId);
    if (ofUser?.size === 0) this.#users.delete(key);
    this.#devices.delete(number);
    this.#bytes -= bytes;
  }
}

function userKey({ botId, userId }: User): string {
  return JSON.stringify([botId, userId]);
}

/** The user's own map and key are counted with each device. */
function bytesOf({ botId, userId, deviceId, osType }: SubscribedDevice): number {
  const texts = [botId, userId, deviceId, osType, botId, userId].map(bytesOfText);
  return texts.reduce((sum, bytes) => sum + bytes, 4 * ENTRY_BYTES);
}
