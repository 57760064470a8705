// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Batch} from "../types/Batch.sol";
import {IL1Queue, QueueLimits} from "./IL1Queue.sol";
import {IListings, ListingConfiguration} from "./IListings.sol";
import {ITimelocked} from "./ITimelocked.sol";
import {IVerifierRegistry} from "./IVerifierRegistry.sol";
import {IWithdrawals, OutflowLimits} from "./IWithdrawals.sol";

/// @notice Everything an exchange is deployed with. Nothing of it can change later but sequencer, oracle set and governance.
/// @param token The collateral: a plain ERC-20 with 6 decimals, one unit being one µUSD.
/// @param registry The verifiers that may settle; its delay must be longer than twice the deadline.
/// @param governance May schedule the few changes that the timelock allows.
/// @param sequencer Settles batches.
/// @param genesisRoot State root before the first batch.
/// @param oracleSetHash Hash of all keys of the oracle set; a round carries the signatures of a quorum of them.
/// @param accountLimit 4^DEPTH of the circuits.
/// @param deadline Oldest a batch may be when it settles, seconds; at least a day.
/// @param idleTime Without a settlement for this long anyone may settle queue-only batches, seconds.
/// @param delay Delay of the exchange's own timelock, seconds; longer than twice the deadline.
/// @param queue Limits of the L1 queue.
/// @param outflow Limits of withdrawals.
/// @param listing Who lists which instruments.
struct ExchangeConfiguration {
    address token;
    IVerifierRegistry registry;
    address governance;
    address sequencer;
    uint256 genesisRoot;
    uint256 oracleSetHash;
    uint256 accountLimit;
    uint256 deadline;
    uint256 idleTime;
    uint256 delay;
    QueueLimits queue;
    OutflowLimits outflow;
    ListingConfiguration listing;
}

/// @notice How far settlement has come.
/// @param number Number of the last batch; 0 before the first.
/// @param time Time of the last batch, Unix seconds.
/// @param round Number of its last oracle round.
/// @param roundTime Time of that round, Unix seconds.
/// @param queueCursor Entries of the queue that batches have consumed.
/// @param settledAt When it settled, Unix seconds.
struct Progress {
    uint40 number;
    uint40 time;
    uint40 round;
    uint40 roundTime;
    uint48 queueCursor;
    uint40 settledAt;
}

/// @title The exchange on L1: holds all collateral and moves the state root, by proof only.
/// @notice `settle` takes batches that continue each other, checks each against the queue, the clock and the last state,
/// verifies all proofs in one pairing check and only then credits withdrawals. There is no proxy and no key that moves
/// funds: tokens leave only through Withdrawals, and Withdrawals owes only what verified batches credited.
interface IExchange is ITimelocked {
    /// @notice The caller may not settle these batches: only the sequencer, or anyone after the idle time with queue-only batches.
    error NotSequencer();
    /// @notice No batch was given.
    error NothingToSettle();
    /// @notice The batches of one call must use one verifier.
    error VerifierMismatch();
    /// @notice The verifier's data mode is not one this exchange takes.
    error DataModeRefused();
    /// @notice The batch does not start at the last settled root.
    error PreviousRootMismatch(uint256 expected, uint256 given);
    /// @notice The batch is for another chain or contract.
    error DomainMismatch(uint256 expected, uint256 given);
    /// @notice The batch uses another oracle set.
    error OracleSetMismatch(uint256 expected, uint256 given);
    /// @notice The batch is not the next one.
    error NumberMismatch(uint256 expected, uint256 given);
    /// @notice The batch's time is before the last batch's, after this block's, or older than the deadline.
    error TimeOutOfRange(uint256 time);
    /// @notice An oracle round goes back, contradicts the one before, is too old, too far from the first or in the future.
    error RoundOutOfRange(uint256 round, uint256 time);
    /// @notice The entries are not the next ones of the queue.
    error EntriesMismatch();
    /// @notice Batches would credit more than all deposits and payments into the insurance fund they consumed.
    error VaultShortfall();
    /// @notice The caller is not the Withdrawals contract.
    error NotWithdrawals();
    /// @notice The configuration contradicts itself.
    error ConfigurationRefused();

    /// @notice A batch is final.
    /// @param number Its number.
    /// @param verifierId The verifier its proof was checked with.
    /// @param stateRoot The state root after it.
    /// @param journalHead Head of the sequencer's journal at its last command: evidence for receipts.
    /// @param entriesConsumed L1 entries it consumed.
    /// @param queueCursor Entries consumed by all batches up to it.
    event BatchSettled(
        uint256 indexed number,
        bytes32 indexed verifierId,
        uint256 stateRoot,
        uint256 journalHead,
        uint256 entriesConsumed,
        uint256 queueCursor
    );
    /// @notice Batches use another oracle set from now on.
    event OracleSetChanged(uint256 oracleSetHash);
    /// @notice Another address settles from now on.
    event SequencerChanged(address sequencer);

    /// @notice Settles one or several batches that continue each other. All use the same verifier.
    function settle(Batch[] calldata batches) external;

    /// @notice Pays `amount` µUSD from the vault. Withdrawals contract only.
    function release(address to, uint256 amount) external;

    /// @notice Uses another oracle set; batches under the old one must be settled before. Through the timelock.
    function setOracleSetHash(uint256 newOracleSetHash) external;

    /// @notice Appoints another sequencer. Through the timelock.
    function setSequencer(address newSequencer) external;

    /// @notice The collateral token.
    function token() external view returns (address);
    /// @notice The verifiers.
    function registry() external view returns (IVerifierRegistry);
    /// @notice The way in.
    function queue() external view returns (IL1Queue);
    /// @notice Who lists instruments.
    function listings() external view returns (IListings);
    /// @notice The way out.
    function withdrawals() external view returns (IWithdrawals);
    /// @notice Who settles.
    function sequencer() external view returns (address);
    /// @notice The current state root.
    function stateRoot() external view returns (uint256);
    /// @notice Hash of all keys of the oracle set.
    function oracleSetHash() external view returns (uint256);
    /// @notice How far settlement has come.
    function progress() external view returns (Progress memory);
    /// @notice The last settled batch and the state root after it, in one reading: two calls may see two blocks.
    function settled() external view returns (uint256 number, uint256 root);
    /// @notice What entries that batches consumed paid in (deposits, payments into the insurance fund), and the withdrawals
    /// that batches credited, µUSD.
    function flows() external view returns (uint256 depositsConsumed, uint256 withdrawalsCredited);
    /// @notice Oldest a batch may be when it settles, seconds.
    function deadline() external view returns (uint256);
    /// @notice Without a settlement for this long anyone may settle queue-only batches, seconds.
    function idleTime() external view returns (uint256);
    /// @notice What signed instructions and batches are bound to: this chain and this contract.
    function domain() external view returns (uint256);
}
