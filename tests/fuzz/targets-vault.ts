import { sealDeposit } from '../../engine/deposit.ts';
import { deriveEpochKeys } from '../../engine/epoch-keys.ts';
import { hashLength, suiteIds } from '../../engine/mls/index.ts';
import { openDeposit } from '../../engine/opened-deposit.ts';
import { openSealed, readSealed, sealVault, type WayKey } from '../../engine/sealed-vault.ts';
import { readVault, vaultExtension, vaultOf } from '../../engine/vault.ts';
import { concat, equal } from '../../shared/bytes.ts';
import { recoveryCode, recoveryKey } from '../../shared/recovery-code.ts';
import { mutate, mutateText } from './mutate.ts';
import { fault, type Target } from './target.ts';
import { like } from './targets-plain.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** A vault under every suite, a deposit to it by a member and one by its person, in one epoch. */
const stand = () =>
  Promise.all(
    suiteIds.map(async (suite) => {
      const vault = await vaultOf(suite, random(32), { policy: 'portal', version: 0 });
      const keys = await deriveEpochKeys(suite, random(32), 5, random(hashLength(suite)));
      const samples = [
        await sealDeposit(keys, vault.publicKey, null),
        await sealDeposit(keys, vault.publicKey, vault),
      ];
      return { vault, keys, samples: samples.map((sample) => sample ?? fault('a vault was refused')) };
    }),
  );

/** What a relay or a member can put before a device that looks for its past. */
const deposits: Target = {
  name: 'deposits',
  weight: 3,
  codes: [],
  open: async () => {
    const stands = await stand();
    for (const { vault, keys, samples } of stands)
      for (const [i, sample] of samples.entries()) {
        const found = await openDeposit(keys, vault, sample);
        if (found?.own !== (i === 1)) fault('a valid deposit was refused');
      }
    return (dice) => {
      const { vault, keys, samples } = dice.pick(stands);
      const input: Uint8Array = like(samples, dice);
      return {
        input,
        run: async () => {
          const found = await openDeposit(keys, vault, input);
          if (found === null) return;
          if (!equal(found.keys.root, keys.root)) fault('a deposit of another root was opened');
          // A mark may be taken off: then it is a member's word, and worth as much as one.
          const unmarked = concat(samples[1]!.subarray(0, -33), Uint8Array.of(0));
          if (![...samples, unmarked].some((sample) => equal(sample, input)))
            fault('a changed deposit was opened');
          if (found.own && !equal(input, samples[1]!)) fault('a changed deposit was taken for one’s own');
        },
      };
    };
  },
};

const notices: Target = {
  name: 'vault-notices',
  weight: 3,
  codes: [],
  open: async () => {
    const samples = (await stand()).map(({ vault }) => vault.extension.data);
    return (dice) => {
      const data = mutate(dice.pick(samples), dice, samples);
      return {
        input: data,
        run: () => {
          const found = readVault([{ type: 0xf0b3, data }]);
          if (found !== null && !equal(vaultExtension(found).data, data))
            fault('two spellings of one notice');
        },
      };
    };
  },
};

/** What a relay can give back for a vault that its person keeps. */
const sealedVaults: Target = {
  name: 'sealed-vaults',
  weight: 3,
  codes: [],
  open: async () => {
    const conversation = 'c'.repeat(43);
    const rooms = await Promise.all(
      suiteIds.map(async (suite) => {
        const secret = random(32);
        const code: WayKey = { kind: 'code', id: new Uint8Array(), key: random(16) };
        const passkey: WayKey = { kind: 'passkey', id: random(20), key: random(32) };
        const of = { suite, conversation, version: 4 };
        const one = await sealVault(of, secret, code, []);
        const two = await sealVault({ ...of, version: 5 }, secret, passkey, readSealed(one.sealed)!.ways);
        const samples = [one.sealed, two.sealed];
        for (const way of [code, passkey])
          if ((await openSealed(of, two.sealed, way)) === null) fault('a valid vault was refused');
        return { of, secret, samples, ways: [code, passkey] };
      }),
    );
    return (dice) => {
      const { of, secret, samples, ways } = dice.pick(rooms);
      const input: Uint8Array = like(samples, dice);
      const way = dice.pick(ways);
      return {
        input,
        run: async () => {
          const found = await openSealed(of, input, way);
          if (found === null) return;
          if (!samples.some((sample) => equal(sample, input))) fault('a changed vault was opened');
          if (!equal(found.secret, secret)) fault('a vault of another secret was opened');
        },
      };
    };
  },
};

const codes: Target = {
  name: 'recovery-codes',
  weight: 3,
  codes: [],
  open: async () => {
    const samples = Array.from({ length: 8 }, () => recoveryCode(random(16)));
    return (dice) => {
      const input = mutateText(dice.pick(samples), dice, samples);
      return {
        input,
        run: () => {
          const key = recoveryKey(input);
          if (key !== null && recoveryKey(recoveryCode(key)) === null) fault('a key without a code');
        },
      };
    };
  },
};

/** What stands in leaves and at the relay for vaults. */
export const vaultTargets: readonly Target[] = [deposits, notices, sealedVaults, codes];
