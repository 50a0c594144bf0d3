import assert from 'node:assert/strict';
import { proxyFromEnvironment } from '../../src/node/proxy-environment.ts';

const NAMES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];
const ALL = NAMES.flatMap((name) => [name, name.toUpperCase()]);

/** The proxy for a target, where the environment has these variables and no other that is about proxies. */
function proxyFor(target: string, environment: Readonly<Record<string, string>>): string {
  const before = ALL.map((name) => [name, process.env[name]] as const);
  for (const name of ALL) delete process.env[name];
  Object.assign(process.env, environment);
  try {
    return proxyFromEnvironment(new URL(target));
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}

describe('The proxy of the environment', () => {
  for (const [what, target, environment, proxy] of [
    ['is none where no variable is set', 'https://a.example', {}, ''],
    [
      'is that of the scheme',
      'https://a.example',
      { http_proxy: 'http://h', https_proxy: 'http://s' },
      'http://s',
    ],
    ['is not that of another scheme', 'https://a.example', { http_proxy: 'http://h' }, ''],
    [
      'is that for all where the scheme has none',
      'http://a.example',
      { ALL_PROXY: 'http://all' },
      'http://all',
    ],
    ['is named in upper case too', 'https://a.example', { HTTPS_PROXY: 'http://S' }, 'http://S'],
    [
      'is that in lower case before that in upper case',
      'http://a.example',
      { http_proxy: 'http://h', HTTP_PROXY: 'http://H' },
      'http://h',
    ],
    [
      'is that in upper case where the other is empty',
      'http://a.example',
      { http_proxy: '', HTTP_PROXY: 'http://H' },
      'http://H',
    ],
    [
      'gets the scheme of the target where it has none',
      'http://a.example',
      { http_proxy: 'proxy:3128' },
      'http://proxy:3128',
    ],
  ] as const)
    it(what, () => {
      assert.equal(proxyFor(target, environment), proxy);
    });

  for (const [noProxy, isDirect] of [
    ['*', true],
    ['platform.example', true],
    ['PLATFORM.example', true],
    ['other.example, platform.example', true],
    ['other.example platform.example', true],
    ['platform.example:8443', true],
    ['platform.example:443', false],
    ['.example', true],
    ['*.example', true],
    ['example', false],
    ['a.platform.example', false],
    [',', false],
  ] as const)
    it(`is ${isDirect ? 'not asked' : 'asked'} for platform.example:8443 with NO_PROXY=${noProxy}`, () => {
      const environment = { https_proxy: 'http://proxy', NO_PROXY: noProxy };
      assert.equal(proxyFor('https://platform.example:8443', environment), isDirect ? '' : 'http://proxy');
    });

  it('is asked for a port that NO_PROXY does not name, the default port of the scheme included', () => {
    const environment = { https_proxy: 'http://proxy', no_proxy: 'platform.example:443' };
    assert.equal(proxyFor('https://platform.example', environment), '');
    assert.equal(proxyFor('https://platform.example:444', environment), 'http://proxy');
  });
});
