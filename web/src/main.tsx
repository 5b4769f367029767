import { render } from 'preact';
import { App } from './app';
import './style.css';
import { Workout } from './workout';

render(<App workout={new Workout()} />, document.getElementById('app')!);
