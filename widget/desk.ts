import type { Talk } from '../engine/snapshot.ts';
import type { Deeds } from './deeds.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import {
  CompareRequest,
  DiscardRequest,
  EditLastRequest,
  KeepDraftRequest,
  LeaveRequest,
  LineRequest,
  LoadEarlierRequest,
  OpenRequest,
  PlainRequest,
  ProbeRequest,
  ReadingRequest,
  ReadRequest,
  RemoveDevicesRequest,
  ResendRequest,
  SayRequest,
  ShowEncryptionRequest,
  TellRequest,
  TypingRequest,
  VaultRequest,
} from './events/requests.ts';

/** Who does what is asked for. */
interface Staff {
  /** The conversation that is open; null: what is for it is let be, and what wants an answer gets none. */
  talk(): Talk | null;
  readonly deeds: Deeds;
  readonly draft: DraftKeeper;
  /** The page lets others see who writes. */
  tellsTyping(): boolean;
  tell(words: string): void;
  showSheet(): void;
  open(): void;
  failed(thrown: unknown): void;
}

/** Takes what the elements inside ask for (events/requests.ts) to whoever does it. */
export class Desk {
  readonly #closing = new AbortController();

  /** `root`: the shadow root in which the requests end. */
  constructor(root: ShadowRoot, { talk, deeds, draft, tellsTyping, tell, showSheet, open, failed }: Staff) {
    const on = <Request extends Event>(
      { type }: { readonly type: string; readonly prototype: Request },
      take: (request: Request) => void,
    ) => root.addEventListener(type, (event) => take(event as Request), { signal: this.#closing.signal });
    const ask = <Request extends Event & { answer: Promise<unknown> }>(
      kind: { readonly type: string; readonly prototype: Request },
      work: (talk: Talk, request: Request) => Promise<unknown>,
    ) =>
      on(kind, (request) => {
        const there = talk();
        if (there) request.answer = work(there, request);
      });

    ask(SayRequest, (_, { text }) => deeds.say(text));
    ask(RemoveDevicesRequest, (there, { deviceIds }) => there.removeDevices(deviceIds));
    ask(LeaveRequest, (there) => there.leave());
    ask(CompareRequest, (there, { person, code }) => there.markCompared(person, code));
    ask(VaultRequest, (there, { act, way }) =>
      act === 'keep' ? there.keepVault(way) : there.openVault(way),
    );
    on(KeepDraftRequest, ({ text }) => draft.note(text));
    on(LineRequest, (request) => deeds.take(request));
    on(EditLastRequest, () => deeds.editLast());
    on(PlainRequest, () => deeds.plain());
    on(TypingRequest, ({ on }) => {
      if (tellsTyping()) talk()?.typing(on);
    });
    on(TellRequest, ({ words }) => tell(words));
    on(ResendRequest, ({ key }) => talk()?.resend(key).catch(failed));
    on(DiscardRequest, ({ key }) => talk()?.discard(key).catch(failed));
    on(LoadEarlierRequest, () => talk()?.loadEarlier().catch(failed));
    on(ReadingRequest, ({ seq }) => talk()?.reading(seq));
    on(ReadRequest, ({ seq }) => talk()?.markRead(seq));
    on(ProbeRequest, () => talk()?.probe());
    on(ShowEncryptionRequest, showSheet);
    on(OpenRequest, open);
  }

  /** Takes nothing more. */
  close(): void {
    this.#closing.abort();
  }
}
