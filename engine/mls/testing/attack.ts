import { concat, equal, hex } from '../../../shared/bytes.ts';
import { encodeGroupContext } from '../group-context.ts';
import { readGroupInfo } from '../group-info.ts';
import type { GroupState } from '../group-state.ts';
import { epochSecretFrom, externalInitFrom, joinerSecret, secretsOf } from '../key-schedule.ts';
import { decryptWithLabel, deriveSecret } from '../labels.ts';
import { contentType } from '../public-message.ts';
import { readCommitContent } from '../received-commit.ts';
import { readPublicMessage } from '../received-message.ts';
import { suiteOf } from '../suite.ts';
import type { Seen } from './club.ts';

/**
 * One who was removed and goes on listening. It knows its last state and every commit and GroupInfo since; it tries
 * each secret that it has as a key, and each commit secret that could be guessed, all zeros among them, epoch after
 * epoch. `hears` is true where it found the epoch that a commit opened.
 */
export class Ghost {
  readonly #keys: readonly Uint8Array[];
  #inits: Uint8Array[];
  #externals: Uint8Array[];
  #confirmed: Uint8Array;

  constructor(state: GroupState) {
    this.#keys = [...state.keys.values()];
    this.#inits = [state.secrets.init];
    this.#externals = [state.secrets.external];
    this.#confirmed = state.context.confirmedTranscriptHash;
  }

  async hears({ commit, groupInfo }: Seen): Promise<boolean> {
    const { context, confirmationTag } = await readGroupInfo(groupInfo);
    const suite = suiteOf(context.suite);
    const { kdf } = suite;
    const { body } = readPublicMessage(commit, contentType.commit, readCommitContent);
    const provisional = encodeGroupContext({ ...context, confirmedTranscriptHash: this.#confirmed });
    this.#confirmed = context.confirmedTranscriptHash;

    const zeros = new Uint8Array(kdf.size);
    const guesses = [zeros, deriveSecret(kdf, zeros, 'path'), ...this.#inits];
    for (const sealed of body.path!.nodes.flatMap((node) => node.sealed)) {
      for (const key of this.#keys) {
        const found = await decryptWithLabel(suite, key, 'UpdatePathNode', provisional, sealed).catch(
          () => null,
        );
        for (let secret = found, steps = 0; secret && steps < 9; steps++) {
          secret = deriveSecret(kdf, secret, 'path');
          guesses.push(secret);
        }
      }
    }
    const inits = [...this.#inits];
    const external = body.proposals.find((proposal) => proposal.kind === 'external-init');
    for (const secret of external ? this.#externals : []) {
      inits.push(await externalInitFrom(suite, secret, external!.kemOutput).catch(() => zeros));
    }

    const encoded = encodeGroupContext(context);
    const found = new Map<string, { init: Uint8Array; external: Uint8Array }>();
    let heard = false;
    for (const init of inits) {
      for (const guess of guesses) {
        const { epoch } = epochSecretFrom(kdf, joinerSecret(kdf, init, guess, encoded), encoded);
        const { secrets, confirmation } = secretsOf(kdf, epoch);
        heard ||= equal(kdf.mac(confirmation, context.confirmedTranscriptHash), confirmationTag);
        if (found.size < 6) found.set(hex(secrets.init), secrets);
      }
    }
    this.#inits = [...found.values()].map(({ init }) => init);
    this.#externals = [...found.values()].map((secrets) => secrets.external);
    return heard;
  }
}

/** The message with one bit of one byte turned. */
export const turned = (message: Uint8Array, at: number, bit = 1): Uint8Array => {
  const copy = concat(message);
  copy[at]! ^= bit;
  return copy;
};

/** The proposals and path of a commit, for tests that build another from them. */
export const contentOf = (commit: Uint8Array) =>
  readPublicMessage(commit, contentType.commit, readCommitContent);
