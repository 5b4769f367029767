// The peer: a Django application that does the same two things, under gunicorn with two workers.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freeOrigin, start } from './process.mjs';
import { PASSWORD, tenYears, TRAINEES, VETERAN } from './training.mjs';

const folder = fileURLToPath(new URL('django', import.meta.url));

const speech = {
  name: 'django', tokenHeader: 'x-csrftoken', tokenOf: (json, before, cookies) => cookies.get('csrftoken'),
  paths: { session: '/session', home: '/home', workouts: '/workouts/' },
};

// where: PEER_* of django/peer/settings.py.
const options = (where) => ({ cwd: folder, env: { ...process.env, ...where, PEER_SECRET_KEY: 'of a bench', PYTHONDONTWRITEBYTECODE: '1' } });

export async function serve(where) {
  const origin = await freeOrigin();
  const args = ['--workers', '2', '--worker-class', 'sync', '--bind', new URL(origin).host, '--log-level', 'warning', 'peer.wsgi'];
  return { ...speech, origin, ...(await start('/usr/bin/gunicorn', args, `${origin}/session`, options(where))) };
}

export function fill(where) {
  const lines = [...TRAINEES, VETERAN].map((email) => ({ email, password: PASSWORD }));
  for (const upload of tenYears()) lines.push({ email: VETERAN, ...upload });
  const manage = (input, ...args) => execFileSync('/usr/bin/python3', ['manage.py', ...args], { ...options(where), input, stdio: ['pipe', 'ignore', 'inherit'] });
  manage('', 'migrate', '--verbosity', '0');
  manage(lines.map((line) => JSON.stringify(line)).join('\n'), 'fill');
}
