import { render } from 'preact';
import { App } from './app';
import { watchDoor } from './door';
import { startRouter } from './router';
import { loadSession, logOut, sessionStore } from './session';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/blocks.css';
import './style/shell.css';
import { startSync } from './sync';
import { startTheme } from './theme';

startTheme();
startRouter();
startSync();
watchDoor({ isMember: () => Boolean(sessionStore.state.session?.member), logOut });
void loadSession();
render(<App />, document.getElementById('app')!);
