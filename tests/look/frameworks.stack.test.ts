import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Browser } from 'playwright-core';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileScript, parse } from 'vue/compiler-sfc';
import { buildSample } from '../../scripts/build-sample.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { declaration } from '../../scripts/manifest.ts';
import { buildPackage, packageDir } from '../../scripts/package.ts';
import { eventually } from '../support/stack.ts';
import { angular, angularDiagnostics, svelte, vue } from './compilers.ts';
import { complaintsOf, type Files, root, serveFiles } from './support.ts';

/** How strict such a project is. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};

/** A project as somebody outside would have it: the examples, and the package in its node_modules. */
const project = mkdtempSync(join(tmpdir(), 'bedside-frameworks-'));
const out = join(project, 'out');
let browser: Browser;
let site: Files;

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";

/** A complaint of a compiler, in one line. */
const said = ({ file, messageText }: ts.Diagnostic) =>
  `${file?.fileName.split('/').slice(-2).join('/')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;

const bundle = (
  entry: string,
  name: string,
  platform: 'browser' | 'node',
  plugins: Plugin[] = [vue, svelte],
) =>
  build({
    absWorkingDir: project,
    entryPoints: { [name]: join(project, entry) },
    outdir: out,
    bundle: true,
    splitting: platform === 'browser',
    format: 'esm',
    platform,
    target: 'es2022',
    jsx: 'automatic',
    conditions: platform === 'browser' ? ['browser', 'production'] : ['node'],
    // A server runs the package as it is installed.
    external:
      platform === 'node'
        ? ['@bedside/chat', '@bedside/chat/*', 'react', 'react-dom', 'vue', 'vue/*', 'react-dom/*', 'xhr2']
        : [],
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
      ngDevMode: 'false',
      ngJitMode: 'false',
      ngServerMode: String(platform === 'node'),
    },
    plugins,
    logLevel: 'silent',
  });

const page = (name: string, inside: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><div id="app">${inside}</div><script type="module" src="/out/${name}.js"></script></html>`;

/** What a server of this framework sends, from a Node that has never seen a DOM. */
function renderedBy(name: string): string {
  const code = `console.log(await (await import(${JSON.stringify(pathToFileURL(join(out, `${name}-server.js`)).href)})).rendered())`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: project,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout.trim();
}

beforeAll(async () => {
  await Promise.all([buildPackage(), buildSample()]);
  cpSync(join(root, 'demo', 'frameworks'), project, { recursive: true });
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '@bedside'), { recursive: true });
  cpSync(packageDir, join(modules, '@bedside', 'chat'), { recursive: true });
  for (const name of [
    'react',
    'react-dom',
    'scheduler',
    'vue',
    '@vue',
    'svelte',
    'solid-js',
    'preact',
    '@angular',
    'rxjs',
    'tslib',
    'xhr2',
    '@types',
    'csstype',
    'esm-env',
    'clsx',
    'devalue',
  ])
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const ng = [
    angular(
      ['client', 'server'].map((name) => join(project, 'angular', `${name}.ts`)),
      options,
    ),
  ];
  await Promise.all([
    bundle('react/client.tsx', 'react', 'browser'),
    bundle('react/server.tsx', 'react-server', 'node'),
    bundle('vue/client.ts', 'vue', 'browser'),
    bundle('vue/server.ts', 'vue-server', 'node'),
    bundle('svelte/client.ts', 'svelte', 'browser'),
    bundle('solid/client.ts', 'solid', 'browser'),
    bundle('preact/client.tsx', 'preact', 'browser'),
    bundle('angular/client.ts', 'angular', 'browser', ng),
    bundle('angular/server.ts', 'angular-server', 'node', ng),
  ]);
  const packaged = Object.fromEntries(
    ['bedside.js', 'define.js'].map((name) => [
      `/bedside/${name}`,
      readFileSync(join(packageDir, name), 'utf8'),
    ]),
  );
  cpSync(join(packageDir, 'chunks'), join(project, 'bedside', 'chunks'), { recursive: true });
  site = await serveFiles(
    project,
    {
      ...packaged,
      '/sample.js': readFileSync(join(root, 'dist', 'demo', 'sample.js'), 'utf8'),
      '/react.html': page('react', renderedBy('react')),
      '/vue.html': page('vue', renderedBy('vue')),
      '/svelte.html': page('svelte', ''),
      '/solid.html': page('solid', ''),
      '/preact.html': page('preact', ''),
      '/angular.html': renderedBy('angular'),
    },
    csp,
  );
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(project, { recursive: true, force: true });
});

describe('the package', () => {
  it('is read on a server, each module of it, and does nothing there', () => {
    const code = `
      const { BedsideChat, define } = await import('@bedside/chat');
      define();
      await import('@bedside/chat/define');
      await import('@bedside/chat/react');
      if (typeof BedsideChat !== 'function' || 'customElements' in globalThis) throw new Error('not as promised');
      const { default: manifest } = await import('@bedside/chat/custom-elements.json', { with: { type: 'json' } });
      console.log(manifest.modules[0].declarations[0].tagName);`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: project,
      encoding: 'utf8',
    });
    expect([ran.stdout.trim(), ran.stderr, ran.status]).toEqual(['bedside-chat', '', 0]);
  });

  it('has everything that its package.json names, no dependency, and no source of ours in it', () => {
    const made = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
    const files: string[] = Object.values(
      made.exports as Record<string, string | Record<string, string>>,
    ).flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one)));
    for (const file of [...files, 'LICENSE', 'README.md'])
      expect(() => readFileSync(join(packageDir, file))).not.toThrow();
    const types = readFileSync(join(packageDir, 'public.d.ts'), 'utf8');
    const element = declaration();
    for (const { name, fieldName } of element.attributes) {
      if (name !== 'dir') expect(types, name).toMatch(new RegExp(`^    ${fieldName}: `, 'm'));
      expect(types, name).toMatch(new RegExp(`^    '?${name}'?\\?: `, 'm'));
    }
    for (const { name } of element.events) {
      expect(types).toContain(`'${name}': `);
      expect(readFileSync(join(packageDir, 'react.d.ts'), 'utf8')).toContain(`['${name}']`);
    }
    expect(made.dependencies).toBeUndefined();
    expect(made.publishConfig.provenance).toBe(true);
    for (const name of ['bedside.js', 'define.js', 'react.js'])
      expect(readFileSync(join(packageDir, name), 'utf8')).not.toMatch(/from ?"(?!\.\/|react")/);
  });

  it('has types that hold for each framework, and refuse what is wrong', () => {
    const complaints = (files: readonly string[]) =>
      ts.getPreEmitDiagnostics(ts.createProgram([...files], options)).map(said);
    writeFileSync(
      join(project, 'shims.d.ts'),
      "declare module '*.vue' { const App: import('vue').Component; export default App }\ndeclare module '*.svelte' { const App: import('svelte').Component<{ conversation: string }>; export default App }\n",
    );
    const chat = readFileSync(join(project, 'vue/App.vue'), 'utf8');
    const { content } = compileScript(parse(chat).descriptor, { id: 'app' });
    writeFileSync(join(project, 'vue/app-script.ts'), content);
    writeFileSync(
      join(project, 'plain.ts'),
      `import '@bedside/chat';
       const chat = document.querySelector('bedside-chat')!;
       chat.theme = 'dark compact';
       chat.getPassport = async ({ conversation, deviceKey }) => conversation + deviceKey.x;
       chat.addEventListener('bedside-unread-changed', ({ detail }) => detail.count + 1);`,
    );
    writeFileSync(
      join(project, 'tags.ts'),
      `import type {} from '@bedside/chat/vue';
       import type {} from '@bedside/chat/solid';
       import type {} from '@bedside/chat/svelte';
       import type { GlobalComponents } from 'vue';
       import type { JSX } from 'solid-js';
       import type { SvelteHTMLElements } from 'svelte/elements';
       const vue: InstanceType<GlobalComponents['bedside-chat']>['$props'] = { 'passport-url': '/x', 'onBedside-ready': (event) => void event.type };
       const solid: JSX.IntrinsicElements['bedside-chat'] = { 'passport-url': '/x', 'on:bedside-error': (event) => void event.detail.code };
       const svelte: SvelteHTMLElements['bedside-chat'] = { theme: 'dark', 'onbedside-error': (event) => void event.detail.code };
       export { solid, svelte, vue };`,
    );
    const examples = [
      'plain.ts',
      'tags.ts',
      'shims.d.ts',
      'react/client.tsx',
      'react/server.tsx',
      'vue/app-script.ts',
      'solid/client.ts',
      'preact/client.tsx',
    ];
    expect(complaints(examples.map((file) => join(project, file)))).toEqual([]);
    writeFileSync(
      join(project, 'wrong.tsx'),
      `import { BedsideChat } from '@bedside/chat/react';
       document.querySelector('bedside-chat')!.relay = 1;
       export const one = <BedsideChat tenant={7} />;
       export const two = <bedside-chat onbedside-error={(event) => event.detail.words} />;`,
    );
    expect(complaints([join(project, 'wrong.tsx')])).toHaveLength(3);
  });
});

describe("Angular's strict templates", () => {
  const complaints = (...files: readonly string[]) =>
    angularDiagnostics(
      files.map((file) => join(project, file)),
      options,
    ).map(said);

  it('have nothing against the example, and know what its events carry', () => {
    expect(complaints('angular/client.ts', 'angular/server.ts')).toEqual([]);
    const wrong = readFileSync(join(project, 'angular/visit.ts'), 'utf8')
      .replace('$event.detail.state)', '$event.detail.words)')
      .replace('unread.set($event.detail.count)', 'state.set($event.detail.count)');
    writeFileSync(join(project, 'angular/wrong.ts'), wrong);
    expect(complaints('angular/wrong.ts')).toEqual([
      expect.stringContaining("Property 'words' does not exist"),
      expect.stringContaining("'number' is not assignable"),
    ]);
  });
});

/** What the engine would give, were there a relay. A text: a test runner rewrites `import()` in code. */
const give = `customElements.whenDefined('bedside-chat').then((chat) => {
  chat.openTalk = async () => (globalThis.talk = (await import('/sample.js')).sample('conversation', 'en'));
});`;

describe.each(['html', 'react', 'vue', 'svelte', 'solid', 'preact', 'angular'])('in %s', (name) => {
  it('takes settings, says events, follows a change, and has a conversation', async () => {
    const context = await browser.newContext({ colorScheme: 'light' });
    const tab = await context.newPage();
    const complaints = complaintsOf(tab);
    await tab.addInitScript({ content: give });
    await tab.goto(`${site.origin}/${name === 'html' ? 'html/index.html' : `${name}.html`}`);
    const chat = tab.locator('bedside-chat');
    await chat.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(
      await chat.evaluate((one) => {
        const { relay, tenant, conversation, passportUrl } = one as unknown as Record<string, string>;
        return [relay, tenant, conversation, passportUrl];
      }),
    ).toEqual(['https://relay.example', 'riverside', 'c'.repeat(43), '/chat/passport']);
    await tab.locator('#state', { hasText: 'ready' }).waitFor();
    // A reader who has gone up does not read what comes in below.
    await eventually('it is read from above', 5000, async () => {
      await chat.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
      return chat.getByRole('button', { name: /latest/ }).isVisible();
    });
    await tab.evaluate(() =>
      (globalThis as unknown as { talk: { receive(text: string): void } }).talk.receive('Hello'),
    );
    await tab.locator('#unread', { hasText: '1' }).waitFor();
    await chat.getByRole('textbox', { name: 'Message' }).fill('Hello from a framework');
    await chat.getByRole('button', { name: 'Send', exact: true }).click();
    await chat.getByText('Hello from a framework').waitFor();
    await tab.locator('#dark').click();
    await tab.waitForFunction(
      () => getComputedStyle(document.querySelector('bedside-chat')!).colorScheme === 'dark',
    );
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe.each(['react', 'vue', 'angular'])('%s on a server', (name) => {
  it('writes the tag with its attributes, and nothing inside', () => {
    expect(renderedBy(name)).toMatch(
      /<bedside-chat(?=[^>]* relay="https:\/\/relay\.example")(?=[^>]* tenant="riverside")(?=[^>]* conversation="c{43}")(?=[^>]* passport-url="\/chat\/passport")[^>]*><\/bedside-chat>/,
    );
  });
});
