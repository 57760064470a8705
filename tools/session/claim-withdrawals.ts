import type { Checks } from './checks.ts';
import type { Participant } from './participants.ts';

/** Claims on L1 what settled batches owe to each wallet, and checks that exactly what was withdrawn arrives. Returns the claims. */
export async function claimWithdrawals(participants: readonly Participant[], checks: Checks): Promise<number> {
  const wallets = new Map<string, { members: Participant[]; expected: bigint }>();
  for (const participant of participants) {
    const wallet = wallets.get(participant.l1.owner) ?? { members: [], expected: 0n };
    wallet.members.push(participant);
    wallet.expected += participant.withdrawn;
    wallets.set(participant.l1.owner, wallet);
  }
  let claimed = 0;
  for (const { members, expected } of wallets.values()) {
    if (expected === 0n) continue;
    const { l1, name } = members[0]!;
    checks.equal(`µUSD owed on L1 to the wallet of ${name}`, await l1.owed(), expected);
    const before = await l1.tokenBalance();
    await l1.claim();
    checks.equal(`µUSD that the claim of ${name} paid`, (await l1.tokenBalance()) - before, expected);
    checks.equal(`µUSD still owed to ${name}`, await l1.owed(), 0n);
    claimed += members.filter(({ withdrawn }) => withdrawn > 0n).length;
  }
  return claimed;
}
