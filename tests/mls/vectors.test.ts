import { afterAll, describe, expect, it } from 'vitest';
import { Reader, readWhole, type Writer, written } from '../../engine/mls/codec.ts';
import { applyProposals } from '../../engine/mls/commit-content.ts';
import { enterEpoch } from '../../engine/mls/epoch.ts';
import { encodeGroupContext, type GroupContext } from '../../engine/mls/group-context.ts';
import {
  isGroupInfoSigned,
  readGroupInfoContent,
  writeGroupInfoContent,
} from '../../engine/mls/group-info.ts';
import { keyPackageIn, readKeyPackage } from '../../engine/mls/key-package.ts';
import {
  confirmedTranscriptHash,
  epochSecretFrom,
  exportFromEpoch,
  interimTranscriptHash,
  joinerSecret,
  secretsOf,
} from '../../engine/mls/key-schedule.ts';
import {
  decryptWithLabel,
  deriveSecret,
  encryptWithLabel,
  expandWithLabel,
  refHash,
  signWithLabel,
  verifyWithLabel,
} from '../../engine/mls/labels.ts';
import { readHeader, wireFormat, writeHeader } from '../../engine/mls/message.ts';
import { checkParentHashes } from '../../engine/mls/parent-hash.ts';
import {
  contentType,
  encodeFramedContent,
  encodePublicMessage,
  membershipTag,
  signContent,
} from '../../engine/mls/public-message.ts';
import { RatchetTree } from '../../engine/mls/ratchet-tree.ts';
import { readCommitContent } from '../../engine/mls/received-commit.ts';
import { checkPublicMessage, readPublicMessage } from '../../engine/mls/received-message.ts';
import { mergePath, openPath, readUpdatePath } from '../../engine/mls/received-path.ts';
import type { Suite } from '../../engine/mls/suite.ts';
import { createPath, nextPathSecret, nodeKeyPair } from '../../engine/mls/tree-kem.ts';
import * as treeMath from '../../engine/mls/tree-math.ts';
import { checkTree } from '../../engine/mls/tree-validation.ts';
import {
  encodeWelcome,
  openGroupInfo,
  openGroupSecrets,
  readGroupSecrets,
  readWelcome,
  welcomeIn,
} from '../../engine/mls/welcome.ts';
import { follow, followCommit, pskSecret } from './follower.ts';
import {
  type AnyProposal,
  readAnyCommit,
  readAnyProposal,
  readContextProposal,
  readPskProposal,
  readReInit,
  readUpdate,
  writeAnyCommit,
  writeAnyProposal,
  writeProposalContent,
} from './full-grammar.ts';
import { bytes, haveVectors, hex, opensOwn, signerOf, suiteOfCase, vectorsOf } from './vector-files.ts';

/** How many cases of each file ran, and how many did not for which reason: printed at the end. */
const tally = new Map<string, { run: number; out: Map<string, number> }>();
function count(file: string, reason?: string): void {
  const line = tally.get(file) ?? { run: 0, out: new Map<string, number>() };
  tally.set(file, line);
  if (reason) line.out.set(reason, (line.out.get(reason) ?? 0) + 1);
  else line.run++;
}

afterAll(() => {
  if (!haveVectors) return;
  const lines = [...tally].map(([file, { run, out }]) => {
    const reasons = [...out].map(([reason, cases]) => `${cases} ${reason}`).join(', ');
    return `${file.padEnd(32)} run ${String(run).padStart(4)}   out of profile: ${reasons || 'none'}`;
  });
  const sum = (pick: (line: { run: number; out: Map<string, number> }) => number) =>
    [...tally.values()].reduce((total, line) => total + pick(line), 0);
  const outside = sum(({ out }) => [...out.values()].reduce((total, cases) => total + cases, 0));
  console.log([...lines, `vectors: ${sum(({ run }) => run)} run, ${outside} out of profile`].join('\n'));
});

/** Runs the cases of a file, those of one suite as one test. */
function each<Case extends { cipher_suite: number }>(
  file: string,
  run: (suite: Suite, vector: Case) => Promise<void> | void,
): void {
  const cases = vectorsOf<Case>(file);
  for (const id of new Set(cases.map(({ cipher_suite }) => cipher_suite))) {
    const own = cases.filter(({ cipher_suite }) => cipher_suite === id);
    const suite = suiteOfCase(id);
    if (!suite) {
      for (const _ of own) count(file, 'suite 4, 5 or 6');
      continue;
    }
    it(`${file}: suite ${id}, ${own.length} cases`, async () => {
      for (const vector of own) {
        await run(suite, vector);
        count(file);
      }
    });
  }
}

function outOfProfile(file: string, reason: string): void {
  for (const _ of vectorsOf(file)) count(file, reason);
}

const none = new Uint8Array();
const same = (actual: Uint8Array, expected: string) => expect(hex(actual)).toBe(expected);

if (!haveVectors) console.warn('vectors: folder missing, 0 cases');

describe.runIf(haveVectors)('the working group’s vectors', () => {
  it('tree-math', () => {
    interface Case {
      n_leaves: number;
      n_nodes: number;
      root: number;
      left: (number | null)[];
      right: (number | null)[];
      parent: (number | null)[];
      sibling: (number | null)[];
    }
    for (const vector of vectorsOf<Case>('tree-math')) {
      expect(treeMath.nodeCount(vector.n_leaves)).toBe(vector.n_nodes);
      expect(treeMath.rootOf(vector.n_leaves)).toBe(vector.root);
      for (let node = 0; node < vector.n_nodes; node++) {
        const leaf = treeMath.isLeaf(node);
        const root = node === vector.root;
        expect(leaf ? null : treeMath.leftOf(node)).toBe(vector.left[node]);
        expect(leaf ? null : treeMath.rightOf(node)).toBe(vector.right[node]);
        expect(root ? null : treeMath.parentOf(node)).toBe(vector.parent[node]);
        expect(root ? null : treeMath.siblingOf(node)).toBe(vector.sibling[node]);
      }
      count('tree-math');
    }
  });

  it('deserialization', () => {
    for (const vector of vectorsOf<{ vlbytes_header: string; length: number }>('deserialization')) {
      const reader = new Reader(bytes(vector.vlbytes_header));
      expect(reader.length()).toBe(vector.length);
      reader.done();
      count('deserialization');
    }
  });

  interface Basics {
    cipher_suite: number;
    ref_hash: { label: string; value: string; out: string };
    expand_with_label: { secret: string; label: string; context: string; length: number; out: string };
    derive_secret: { secret: string; label: string; out: string };
    derive_tree_secret: { secret: string; label: string; generation: number; length: number; out: string };
    sign_with_label: { priv: string; pub: string; content: string; label: string; signature: string };
    encrypt_with_label: {
      priv: string;
      pub: string;
      label: string;
      context: string;
      plaintext: string;
      kem_output: string;
      ciphertext: string;
    };
  }
  each<Basics>('crypto-basics', async (suite, vector) => {
    const { kdf } = suite;
    const { ref_hash: r, expand_with_label: x, derive_secret: d, derive_tree_secret: t } = vector;
    same(refHash(kdf, r.label, bytes(r.value)), r.out);
    same(expandWithLabel(kdf, bytes(x.secret), x.label, bytes(x.context), x.length), x.out);
    same(deriveSecret(kdf, bytes(d.secret), d.label), d.out);
    const generation = written((to) => to.u32(t.generation));
    same(expandWithLabel(kdf, bytes(t.secret), t.label, generation, t.length), t.out);

    const s = vector.sign_with_label;
    const label = `MLS 1.0 ${s.label}`;
    const verifies = (signature: Uint8Array) =>
      verifyWithLabel(suite, bytes(s.pub), label, bytes(s.content), signature);
    expect(await verifies(bytes(s.signature))).toBe(true);
    const signer = await signerOf(suite, s.priv, bytes(s.pub));
    expect(await verifies(await signWithLabel(signer, label, bytes(s.content)))).toBe(true);

    const e = vector.encrypt_with_label;
    const given = { enc: bytes(e.kem_output), ciphertext: bytes(e.ciphertext) };
    const made = await encryptWithLabel(suite, bytes(e.pub), e.label, bytes(e.context), bytes(e.plaintext));
    for (const sealed of [given, made]) {
      same(await decryptWithLabel(suite, bytes(e.priv), e.label, bytes(e.context), sealed), e.plaintext);
    }
  });

  interface Schedule {
    cipher_suite: number;
    group_id: string;
    initial_init_secret: string;
    epochs: (Record<
      | 'tree_hash'
      | 'commit_secret'
      | 'psk_secret'
      | 'confirmed_transcript_hash'
      | 'group_context'
      | 'joiner_secret'
      | 'welcome_secret'
      | 'init_secret'
      | 'sender_data_secret'
      | 'encryption_secret'
      | 'exporter_secret'
      | 'epoch_authenticator'
      | 'external_secret'
      | 'confirmation_key'
      | 'membership_key'
      | 'resumption_psk'
      | 'external_pub',
      string
    > & { exporter: { label: string; context: string; length: number; secret: string } })[];
  }
  each<Schedule>('key-schedule', async (suite, vector) => {
    const { kdf } = suite;
    let init: Uint8Array = bytes(vector.initial_init_secret);
    for (const [number, epoch] of vector.epochs.entries()) {
      const context = encodeGroupContext({
        suite: suite.id,
        groupId: bytes(vector.group_id),
        epoch: number,
        treeHash: bytes(epoch.tree_hash),
        confirmedTranscriptHash: bytes(epoch.confirmed_transcript_hash),
        extensions: [],
      });
      same(context, epoch.group_context);
      const joiner = joinerSecret(kdf, init, bytes(epoch.commit_secret), context);
      same(joiner, epoch.joiner_secret);
      const derived = epochSecretFrom(kdf, joiner, context, bytes(epoch.psk_secret));
      same(derived.welcome, epoch.welcome_secret);
      const { secrets, confirmation } = secretsOf(kdf, derived.epoch);
      same(secrets.init, epoch.init_secret);
      same(secrets.exporter!, epoch.exporter_secret);
      same(secrets.authenticator, epoch.epoch_authenticator);
      same(secrets.external, epoch.external_secret);
      same(secrets.membership, epoch.membership_key);
      same(confirmation, epoch.confirmation_key);
      same(deriveSecret(kdf, derived.epoch, 'sender data'), epoch.sender_data_secret);
      same(deriveSecret(kdf, derived.epoch, 'encryption'), epoch.encryption_secret);
      same(deriveSecret(kdf, derived.epoch, 'resumption'), epoch.resumption_psk);
      same((await suite.kem.derive(secrets.external)).publicKey, epoch.external_pub);
      const { label, context: about, length, secret } = epoch.exporter;
      same(exportFromEpoch(kdf, secrets.exporter, label, bytes(about), length), secret);
      init = secrets.init;
    }
  });

  interface Transcript {
    cipher_suite: number;
    confirmation_key: string;
    authenticated_content: string;
    interim_transcript_hash_before: string;
    confirmed_transcript_hash_after: string;
    interim_transcript_hash_after: string;
  }
  each<Transcript>('transcript-hashes', ({ kdf }, vector) => {
    // An AuthenticatedContent is a PublicMessage but for the version before it and the membership tag behind it.
    const asMessage = written((to) => to.u16(1).fixed(bytes(vector.authenticated_content)).opaque(none));
    const message = readPublicMessage(asMessage, contentType.commit, readAnyCommit);
    const interim = bytes(vector.interim_transcript_hash_before);
    const { content, signature } = message;
    const confirmed = confirmedTranscriptHash(kdf, interim, wireFormat.publicMessage, content, signature);
    same(confirmed, vector.confirmed_transcript_hash_after);
    same(kdf.mac(bytes(vector.confirmation_key), confirmed), hex(message.confirmationTag!));
    same(
      interimTranscriptHash(kdf, confirmed, message.confirmationTag!),
      vector.interim_transcript_hash_after,
    );
  });

  interface Protection {
    cipher_suite: number;
    group_id: string;
    epoch: number;
    tree_hash: string;
    confirmed_transcript_hash: string;
    signature_priv: string;
    signature_pub: string;
    membership_key: string;
    proposal: string;
    proposal_pub: string;
    commit: string;
    commit_pub: string;
  }
  each<Protection>('message-protection', async (suite, vector) => {
    const groupId = bytes(vector.group_id);
    const context = encodeGroupContext({
      suite: suite.id,
      groupId,
      epoch: vector.epoch,
      treeHash: bytes(vector.tree_hash),
      confirmedTranscriptHash: bytes(vector.confirmed_transcript_hash),
      extensions: [],
    });
    const keys = {
      signatureKey: bytes(vector.signature_pub),
      membershipKey: bytes(vector.membership_key),
      context,
    };
    const signer = await signerOf(suite, vector.signature_priv, keys.signatureKey);
    for (const [type, raw, sent] of [
      [contentType.proposal, vector.proposal, vector.proposal_pub],
      [contentType.commit, vector.commit, vector.commit_pub],
    ] as const) {
      const read = (message: Uint8Array) =>
        readPublicMessage(message, type, (from) => {
          const start = from.position;
          if (type === contentType.proposal) readAnyProposal(from);
          else readAnyCommit(from);
          return from.since(start);
        });
      const given = read(bytes(sent));
      same(given.body, raw);
      await checkPublicMessage(suite, given, keys);
      const content = encodeFramedContent(
        { groupId, epoch: vector.epoch, sender: { kind: 'member', leaf: 1 }, authenticatedData: none },
        type,
        (to) => to.fixed(bytes(raw)),
      );
      const confirmationTag = type === contentType.commit ? new Uint8Array(suite.kdf.size) : null;
      const made = { content, signature: await signContent(signer, content, context), confirmationTag };
      const message = encodePublicMessage(made, membershipTag(suite.kdf, keys.membershipKey, made, context));
      const again = read(message);
      same(again.body, raw);
      await checkPublicMessage(suite, again, keys);
      const broken = message.with(-1, message.at(-1)! ^ 1);
      await expect(checkPublicMessage(suite, read(broken), keys)).rejects.toMatchObject({
        code: 'mls-invalid',
      });
    }
  });

  interface Operation {
    cipher_suite: number;
    tree_before: string;
    proposal: string;
    proposal_sender: number;
    tree_hash_before: string;
    tree_after: string;
    tree_hash_after: string;
  }
  each<Operation>('tree-operations', ({ kdf }, vector) => {
    const tree = readWhole(bytes(vector.tree_before), RatchetTree.read);
    same(tree.hash(kdf), vector.tree_hash_before);
    const proposal = readWhole(bytes(vector.proposal), readAnyProposal);
    if (proposal.kind === 'update') {
      tree.setLeaf(vector.proposal_sender, proposal.leaf);
      tree.blankPath(vector.proposal_sender);
    } else if (proposal.kind === 'add' || proposal.kind === 'remove') {
      applyProposals(tree, [proposal]);
    }
    same(
      written((to) => tree.write(to)),
      vector.tree_after,
    );
    same(tree.hash(kdf), vector.tree_hash_after);
  });

  interface Validation {
    cipher_suite: number;
    tree: string;
    group_id: string;
    resolutions: number[][];
    tree_hashes: string[];
  }
  each<Validation>('tree-validation', async (suite, vector) => {
    const tree = readWhole(bytes(vector.tree), RatchetTree.read);
    for (const [node, resolution] of vector.resolutions.entries()) {
      expect(tree.resolution(node)).toEqual(resolution);
      same(tree.hash(suite.kdf, node), vector.tree_hashes[node]!);
    }
    checkParentHashes(suite.kdf, tree);
    await checkTree(suite, tree, bytes(vector.group_id), []);
    await expect(checkTree(suite, tree, bytes('00'), [])).rejects.toMatchObject({ code: 'mls-invalid' });
  });

  interface TreeKem {
    cipher_suite: number;
    group_id: string;
    epoch: number;
    confirmed_transcript_hash: string;
    ratchet_tree: string;
    leaves_private: {
      index: number;
      encryption_priv: string;
      signature_priv: string;
      path_secrets: { node: number; path_secret: string }[];
    }[];
    update_paths: {
      sender: number;
      update_path: string;
      path_secrets: (string | null)[];
      commit_secret: string;
      tree_hash_after: string;
    }[];
  }
  each<TreeKem>('treekem', async (suite, vector) => {
    const tree = readWhole(bytes(vector.ratchet_tree), RatchetTree.read);
    const groupId = bytes(vector.group_id);
    const contextFor = (treeHash: Uint8Array) => {
      const confirmed = bytes(vector.confirmed_transcript_hash);
      const context: GroupContext = {
        suite: suite.id,
        groupId,
        epoch: vector.epoch,
        treeHash,
        confirmedTranscriptHash: confirmed,
        extensions: [],
      };
      return encodeGroupContext(context);
    };
    const holders = new Map<number, Map<number, Uint8Array>>();
    for (const { index, encryption_priv, path_secrets } of vector.leaves_private) {
      const keys = new Map<number, Uint8Array>([[2 * index, bytes(encryption_priv)]]);
      expect(await opensOwn(suite, bytes(encryption_priv), tree.key(2 * index)!)).toBe(true);
      for (const { node, path_secret } of path_secrets) {
        const pair = await nodeKeyPair(suite, bytes(path_secret));
        same(pair.publicKey, hex(tree.key(node)!));
        keys.set(node, pair.secretKey);
      }
      holders.set(index, keys);
    }
    for (const update of vector.update_paths) {
      const { sender } = update;
      const path = readWhole(bytes(update.update_path), readUpdatePath);
      const merged = tree.clone();
      mergePath(suite.kdf, merged, sender, path);
      same(merged.hash(suite.kdf), update.tree_hash_after);
      const context = contextFor(merged.hash(suite.kdf));

      for (const { index: ownLeaf } of tree.leaves()) {
        if (ownLeaf === sender) continue;
        const own = { ownLeaf, keys: holders.get(ownLeaf)!, added: [], context };
        const opened = await openPath(suite, merged, sender, path, own);
        same(opened.commitSecret, update.commit_secret);
        const pathSecret = bytes(update.path_secrets[ownLeaf]!);
        const [lowest] = opened.keys.values();
        same(lowest!, hex((await nodeKeyPair(suite, pathSecret)).secretKey));
      }

      // Making a path costs most: suite 1 does it for every sender, the others for the first of each case.
      if (suite.id !== 1 && update !== vector.update_paths[0]) continue;
      const rebuilt = tree.clone();
      const secret = vector.leaves_private.find(({ index }) => index === sender)!.signature_priv;
      const signer = await signerOf(suite, secret, tree.leaf(sender)!.signatureKey);
      const made = await createPath(suite, rebuilt, sender, {
        signer,
        leaf: tree.leaf(sender)!,
        groupId,
        added: [],
        context: contextFor,
      });
      const remade = tree.clone();
      mergePath(suite.kdf, remade, sender, made.path);
      same(remade.hash(suite.kdf), hex(rebuilt.hash(suite.kdf)));

      for (const { index: ownLeaf } of tree.leaves()) {
        if (ownLeaf === sender) continue;
        const own = { ownLeaf, keys: holders.get(ownLeaf)!, added: [] };
        const again = await openPath(suite, remade, sender, made.path, {
          ...own,
          context: contextFor(remade.hash(suite.kdf)),
        });
        same(again.commitSecret, hex(made.commitSecret));
      }
      const last = [...made.pathSecrets.values()].at(-1);
      if (last) same(nextPathSecret(suite, last), hex(made.commitSecret));
    }
  });

  interface WelcomeCase {
    cipher_suite: number;
    init_priv: string;
    signer_pub: string;
    key_package: string;
    welcome: string;
  }
  each<WelcomeCase>('welcome', async (suite, vector) => {
    const welcome = welcomeIn(bytes(vector.welcome));
    const keyPackage = keyPackageIn(bytes(vector.key_package));
    const opened = await openGroupSecrets(suite, welcome, keyPackage, bytes(vector.init_priv));
    const { joiner } = readWhole(opened, readGroupSecrets);
    const { welcome: key } = epochSecretFrom(suite.kdf, joiner, none);
    const info = readWhole(await openGroupInfo(suite, welcome, key), readGroupInfoContent);
    expect(await isGroupInfoSigned(suite, info, bytes(vector.signer_pub))).toBe(true);
    const { epoch } = epochSecretFrom(suite.kdf, joiner, encodeGroupContext(info.context));
    same(enterEpoch(suite, info.context, epoch).confirmationTag, hex(info.confirmationTag));
  });

  interface Passive {
    cipher_suite: number;
    external_psks: { psk_id: string; psk: string }[];
    key_package: string;
    signature_priv: string;
    encryption_priv: string;
    init_priv: string;
    welcome: string;
    ratchet_tree: string | null;
    initial_epoch_authenticator: string;
    epochs: { proposals: string[]; commit: string; epoch_authenticator: string }[];
  }
  for (const file of ['passive-client-welcome', 'passive-client-handling-commit', 'passive-client-random']) {
    each<Passive>(file, async (suite, vector) => {
      const keyPackage = keyPackageIn(bytes(vector.key_package));
      const [init, encryption] = [bytes(vector.init_priv), bytes(vector.encryption_priv)];
      expect(await opensOwn(suite, init, keyPackage.initKey)).toBe(true);
      expect(await opensOwn(suite, encryption, keyPackage.leaf.encryptionKey)).toBe(true);
      const signer = await signerOf(suite, vector.signature_priv, keyPackage.leaf.signatureKey);
      const signature = await signWithLabel(signer, 'x', none);
      expect(await verifyWithLabel(suite, keyPackage.leaf.signatureKey, 'x', none, signature)).toBe(true);

      const wallet = new Map(vector.external_psks.map(({ psk_id, psk }) => [psk_id, bytes(psk)]));
      const tree = vector.ratchet_tree === null ? null : bytes(vector.ratchet_tree);
      const welcome = bytes(vector.welcome);
      let state = await follow(suite, { welcome, keyPackage, init, encryption, tree, wallet });
      same(state.secrets.authenticator, vector.initial_epoch_authenticator);
      for (const { proposals, commit, epoch_authenticator } of vector.epochs) {
        const messages = { proposals: proposals.map(bytes), commit: bytes(commit), wallet };
        state = await followCommit(suite, state, messages);
        same(state.secrets.authenticator, epoch_authenticator);
      }
    });
  }

  it('psk_secret, by the runner’s own helper', () => {
    for (const vector of vectorsOf<{
      cipher_suite: number;
      psks: { psk_id: string; psk: string; psk_nonce: string }[];
      psk_secret: string;
    }>('psk_secret')) {
      const suite = suiteOfCase(vector.cipher_suite);
      const psks = vector.psks.map(({ psk_id, psk, psk_nonce }) => ({
        id: { type: 1, id: bytes(psk_id), resumption: null, nonce: bytes(psk_nonce) },
        psk: bytes(psk),
      }));
      if (suite) same(pskSecret(suite, psks), vector.psk_secret);
      count('psk_secret', 'PSK');
    }
  });
  outOfProfile('secret-tree', 'PrivateMessage');

  it('messages', () => {
    type Coding = [read: (from: Reader) => unknown, write: (to: Writer, value: never) => unknown];
    const message = (format: number, [read, write]: Coding): Coding => [
      (from) => {
        readHeader(from, format);
        return read(from);
      },
      (to, value) => write(writeHeader(to, format), value),
    ];
    const proposal = (read: (from: Reader) => AnyProposal): Coding => [
      read,
      (to, value: AnyProposal) => writeProposalContent(to, value),
    ];
    const ofType = (type: number): Coding => [
      (from) =>
        readWhole(
          written((to) => to.u16(type).fixed(from.fixed(from.left))),
          readAnyProposal,
        ),
      (to, value: AnyProposal) => to.fixed(written((inner) => writeAnyProposal(inner, value)).subarray(2)),
    ];
    const codings: Record<string, Coding> = {
      mls_welcome: [
        (from) => {
          readHeader(from, wireFormat.welcome);
          return readWelcome(from);
        },
        (to, value) => to.fixed(encodeWelcome(value)),
      ],
      mls_group_info: message(wireFormat.groupInfo, [readGroupInfoContent, writeGroupInfoContent]),
      mls_key_package: message(wireFormat.keyPackage, [
        readKeyPackage,
        (to, { encoded }) => to.fixed(encoded),
      ]),
      ratchet_tree: [RatchetTree.read, (to, value: RatchetTree) => value.write(to)],
      add_proposal: ofType(1),
      remove_proposal: ofType(3),
      external_init_proposal: ofType(6),
      update_proposal: proposal(readUpdate),
      pre_shared_key_proposal: proposal(readPskProposal),
      re_init_proposal: proposal(readReInit),
      group_context_extensions_proposal: proposal(readContextProposal),
      commit: [readAnyCommit, writeAnyCommit],
    };
    const publics = {
      public_message_proposal: contentType.proposal,
      public_message_commit: contentType.commit,
    };
    for (const vector of vectorsOf<Record<string, string>>('messages')) {
      for (const [name, [read, write]] of Object.entries(codings)) {
        const value = readWhole(bytes(vector[name]!), read);
        same(
          written((to) => write(to, value as never)),
          vector[name]!,
        );
      }
      for (const [name, type] of Object.entries(publics)) {
        const read = readPublicMessage(bytes(vector[name]!), type, (from) =>
          type === contentType.proposal ? readAnyProposal(from) : readAnyCommit(from),
        );
        const content = encodeFramedContent(read, type, (to) => {
          if (type === contentType.proposal) writeAnyProposal(to, read.body as AnyProposal);
          else writeAnyCommit(to, read.body as never);
        });
        same(encodePublicMessage({ ...read, content }, read.membershipTag), vector[name]!);
      }
      const wrong = () =>
        readPublicMessage(
          bytes(vector['public_message_application']!),
          contentType.commit,
          readCommitContent,
        );
      expect(wrong).toThrow('mls-unsupported');
      count('messages');
    }
  });
});
