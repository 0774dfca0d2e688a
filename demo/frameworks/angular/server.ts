import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { Visit } from './visit.ts';

const document = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Bedside in Angular</title></head>
  <body><app-visit></app-visit><script type="module" src="/out/angular.js"></script></body>
</html>`;
const providers = [provideServerRendering(), provideClientHydration()];

/** The page, made where there is no DOM. */
export const rendered = (): Promise<string> =>
  renderApplication((context) => bootstrapApplication(Visit, { providers }, context), { document, url: '/' });
