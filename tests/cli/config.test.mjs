// The configuration: where each value comes from, and what is refused.
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fails, ok, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
let count = 0;
function file(text) {
  const path = join(folder, `file${++count}`);
  writeFileSync(path, text);
  return path;
}
// name -> [value, where from]
function config(args = [], env = {}) {
  const values = {};
  let origin;
  for (const line of ok(['config', ...args], { env }).split('\n')) {
    if (line.startsWith('# from ')) origin = line.slice(7);
    else if (line.includes(' = ')) values[line.split(' = ')[0]] = [line.split(' = ').slice(1).join(' = '), origin];
  }
  return values;
}

test('the command line goes before the environment, that before the file, that before the defaults', () => {
  const path = file('# ours\n\nlisten = 0.0.0.0:1\n  sign-up=closed  \nmax-connections = 100\nquiet = yes\nmail-from = A = B <a@b.c>\nsmtp-host = h\n');
  const values = config(['--config', path, '--listen', 'localhost:3'], { AIFIT_LISTEN: 'localhost:2', AIFIT_MAX_CONNECTIONS: '200', AIFIT_QUIET: 'no' });
  assert.deepEqual(values.listen, ['localhost:3', 'command line']);
  assert.deepEqual(values['max-connections'], ['200', 'AIFIT_MAX_CONNECTIONS']);
  assert.deepEqual(values['sign-up'], ['closed', `${path}:4`]);
  assert.deepEqual(values.quiet, ['no', 'AIFIT_QUIET']);
  assert.deepEqual(values['mail-from'], ['A = B <a@b.c>', `${path}:7`]);
  assert.deepEqual(values['argon2-mib'], ['19', 'default']);
  assert.deepEqual(config([], { AIFIT_CONFIG: path })['sign-up'], ['closed', `${path}:4`]);
});

test('what is printed is a file that gives the same', () => {
  const env = { AIFIT_STATE_DIR: '/srv/aifit', AIFIT_SIGN_UP: 'invitation', AIFIT_QUIET: 'yes' };
  const path = file(ok(['config'], { env }));
  const again = config(['--config', path]), first = config([], env);
  assert.deepEqual(Object.entries(again).map(([name, [value]]) => [name, value]), Object.entries(first).map(([name, [value]]) => [name, value]));
  assert.equal(first.database[0], 'sqlite:/srv/aifit/aifit.db');
  assert.equal(first['key-file'][0], '/srv/aifit/key');
});

test('the state folder follows the user', () => {
  assert.equal(config([], { XDG_STATE_HOME: '/x' })['state-dir'][0], '/x/aifit');
  const mine = process.getuid() === 0 ? '/var/lib/aifit' : '/h/.local/state/aifit';
  assert.equal(config([], { XDG_STATE_HOME: '', HOME: '/h' })['state-dir'][0], mine);
});

test('secrets come from files and are not shown', () => {
  const secret = file('sesame\n');
  const printed = ok(['config'], { env: { AIFIT_SMTP_USER: 'u', AIFIT_SMTP_PASSWORD_FILE: secret, AIFIT_METRICS_TOKEN: 'token' } });
  assert.match(printed, new RegExp(`# from AIFIT_SMTP_PASSWORD_FILE=${secret}\nsmtp-password = \\*\\*\\*\n`));
  assert.match(printed, /metrics-token = \*\*\*/);
  assert.doesNotMatch(printed, /sesame|= token/);
  for (const [database, shown] of [['postgresql://me:hush@host/db', 'postgresql://me:***@host/db'], ['postgresql://me@host/db', 'postgresql://me@host/db'],
    ['postgresql://host/db?user=me&password=hush', 'postgresql://host/db?user=me&***'],
    ['postgresql://me:hush@host/db?sslpassword=hush2', 'postgresql://me:***@host/db?ssl***'],
    ['postgresql://me:hu@sh@host/db', 'postgresql://me:***@host/db'], ['sqlite:/a@b:c', 'sqlite:/a@b:c']])
    assert.equal(config(['--database', database]).database[0], shown);
  fails(1, /AIFIT_SMTP_PASSWORD and AIFIT_SMTP_PASSWORD_FILE are both set/, ['config'], { env: { AIFIT_SMTP_PASSWORD: 'a', AIFIT_SMTP_PASSWORD_FILE: secret } });
  fails(1, /AIFIT_SMTP_PASSWORD_FILE: \/nowhere: /, ['config'], { env: { AIFIT_SMTP_PASSWORD_FILE: '/nowhere' } });
});

test('a mistake is named with its place', () => {
  const wrong = (text, reason) => {
    const path = file(`listen = localhost:1\n${text}\n`);
    fails(1, new RegExp(`${path}:2: ${reason}`), ['config', '--config', path]);
  };
  wrong('listn = x', "unknown name 'listn'");
  wrong('config = x', "unknown name 'config'");
  wrong('max-connections = many', 'max-connections takes a number from 16 to 65536');
  wrong('max-connections = 5', 'max-connections takes a number from 16 to 65536');
  wrong('sign-up = everybody', "sign-up takes open\\|invitation\\|closed, not 'everybody'");
  wrong('quiet = perhaps', 'quiet takes yes or no');
  wrong('nothing', 'a line is NAME = VALUE');
  wrong('listen = localhost:2', 'listen was set on line 1 already');
  fails(1, /AIFIT_SMTP_PORT takes a number from 1 to 65535/, ['config'], { env: { AIFIT_SMTP_PORT: '0' } });
  fails(1, /\/nowhere: /, ['config', '--config', '/nowhere']);
  fails(2, /--argon2-mib takes a number from 8 to 4096/, ['config', '--argon2-mib', '7']);
  // What the command line overrides must be right all the same.
  const path = file('max-connections = many\n');
  fails(1, /takes a number/, ['config', '--config', path, '--max-connections', '100']);
});

test('what contradicts itself is refused', () => {
  const refused = (reason, ...args) => fails(2, reason, ['config', ...args]);
  refused(/tls-cert and tls-key go together/, '--tls-cert', 'x');
  refused(/smtp-user and smtp-password go together/, '--smtp-user', 'x');
  refused(/smtp-host and mail-from go together/, '--smtp-host', 'x');
  refused(/session-idle-days is more than session-max-days/, '--session-idle-days', '40', '--session-max-days', '30');
  refused(/max-connections-per-address is more than max-connections/, '--max-connections', '16');
  refused(/database is neither/, '--database', 'mysql:x');
  refused(/public-url begins with neither/, '--public-url', 'gym.example.org');
  refused(/public-url ends with a slash/, '--public-url', 'https://gym.example.org/');
  refused(/trusted-proxy takes addresses or networks .*not 'proxy'/, '--trusted-proxy', '10.0.0.1,proxy');
  refused(/unexpected argument 'mend'/, 'mend');
});

test('calibrate advises parameters that the configuration takes', () => {
  const advice = ok(['config', 'calibrate']);
  const lines = advice.slice(advice.indexOf('argon2-mib'));
  const values = config(['--config', file(lines)]);
  assert.ok(Number(values['argon2-mib'][0]) >= 19 && Number(values['argon2-passes'][0]) >= 2, lines);
});

test('serve makes its state folder for its owner only', () => {
  const state = join(folder, 'a/b');
  fails(1, /the live page is missing/, ['serve', '--listen', '127.0.0.1:0', '--data', tempDir(), '--state-dir', state]);
  assert.equal(statSync(state).mode & 0o777, 0o700);
});
