// HTTPS with a certificate of one's own, exchanged under a running server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { fails, ok, program, repository, tempDir } from '../cli/lib/aifit.mjs';

const data = tempDir(), folder = tempDir();
let child, port, log = '';

const pem = (name) => readFileSync(join(folder, name));
const fingerprint = (text) => /SHA-256\s+([0-9A-F:]{95})$/m.exec(text)[1];
const make = (out, ...args) => ok(['cert', '--host', 'localhost,127.0.0.1,gym.local', '--out', join(folder, out), ...args]);

before(async () => {
  mkdirSync(join(data, 'web'));
  writeFileSync(join(data, 'web/index.html'), '<!doctype html>');
  cpSync(join(repository, 'exercises'), join(data, 'exercises'), { recursive: true });
  make('one');
  for (const name of ['cert.pem', 'key.pem']) copyFileSync(join(folder, 'one', name), join(folder, name));
  child = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--data', data, '--state-dir', tempDir(), '--quiet',
    '--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')]);
  child.stderr.on('data', (text) => (log += text));
  const [line] = await once(child.stdout, 'data');
  port = /serving on https:\/\/127\.0\.0\.1:(\d+) /.exec(line)[1];
});
after(() => child.kill('SIGKILL'));

// Trusts what is in ca, and nothing else.
function get(path, ca, { agent = false } = {}) {
  return new Promise((resolve, reject) => {
    https.get({ host: '127.0.0.1', port, path, ca, servername: 'localhost', agent }, (response) => {
      const shown = response.socket.getPeerCertificate().fingerprint256;
      response.resume().on('end', () => resolve({ status: response.statusCode, headers: response.headers, shown }));
    }).on('error', reject);
  });
}

test('a certificate names its hosts, and its key is its owner\'s', () => {
  const said = make('two');
  const cert = new X509Certificate(pem('two/cert.pem'));
  assert.equal(cert.fingerprint256, fingerprint(said));
  assert.ok(cert.verify(cert.publicKey));
  assert.ok(cert.checkPrivateKey(createPrivateKey(pem('two/key.pem'))));
  assert.equal(cert.publicKey.asymmetricKeyDetails.namedCurve, 'prime256v1');
  assert.equal(cert.ca, false);
  for (const host of ['localhost', 'gym.local']) assert.equal(cert.checkHost(host), host);
  assert.equal(cert.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(cert.checkHost('elsewhere.local'), undefined);
  assert.equal(statSync(join(folder, 'two/key.pem')).mode & 0o777, 0o600);
  const days = (new Date(cert.validTo) - new Date(cert.validFrom)) / 86400e3;
  assert.ok(days > 396 && days < 398, `${days} days`);
  fails(1, /two\/key\.pem: File exists/, ['cert', '--host', 'x', '--out', join(folder, 'two')]);
  assert.match(ok(['cert', '--out', join(folder, 'found')]), /^for +localhost .*127\.0\.0\.1/m);
});

test('the server shows it, and its cookies are for HTTPS only', async () => {
  const { status, headers, shown } = await get('/api/v1/session', pem('one/cert.pem'));
  assert.equal(status, 200);
  assert.equal(shown, new X509Certificate(pem('one/cert.pem')).fingerprint256);
  assert.match(headers['set-cookie'][0], /^__Host-aifit_visitor=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  await assert.rejects(get('/', pem('two/cert.pem')));
});

test('TLS 1.2 and 1.3 are spoken, nothing older', async () => {
  const shake = (version) => new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' });
    socket.on('error', () => resolve(undefined)).on('secureConnect', () => resolve(socket.getProtocol()) ?? socket.destroy());
  });
  for (const [version, spoken] of [['TLSv1.3', 'TLSv1.3'], ['TLSv1.2', 'TLSv1.2'], ['TLSv1.1', undefined], ['TLSv1', undefined]])
    assert.equal(await shake(version), spoken, version);
});

test('SIGHUP exchanges the certificate; connections go on, and a wrong pair changes nothing', async () => {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  const one = pem('one/cert.pem'), two = pem('two/cert.pem');
  assert.equal((await get('/', one, { agent })).status, 200);
  copyFileSync(join(folder, 'two/cert.pem'), join(folder, 'cert.pem')); // the other's key is still there
  child.kill('SIGHUP');
  while (!/key\.pem is not the key of .*cert\.pem/.test(log)) await once(child.stderr, 'data');
  assert.equal((await get('/', one)).status, 200);
  copyFileSync(join(folder, 'two/key.pem'), join(folder, 'key.pem'));
  child.kill('SIGHUP');
  while (!/read certificate and page anew/.test(log)) await once(child.stderr, 'data');
  assert.equal((await get('/', two)).shown, new X509Certificate(two).fingerprint256);
  assert.equal((await get('/', one, { agent })).status, 200, 'the connection of before');
  agent.destroy();
});

test('files that are no pair are refused at start', () => {
  const serve = (cert, key) => ['serve', '--listen', '127.0.0.1:0', '--data', data, '--state-dir', tempDir(), '--tls-cert', cert, '--tls-key', key];
  const file = (name) => join(folder, name);
  fails(1, /is not the key of/, serve(file('one/cert.pem'), file('two/key.pem')));
  fails(1, /key\.pem: /, serve(file('one/key.pem'), file('one/key.pem')));
  fails(1, /nowhere\.pem: /, serve(file('nowhere.pem'), file('one/key.pem')));
  fails(2, /tls-cert and tls-key go together/, ['serve', '--data', data, '--tls-cert', file('one/cert.pem')]);
});
