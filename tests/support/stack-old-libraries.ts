/**
 * Runs in a page before all else: puts in place of what a browser has what Prototype.js 1.5 to 1.7 and MooTools 1.2 to 1.6
 * put there, all of it at once, as portals of hospitals have it. Says nothing of frames: they are documents of their own.
 */
export function oldLibraries(): void {
  if (self !== top) return;
  const array = Array.prototype as unknown as Record<string, (...args: never[]) => unknown>;
  const { slice, map, join } = Array.prototype;
  const put = (of: object, methods: Record<string, unknown>) => {
    // They can be enumerated, as what a script assigns can.
    for (const [name, value] of Object.entries(methods)) (of as Record<string, unknown>)[name] = value;
  };
  /** What has no length is an empty list, or one of one; a second argument is nothing to it. */
  const listOf = (from: { length?: number } | null) =>
    from === null || from === undefined ? [] : slice.call({ ...from, length: from.length ?? 0 });
  const keysOf = (object: object) => {
    const keys: string[] = [];
    for (const key in object) keys.push(key);
    return keys;
  };
  for (const name of ['map', 'filter', 'find', 'every', 'some']) {
    const own = array[name]!;
    array[name] = function (this: unknown[], step: (one: unknown, i: number) => unknown, context: unknown) {
      const steps = (one: unknown, i: number) => step.call(context, one, i);
      return own.call(this, steps as never);
    } as never;
  }
  put(Array, { from: listOf });
  put(Array.prototype, {
    each: array['forEach'],
    entries(this: unknown[]) {
      return slice.call(this);
    },
    reduce(this: unknown[]) {
      return this.length > 1 ? this : this[0];
    },
    reverse(this: unknown[], inline?: boolean) {
      const turned = slice.call(this).sort(() => -1);
      if (inline === false) return turned;
      for (let i = 0; i < turned.length; i++) this[i] = turned[i];
      return this;
    },
    toJSON(this: unknown[]) {
      return `[${join.call(
        map.call(this, (one) => JSON.stringify(one)),
        ', ',
      )}]`;
    },
  });
  put(Object, { keys: keysOf, values: (of: Record<string, unknown>) => keysOf(of).map((key) => of[key]) });
  put(String.prototype, {
    startsWith(this: string, start: string) {
      return this.indexOf(start) === 0;
    },
    endsWith(this: string, end: string) {
      const at = this.length - end.length;
      return at >= 0 && this.lastIndexOf(end) === at;
    },
    sub(this: string) {
      return `${this}`;
    },
  });
  put(Function.prototype, {
    bind(this: (...args: unknown[]) => unknown, self: unknown, args?: unknown) {
      const given = args === undefined ? null : Array.isArray(args) ? args : [args];
      return (...rest: unknown[]) => this.apply(self, given ?? rest);
    },
  });
  put(HTMLElement.prototype, {
    remove(this: HTMLElement) {
      this.parentNode!.removeChild(this);
      return this;
    },
    scrollTo(this: HTMLElement, x: number, y: number) {
      this.scrollLeft = x;
      this.scrollTop = y;
      return this;
    },
    getElementsByClassName(this: HTMLElement, name: string) {
      return [...this.querySelectorAll(`.${name}`)];
    },
  });
  put(globalThis, {
    Event: class {
      readonly type: string;
      constructor(event: { type: string }) {
        this.type = event.type.replace('on', '');
      }
    },
    Element: class {},
    Request: class {},
    Window: class {},
    Document: class {},
  });
}
