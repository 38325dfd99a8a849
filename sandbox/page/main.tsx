import { render } from 'preact';
import { App } from './app.tsx';
import '@fontsource-variable/inter/wght.css';
import 'twemoji-colr-font/twemoji.css';
import './style/tokens.css';
import './style/frame.css';
import './style/rail.css';
import './style/conversation.css';
import './style/text.css';
import './style/blocks.css';
import './style/composer.css';
import './style/dialog.css';
import './style/platforms.css';

const root = document.querySelector('#page');
if (root === null) throw new Error('index.html has no #page');
render(<App />, root);
