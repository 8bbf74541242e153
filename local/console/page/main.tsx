import { render } from 'preact';
import * as z from 'zod';
import { App } from './view/app.tsx';

// zod would make functions of text, which the page's policy forbids.
z.config({ jitless: true });

render(<App />, document.body);
