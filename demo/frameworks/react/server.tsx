import { renderToString } from 'react-dom/server';
import { App } from './app.tsx';

/** The page's markup, made where there is no DOM. */
export const rendered = async (): Promise<string> => renderToString(<App conversation={'c'.repeat(43)} />);
