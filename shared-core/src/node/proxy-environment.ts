/** The URL of the proxy that the environment names for a target, by the rules of curl; empty for none. */
export function proxyFromEnvironment(target: URL): string {
  if (isDirect(target, variable('no_proxy').split(/[,\s]+/))) return '';
  const scheme = target.protocol.slice(0, -1);
  const proxy = variable(`${scheme}_proxy`) || variable('all_proxy');
  return proxy === '' || proxy.includes('://') ? proxy : `${scheme}://${proxy}`;
}

/** Whether a host is to be reached without the proxy, by the rules of NO_PROXY. */
export function isDirect({ hostname, port, protocol }: URL, noProxy: readonly string[]): boolean {
  return noProxy.some((entry) => {
    const [, host = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (wanted !== undefined && wanted !== (port || (protocol === 'https:' ? '443' : '80'))) return false;
    return /^[.*]/.test(host) ? hostname.endsWith(host.replace(/^\*/, '')) : host !== '' && hostname === host;
  });
}

/** A variable of the environment, its name in lower case before that in upper case; empty means none. */
function variable(name: string): string {
  const lower = process.env[name] ?? '';
  return lower === '' ? (process.env[name.toUpperCase()] ?? '') : lower;
}
