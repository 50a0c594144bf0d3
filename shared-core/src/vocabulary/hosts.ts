/** A host of Kore.ai that is known to be one. */
export interface Host {
  /** As it is typed. */
  readonly host: string;
  /** Where it is, in words. */
  readonly region: string;
}

/** Kore.ai's own hosts, to be offered: a customer may have another (docs/kore-ai-api.md#hosts). */
export const HOSTS: readonly Host[] = [
  ...inRegion('United States', 'platform.kore.ai', 'bots.kore.ai'),
  ...inRegion('Europe (London)', 'eu-platform.kore.ai', 'eu-bots.kore.ai'),
  ...inRegion('Germany (Frankfurt)', 'de-platform.kore.ai', 'de-bots.kore.ai'),
  ...inRegion('Australia', 'au-platform.kore.ai', 'au-bots.kore.ai'),
  ...inRegion('Japan', 'jp-platform.kore.ai', 'jp-bots.kore.ai'),
  ...inRegion('India', 'ind-platform.kore.ai', 'ind-bots.kore.ai'),
  ...inRegion('Emirates', 'uae-platform.kore.ai'),
];

function inRegion(region: string, ...hosts: readonly string[]): Host[] {
  return hosts.map((host) => ({ host, region }));
}
