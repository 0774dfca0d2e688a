import { readFileSync, realpathSync } from 'node:fs';
import { NgtscProgram } from '@angular/compiler-cli';
import linker from '@angular/compiler-cli/linker/babel';
import { transformAsync } from '@babel/core';
import type { Plugin } from 'esbuild';
import { compile as compileSvelte } from 'svelte/compiler';
import ts from 'typescript';
import { compileScript, parse } from 'vue/compiler-sfc';

/** Vue's single-file components. */
export const vue: Plugin = {
  name: 'vue',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.vue$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const { content } = compileScript(parse(source, { filename: path }).descriptor, {
        id: 'app',
        inlineTemplate: true,
        templateOptions: { compilerOptions: { isCustomElement: (tag) => tag === 'bedside-chat' } },
      });
      return { contents: content, loader: 'ts' };
    });
  },
};

/** Svelte's components. */
export const svelte: Plugin = {
  name: 'svelte',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => ({
      contents: compileSvelte(readFileSync(path, 'utf8'), { filename: path, dev: false }).js.code,
      loader: 'js',
    }));
  },
};

/** Angular's compiler over these files, as strict with templates as it can be. */
function programOf(
  files: readonly string[],
  options: ts.CompilerOptions,
  write: ts.WriteFileCallback,
): NgtscProgram {
  const strict = {
    ...options,
    noEmit: false,
    rewriteRelativeImportExtensions: true,
    strictTemplates: true,
  };
  return new NgtscProgram(files, strict, { ...ts.createCompilerHost(strict), writeFile: write });
}

/** What is wrong in these files, and in the templates in them. */
export function angularDiagnostics(
  files: readonly string[],
  options: ts.CompilerOptions,
): readonly ts.Diagnostic[] {
  const program = programOf(files, options, () => {});
  return [
    ...program.getTsOptionDiagnostics(),
    ...program.getNgOptionDiagnostics(),
    ...program.getTsSyntacticDiagnostics(),
    ...program.getTsSemanticDiagnostics(),
    ...program.getNgStructuralDiagnostics(),
    ...program.getNgSemanticDiagnostics(),
  ];
}

/** Angular's own packages come half compiled. */
async function linked(path: string): Promise<string> {
  const made = await transformAsync(readFileSync(path, 'utf8'), {
    filename: path,
    plugins: [linker],
    babelrc: false,
    configFile: false,
    compact: false,
  });
  return made!.code!;
}

/** Compiles these files ahead of time, for a browser would need `unsafe-eval` to do it. */
export function angular(files: readonly string[], options: ts.CompilerOptions): Plugin {
  const made = new Map<string, string>();
  const packages = new Map<string, Promise<string>>();
  programOf(files, options, (_, text, __, ___, sources) => {
    for (const { fileName } of sources ?? []) made.set(realpathSync(fileName), text);
  }).emit();
  return {
    name: 'angular',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = made.get(path);
        return contents === undefined ? null : { contents, loader: 'js' };
      });
      onLoad({ filter: /\/node_modules\/@angular\/.*\.mjs$/ }, async ({ path }) => {
        const code = packages.get(path) ?? linked(path);
        packages.set(path, code);
        return { contents: await code, loader: 'js' };
      });
    },
  };
}
