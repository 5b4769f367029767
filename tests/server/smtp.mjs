// Letters that really went through SMTP: Debian's python3-aiosmtpd, in a process of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newFolder } from './api.mjs';

const script = fileURLToPath(new URL('smtp_server.py', import.meta.url));

// A certificate of its own authority for 127.0.0.1.
export function certificate() {
  const folder = newFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=mail',
    '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'pipe' });
  return { cert, key };
}

export async function startMail(options = {}) {
  const settings = { security: 'plain', ...options };
  const child = spawn('/usr/bin/python3', [script, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    assert.ok(!done, 'the mail server has gone');
    return value;
  };
  const port = Number(await next());
  const login = settings.user ? ['--smtp-user', settings.user, '--smtp-password', settings.password] : [];
  return {
    args: ['--smtp-host', '127.0.0.1', '--smtp-port', String(port), '--smtp-security', settings.security, '--mail-from', 'AI Fit 아이핏 <fit@example.org>',
      ...(settings.cert ? ['--smtp-ca-file', settings.cert] : []), ...login],
    letter: async () => {
      const late = setTimeout(() => child.kill('SIGKILL'), 20000); // a test that waits for ever tells nothing
      try {
        return JSON.parse(await next());
      } finally {
        clearTimeout(late);
      }
    },
    async refuse(text) {
      child.stdin.write(text ? `refuse ${text}\n` : 'accept\n');
      assert.equal(JSON.parse(await next()).refusal, text ?? null);
    },
    async stop() {
      process.removeListener('exit', kill);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export const codeIn = (letter) => /^ {4}(\w{8})$/m.exec(letter.body)[1];
