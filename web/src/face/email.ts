/** The address that was typed on the log-in page before choosing the face. In memory: it belongs in no address bar. */
let typed = '';

export const wantedEmail = {
  keep(email: string): void {
    typed = email;
  },
  /** Once: a later visit begins without it. */
  take(): string {
    const email = typed;
    typed = '';
    return email;
  },
};
