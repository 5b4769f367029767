// A member as a browser is one: cookies kept, the CSRF token sent.
import { PASSWORD } from './training.mjs';

export class Member {
  // application: {name, origin, paths, tokenHeader, tokenOf(json, token before, cookies)}
  constructor(application) {
    Object.assign(this, { application, cookies: new Map(), token: undefined });
  }

  get headers() {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    return { ...(cookie && { cookie }), ...(this.token && { [this.application.tokenHeader]: this.token }) };
  }

  async send(method, path, body) {
    const { name, origin, tokenOf } = this.application;
    const headers = { ...this.headers, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(origin + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${name}: ${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    // Several cookies may stand in one line, and a comma in a date of expiry.
    for (const [, cookie, value] of (answer.headers.get('set-cookie') ?? '').matchAll(/(?:^|, )([\w-]+)=([^;,]*);/g)) this.cookies.set(cookie, value);
    const json = text ? JSON.parse(text) : undefined;
    this.token = tokenOf(json, this.token, this.cookies);
    return json;
  }

  async logIn(email) {
    await this.send('GET', this.application.paths.session);
    await this.send('POST', this.application.paths.session, { email, password: PASSWORD });
    return this;
  }
}
