import { readWhole, Writer, written } from '../../engine/mls/codec.ts';
import { applyProposals } from '../../engine/mls/commit-content.ts';
import { openEpoch } from '../../engine/mls/epoch.ts';
import { encodeGroupContext, type GroupContext } from '../../engine/mls/group-context.ts';
import { checkGroupInfo, readGroupInfoContent, treeIn } from '../../engine/mls/group-info.ts';
import type { GroupState } from '../../engine/mls/group-state.ts';
import { enterByWelcome } from '../../engine/mls/join.ts';
import { checkKeyPackage, type KeyPackage } from '../../engine/mls/key-package.ts';
import { epochSecretFrom, externalInitFrom } from '../../engine/mls/key-schedule.ts';
import { deriveSecret, expandWithLabel, refHash } from '../../engine/mls/labels.ts';
import { checkLeafNode, isLeafSigned } from '../../engine/mls/leaf-node.ts';
import { wireFormat } from '../../engine/mls/message.ts';
import type { Proposal } from '../../engine/mls/proposal.ts';
import { contentType, type PublicMessage } from '../../engine/mls/public-message.ts';
import { RatchetTree } from '../../engine/mls/ratchet-tree.ts';
import { checkPublicMessage, readPublicMessage } from '../../engine/mls/received-message.ts';
import { mergePath, openPath } from '../../engine/mls/received-path.ts';
import type { Suite } from '../../engine/mls/suite.ts';
import { keepKeys } from '../../engine/mls/tree-kem.ts';
import { checkKeysUnique } from '../../engine/mls/tree-validation.ts';
import { openGroupInfo, openGroupSecrets, welcomeIn } from '../../engine/mls/welcome.ts';
import { equal } from '../../shared/bytes.ts';
import {
  type AnyProposal,
  type Psk,
  readAnyCommit,
  readAnyProposal,
  readPsk,
  writePsk,
} from './full-grammar.ts';
import { hex } from './vector-files.ts';

/** psk_secret (RFC 9420 §8.4). The product has no PSK; vectors use them everywhere. */
export function pskSecret(suite: Suite, psks: readonly { id: Psk; psk: Uint8Array }[]): Uint8Array {
  const { kdf } = suite;
  let secret: Uint8Array = new Uint8Array(kdf.size);
  psks.forEach(({ id, psk }, index) => {
    const label = written((to) => {
      writePsk(to, id);
      to.u16(index).u16(psks.length);
    });
    const extracted = kdf.extract(new Uint8Array(kdf.size), psk);
    secret = kdf.extract(expandWithLabel(kdf, extracted, 'derived psk', label, kdf.size), secret);
  });
  return secret;
}

/** The PSKs known to a client: external ones by their id in hex, resumption PSKs by group id in hex and epoch. */
export type Wallet = Map<string, Uint8Array>;

const psksFrom = (wallet: Wallet, ids: readonly Psk[]) =>
  ids.map((id) => {
    const psk = wallet.get(id.resumption ? `${hex(id.id)} ${id.resumption.epoch}` : hex(id.id));
    if (!psk) throw new Error('unknown PSK');
    return { id, psk };
  });

/** Derives the epoch's resumption_psk, which the product never does, into the wallet. */
function keepResumption(
  suite: Suite,
  wallet: Wallet,
  context: GroupContext,
  joiner: Uint8Array,
  psk: Uint8Array,
): void {
  const { epoch } = epochSecretFrom(suite.kdf, joiner, encodeGroupContext(context), psk);
  wallet.set(`${hex(context.groupId)} ${context.epoch}`, deriveSecret(suite.kdf, epoch, 'resumption'));
}

/** Joins by a Welcome as the product does, but with PSKs and with a tree from elsewhere. */
export async function follow(
  suite: Suite,
  o: {
    welcome: Uint8Array;
    keyPackage: KeyPackage;
    init: Uint8Array;
    encryption: Uint8Array;
    tree: Uint8Array | null;
    wallet: Wallet;
  },
): Promise<GroupState> {
  const welcome = welcomeIn(o.welcome);
  const opened = await openGroupSecrets(suite, welcome, o.keyPackage, o.init);
  const secrets = readWhole(opened, (from) => ({
    joiner: from.opaque(),
    pathSecret: from.optional((inner) => inner.opaque()),
    psks: from.vector(100, readPsk),
  }));
  const psk = pskSecret(suite, psksFrom(o.wallet, secrets.psks));
  const { welcome: key } = epochSecretFrom(suite.kdf, secrets.joiner, new Uint8Array(), psk);
  const info = readWhole(await openGroupInfo(suite, welcome, key), readGroupInfoContent);
  const tree = o.tree ? readWhole(o.tree, RatchetTree.read) : treeIn(info);
  if (!tree) throw new Error('no tree');
  await checkGroupInfo(suite, info, tree);
  keepResumption(suite, o.wallet, info.context, secrets.joiner, psk);
  return enterByWelcome(suite, info, tree, o.keyPackage, { ...secrets, encryption: o.encryption, psk });
}

const zeros = (suite: Suite) => new Uint8Array(suite.kdf.size);

/** The signature key of a sender; the leaf of an external commit's path for one who joins. */
const keyOf = (
  state: GroupState,
  message: PublicMessage<{ path?: { leaf: { signatureKey: Uint8Array } } | null }>,
) =>
  message.sender.kind === 'member'
    ? state.tree.leaf(message.sender.leaf)!.signatureKey
    : message.body.path!.leaf.signatureKey;

/**
 * Follows a commit with the product's steps, but with everything resolved that the product refuses: proposals by
 * reference, Update, GroupContextExtensions, PSK, and commits without a path.
 */
export async function followCommit(
  suite: Suite,
  state: GroupState,
  o: { proposals: readonly Uint8Array[]; commit: Uint8Array; wallet: Wallet },
): Promise<GroupState> {
  const context = encodeGroupContext(state.context);
  const check = (message: PublicMessage<unknown>, signatureKey: Uint8Array) =>
    checkPublicMessage(suite, message, { signatureKey, membershipKey: state.secrets.membership, context });

  const known = new Map<string, { proposal: AnyProposal; from: number }>();
  for (const bytes of o.proposals) {
    const message = readPublicMessage(bytes, contentType.proposal, readAnyProposal);
    if (message.sender.kind !== 'member') throw new Error('proposal from outside');
    await check(message, state.tree.leaf(message.sender.leaf)!.signatureKey);
    const authenticated = new Writer()
      .u16(wireFormat.publicMessage)
      .fixed(message.content)
      .opaque(message.signature);
    const reference = refHash(suite.kdf, 'MLS 1.0 Proposal Reference', authenticated.done());
    known.set(hex(reference), { proposal: message.body, from: message.sender.leaf });
  }

  const message = readPublicMessage(o.commit, contentType.commit, readAnyCommit);
  await check(message, keyOf(state, message));
  const { sender } = message;
  const { path } = message.body;
  const list = message.body.proposals.map((entry) => {
    if ('proposal' in entry) return { proposal: entry.proposal, from: -1 };
    return known.get(hex(entry.reference))!;
  });

  const replaced = list.find(({ proposal }) => proposal.kind === 'context')?.proposal;
  const extensions = replaced?.kind === 'context' ? replaced.extensions : state.context.extensions;
  const tree = state.tree.clone();
  for (const { proposal, from } of list) {
    if (proposal.kind !== 'update') continue;
    checkLeafNode(suite, proposal.leaf, extensions);
    if (!(await isLeafSigned(suite, proposal.leaf, state.groupId, from))) throw new Error('update signature');
    tree.setLeaf(from, proposal.leaf);
    tree.blankPath(from);
  }
  const plain = list.flatMap(({ proposal }): Proposal[] =>
    proposal.kind === 'add' || proposal.kind === 'remove' || proposal.kind === 'external-init'
      ? [proposal]
      : [],
  );
  for (const proposal of plain) {
    if (proposal.kind === 'add') await checkKeyPackage(suite, proposal.keyPackage, extensions);
  }
  const { added } = applyProposals(tree, plain);
  const committer = sender.kind === 'member' ? sender.leaf : tree.firstBlank();
  if (path) {
    checkLeafNode(suite, path.leaf, extensions);
    if (!(await isLeafSigned(suite, path.leaf, state.groupId, committer)))
      throw new Error('path leaf signature');
    mergePath(suite.kdf, tree, committer, path);
  }
  checkKeysUnique(tree);

  const provisional = {
    ...state.context,
    extensions,
    epoch: state.epoch + 1,
    treeHash: tree.hash(suite.kdf),
  };
  const held = keepKeys(state.tree, tree, state.keys, new Map());
  const { commitSecret, keys } = path
    ? await openPath(suite, tree, committer, path, {
        ownLeaf: state.ownLeaf,
        keys: held,
        added,
        context: encodeGroupContext(provisional),
      })
    : { commitSecret: zeros(suite), keys: new Map<number, Uint8Array>() };
  const external = plain.find((proposal) => proposal.kind === 'external-init');
  const init = external
    ? await externalInitFrom(suite, state.secrets.external, external.kemOutput)
    : state.secrets.init;
  const psks = list.flatMap(({ proposal }) => (proposal.kind === 'psk' ? [proposal.psk] : []));
  const psk = pskSecret(suite, psksFrom(o.wallet, psks));
  const {
    joiner,
    welcome: _welcome,
    ...epoch
  } = openEpoch(suite, {
    provisional,
    interimTranscriptHash: state.interimTranscriptHash,
    content: message.content,
    signature: message.signature,
    init,
    commitSecret,
    psk,
  });
  keepResumption(suite, o.wallet, epoch.context, joiner, psk);
  if (!equal(epoch.confirmationTag, message.confirmationTag!)) throw new Error('confirmation tag');
  return {
    ...state,
    ...epoch,
    epoch: epoch.context.epoch,
    tree,
    keys: keepKeys(state.tree, tree, state.keys, keys),
  };
}
