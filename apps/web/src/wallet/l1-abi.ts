import { parseAbi } from 'viem';

/** What the page calls on the collateral token: ERC-20 with EIP-2612. */
export const TOKEN_ABI = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function allowance(address, address) view returns (uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function nonces(address) view returns (uint256)',
  'function name() view returns (string)',
]);

/** What the page calls on the L1 queue. */
export const QUEUE_ABI = parseAbi([
  'struct QueueLimits { uint256 vaultCap; uint256 minimumDeposit; uint256 entriesPerBlock; uint256 entryFee; address feeRecipient; }',
  'function limits() view returns (QueueLimits)',
  'function registerAndDeposit(uint256 keyX, uint256 keyY, uint256 amount) payable returns (uint256)',
  'function registerAndDepositWithPermit(uint256 keyX, uint256 keyY, uint256 amount, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s) payable returns (uint256)',
  'function deposit(uint256 account, uint256 amount) payable',
  'function depositWithPermit(uint256 account, uint256 amount, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s) payable',
  'error KeyRefused()',
  'error AccountsExhausted()',
  'error UnknownAccount(uint256 account)',
  'error AmountOutOfRange(uint256 amount)',
  'error VaultCapExceeded()',
  'error BlockFull()',
  'error WrongFee(uint256 expected)',
]);

/** What the page calls on the withdrawals contract. */
export const WITHDRAWALS_ABI = parseAbi([
  'function owed(address owner) view returns (uint256)',
  'function claimable(address owner) view returns (uint256)',
  'function claim(address owner) returns (uint256)',
  'error NothingOwed(address owner)',
  'error OutflowDelayed(uint256 paidFrom)',
]);
