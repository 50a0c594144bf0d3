import { BlockList, isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Longer headers name no host. */
const MAX_HEADER_LENGTH = 300;

/**
 * Tells whether a `Host` header names this machine. Any other name leads here only if its owner had it resolved to this
 * machine (DNS rebinding), or through a proxy: that needs a name in `allowedHosts`.
 */
export function createHostCheck(settings: {
  host: string;
  allowedHosts: readonly string[];
}): (header: string | undefined) => boolean {
  const host = canonicalName(settings.host);
  const named = new Set([host, ...settings.allowedHosts.map(canonicalName)]);
  const isOnLoopback = host !== undefined && isLoopback(host);
  return (header) => {
    const name = header === undefined ? undefined : readHostHeader(header);
    if (name === undefined) return false;
    return isLoopback(name) || named.has(name) || (!isOnLoopback && isOfThisMachine(name));
  };
}

/** The host of a `Host` header, as a browser writes it: in lower case, an address in its shortest form. */
export function readHostHeader(header: string): string | undefined {
  // Whatever could make something else than the host of it: user, path, query.
  if (header.length > MAX_HEADER_LENGTH || /[\s/?#@\\]/.test(header)) return undefined;
  return hostOf(header);
}

/** @throws never; undefined for what is no host */
function canonicalName(host: string): string | undefined {
  return hostOf(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
}

function hostOf(hostAndPort: string): string | undefined {
  const url = `http://${hostAndPort}`;
  if (!URL.canParse(url)) return undefined;
  const name = new URL(url).hostname.replace(/\.$/, '');
  if (!name.startsWith('[')) return name;
  return asIpv4(name.slice(1, -1));
}

/** `::ffff:7f00:1` is 127.0.0.1. Other addresses stay as they are. */
function asIpv4(ipv6: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ipv6) ?? [];
  if (high === undefined || low === undefined) return ipv6;
  return [high, low]
    .map((group) => parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

function isLoopback(name: string): boolean {
  if (isIP(name) === 0) return name === 'localhost';
  return loopback.check(name, isIP(name) === 4 ? 'ipv4' : 'ipv6');
}

function isOfThisMachine(name: string): boolean {
  if (name === hostname().toLowerCase()) return true;
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ address }) => canonicalName(address) === name);
}
