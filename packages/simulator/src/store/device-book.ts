/** A device that gets push messages. */
export interface SubscribedDevice {
  botId: string;
  userId: string;
  deviceId: string;
  /** As it was subscribed. */
  osType: string;
}

/** Beyond this many devices, those of the user who was first are forgotten. */
const MAX_DEVICES = 100_000;

/** Which devices of which user get push messages. */
export class DeviceBook {
  #users = new Map<string, Map<string, SubscribedDevice>>();
  #size = 0;

  /** Subscribes a device; once more changes nothing but its OS. */
  subscribe(device: SubscribedDevice): void {
    const key = userKey(device);
    const devices = this.#users.get(key) ?? new Map<string, SubscribedDevice>();
    if (!devices.has(device.deviceId)) this.#size += 1;
    devices.set(device.deviceId, { ...device });
    this.#users.set(key, devices);
    this.#forgetOldest();
  }

  /** The device that was unsubscribed, or undefined if the user has no such device. */
  unsubscribe(device: { botId: string; userId: string; deviceId: string }): SubscribedDevice | undefined {
    const devices = this.#users.get(userKey(device));
    const known = devices?.get(device.deviceId);
    if (known === undefined) return undefined;
    devices?.delete(device.deviceId);
    this.#size -= 1;
    return known;
  }

  unsubscribeAll(user: { botId: string; userId: string }): void {
    const key = userKey(user);
    this.#size -= this.#users.get(key)?.size ?? 0;
    this.#users.delete(key);
  }

  /** Those of one user of one bot, in the order in which they were subscribed. */
  ofUser(user: { botId: string; userId: string }): SubscribedDevice[] {
    return [...(this.#users.get(userKey(user))?.values() ?? [])].map((device) => ({ ...device }));
  }

  list(userId?: string): SubscribedDevice[] {
    const all = [...this.#users.values()].flatMap((devices) => [...devices.values()]);
    return all
      .filter((device) => userId === undefined || device.userId === userId)
      .map((device) => ({ ...device }));
  }

  reset(): void {
    this.#users = new Map();
    this.#size = 0;
  }

  #forgetOldest(): void {
    for (const [key, devices] of this.#users) {
      if (this.#size <= MAX_DEVICES) return;
      this.#users.delete(key);
      this.#size -= devices.size;
    }
  }
}

function userKey({ botId, userId }: { botId: string; userId: string }): string {
  return JSON.stringify([botId, userId]);
}
