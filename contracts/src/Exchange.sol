// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ENTRY_WORDS, TIME_BITS, WORD_BITS} from "./generated/Constants.sol";
import {ExchangeConfiguration, IExchange, Progress} from "./interfaces/IExchange.sol";
import {IL1Queue} from "./interfaces/IL1Queue.sol";
import {IListings} from "./interfaces/IListings.sol";
import {IVerifierRegistry} from "./interfaces/IVerifierRegistry.sol";
import {IWithdrawals} from "./interfaces/IWithdrawals.sol";
import {L1Queue} from "./L1Queue.sol";
import {Entry} from "./libraries/Entry.sol";
import {Groth16, Statement} from "./libraries/Groth16.sol";
import {OracleRounds} from "./libraries/OracleRounds.sol";
import {PublishedWords} from "./libraries/PublishedWords.sol";
import {SectionLayout, Sections} from "./libraries/SectionLayout.sol";
import {Listings} from "./Listings.sol";
import {Timelocked} from "./Timelocked.sol";
import {Batch} from "./types/Batch.sol";
import {Cursor, Effects} from "./types/Settlement.sol";
import {CircuitSize, DataMode} from "./types/Verifier.sol";
import {Withdrawals} from "./Withdrawals.sol";

/// @notice See IExchange.
contract Exchange is IExchange, Timelocked {
    // Places of the header.
    uint256 private constant PREVIOUS_ROOT = 0;
    uint256 private constant NEW_ROOT = 1;
    uint256 private constant DOMAIN = 2;
    uint256 private constant ORACLE_SET = 3;
    uint256 private constant JOURNAL_HEAD = 4;
    uint256 private constant NUMBER_AND_TIME = 5;

    uint256 private constant LOW_40 = (1 << TIME_BITS) - 1;

    /// @inheritdoc IExchange
    address public immutable token;
    /// @inheritdoc IExchange
    IVerifierRegistry public immutable registry;
    /// @inheritdoc IExchange
    IL1Queue public immutable queue;
    /// @inheritdoc IExchange
    IListings public immutable listings;
    /// @inheritdoc IExchange
    IWithdrawals public immutable withdrawals;
    /// @inheritdoc IExchange
    uint256 public immutable deadline;
    /// @inheritdoc IExchange
    uint256 public immutable idleTime;

    /// @inheritdoc IExchange
    uint256 public stateRoot;
    /// @inheritdoc IExchange
    uint256 public oracleSetHash;
    /// @inheritdoc IExchange
    address public sequencer;
    Progress private _progress;
    uint128 private _depositsConsumed;
    uint128 private _withdrawalsCredited;

    constructor(ExchangeConfiguration memory configuration) Timelocked(configuration.governance, configuration.delay) {
        if (configuration.deadline < 1 days || configuration.delay <= 2 * configuration.deadline) {
            revert ConfigurationRefused();
        }
        if (configuration.registry.delay() <= 2 * configuration.deadline) revert ConfigurationRefused();
        token = configuration.token;
        registry = configuration.registry;
        deadline = configuration.deadline;
        idleTime = configuration.idleTime;
        stateRoot = configuration.genesisRoot;
        oracleSetHash = configuration.oracleSetHash;
        sequencer = configuration.sequencer;
        _progress.settledAt = uint40(block.timestamp);
        withdrawals = new Withdrawals(configuration.token, IExchange(address(this)), configuration.outflow);
        listings = new Listings(
            IExchange(address(this)), configuration.governance, configuration.delay, configuration.listing
        );
        queue = new L1Queue(
            configuration.token,
            address(this),
            withdrawals,
            address(listings),
            configuration.accountLimit,
            configuration.queue
        );
        emit OracleSetChanged(configuration.oracleSetHash);
        emit SequencerChanged(configuration.sequencer);
    }

    /// @inheritdoc IExchange
    function settle(Batch[] calldata batches) external {
        if (batches.length == 0) revert NothingToSettle();
        bytes32 verifierId = batches[0].verifierId;
        (address keyData, CircuitSize memory size, DataMode dataMode) = registry.usable(verifierId);
        if (dataMode != DataMode.Calldata) revert DataModeRefused();

        Cursor memory cursor = _load();
        Sections memory sections = SectionLayout.forSize(size);
        Effects[] memory effects = new Effects[](batches.length);
        Statement[] memory statements = new Statement[](batches.length);
        for (uint256 i; i < batches.length; ++i) {
            if (batches[i].verifierId != verifierId) revert VerifierMismatch();
            uint256[] memory data;
            (data, statements[i]) = _open(batches[i], sections);
            effects[i] = _advance(cursor, data, sections);
        }
        Groth16.verify(keyData, verifierId, statements);
        _store(cursor);
        _apply(verifierId, effects, cursor);
    }

    /// @inheritdoc IExchange
    function release(address to, uint256 amount) external {
        if (msg.sender != address(withdrawals)) revert NotWithdrawals();
        SafeTransferLib.safeTransfer(token, to, amount);
    }

    /// @inheritdoc IExchange
    function setOracleSetHash(uint256 newOracleSetHash) external onlyTimelock {
        oracleSetHash = newOracleSetHash;
        emit OracleSetChanged(newOracleSetHash);
    }

    /// @inheritdoc IExchange
    function setSequencer(address newSequencer) external onlyTimelock {
        sequencer = newSequencer;
        emit SequencerChanged(newSequencer);
    }

    /// @inheritdoc IExchange
    function progress() external view returns (Progress memory) {
        return _progress;
    }

    /// @inheritdoc IExchange
    function settled() external view returns (uint256 number, uint256 root) {
        return (_progress.number, stateRoot);
    }

    /// @inheritdoc IExchange
    function flows() external view returns (uint256 depositsConsumed, uint256 withdrawalsCredited) {
        return (_depositsConsumed, _withdrawalsCredited);
    }

    /// @inheritdoc IExchange
    function domain() public view returns (uint256) {
        // Not kept: should the chain fork, signatures for one side must be worthless on the other.
        bytes32 hash = keccak256(abi.encode("Tenor", uint256(1), block.chainid, address(this)));
        return uint256(hash) & ((1 << WORD_BITS) - 1);
    }

    function _load() private view returns (Cursor memory cursor) {
        Progress memory last = _progress;
        cursor.root = stateRoot;
        cursor.number = last.number;
        cursor.time = last.time;
        cursor.round = last.round;
        cursor.roundTime = last.roundTime;
        cursor.queueCursor = last.queueCursor;
        cursor.deposits = _depositsConsumed;
        cursor.withdrawals = _withdrawalsCredited;
        cursor.domain = domain();
        cursor.oracleSetHash = oracleSetHash;
        if (msg.sender != sequencer) {
            if (block.timestamp <= last.settledAt + idleTime) revert NotSequencer();
            cursor.queueOnly = true;
        }
    }

    function _open(Batch calldata batch, Sections memory sections)
        private
        pure
        returns (uint256[] memory data, Statement memory statement)
    {
        uint256 r;
        uint256 y;
        (data, r, y) = PublishedWords.open(batch, sections.end, sections.withdrawals);
        statement.proof = batch.proof;
        statement.signals = [batch.commitment, y, r];
    }

    /// @dev Checks one batch against what came before and moves the cursor over it. Trusts nothing that only the proof,
    /// which is verified afterwards, can tell.
    function _advance(Cursor memory cursor, uint256[] memory data, Sections memory sections)
        private
        view
        returns (Effects memory effects)
    {
        if (cursor.queueOnly) _requireQueueOnly(data, sections);
        _checkHeader(cursor, data);
        OracleRounds.advance(cursor, data, sections);
        effects.entriesConsumed = _consumeEntries(cursor, data, sections);
        effects.withdrawals = _collectWithdrawals(cursor, data, sections);
        effects.journalHead = data[JOURNAL_HEAD];
        effects.root = cursor.root;
    }

    function _checkHeader(Cursor memory cursor, uint256[] memory data) private view {
        if (data[PREVIOUS_ROOT] != cursor.root) revert PreviousRootMismatch(cursor.root, data[PREVIOUS_ROOT]);
        if (data[DOMAIN] != cursor.domain) revert DomainMismatch(cursor.domain, data[DOMAIN]);
        if (data[ORACLE_SET] != cursor.oracleSetHash) revert OracleSetMismatch(cursor.oracleSetHash, data[ORACLE_SET]);
        uint256 number = data[NUMBER_AND_TIME] & LOW_40;
        uint256 time = data[NUMBER_AND_TIME] >> TIME_BITS;
        if (number != cursor.number + 1) revert NumberMismatch(cursor.number + 1, number);
        if (time < cursor.time || time > block.timestamp || time + deadline < block.timestamp) {
            revert TimeOutOfRange(time);
        }
        cursor.root = data[NEW_ROOT];
        cursor.number = number;
        cursor.time = time;
    }

    /// @dev Continues the hash chain of the queue over the entries of a batch; `_store` compares it with the queue's.
    /// Everything up to the last word given counts as entry, so a gap or a stray word breaks the chain.
    function _consumeEntries(Cursor memory cursor, uint256[] memory data, Sections memory sections)
        private
        view
        returns (uint256 consumed)
    {
        uint256 end = sections.withdrawals;
        while (end > sections.entries && data[end - 1] == 0) --end;
        if (end == sections.entries) return 0;
        consumed = (end - sections.entries + ENTRY_WORDS - 1) / ENTRY_WORDS;
        if (cursor.queueHead == 0) cursor.queueHead = queue.heads(cursor.queueCursor);
        bytes32 head = cursor.queueHead;
        uint256 place = sections.entries;
        for (uint256 i; i < consumed; ++i) {
            head = Entry.extend(head, data[place], data[place + 1], data[place + 2], data[place + 3]);
            cursor.deposits += Entry.amountOf(data[place]);
            place += ENTRY_WORDS;
        }
        cursor.queueHead = head;
        cursor.queueCursor += consumed;
    }

    function _collectWithdrawals(Cursor memory cursor, uint256[] memory data, Sections memory sections)
        private
        pure
        returns (uint256[] memory words)
    {
        uint256 count;
        words = new uint256[](sections.accounts - sections.withdrawals);
        for (uint256 place = sections.withdrawals; place < sections.accounts; ++place) {
            if (data[place] == 0) continue;
            words[count++] = data[place];
            cursor.withdrawals += data[place] >> 160;
        }
        assembly ("memory-safe") {
            mstore(words, count)
        }
    }

    /// @dev A stranger may only move the queue on: no withdrawal, no change of a position, no signed instruction. Market
    /// and house words must be allowed, because a deposit settles the positions of its account.
    function _requireQueueOnly(uint256[] memory data, Sections memory sections) private pure {
        for (uint256 place = sections.withdrawals; place < sections.markets; ++place) {
            if (data[place] != 0 && (place < sections.accounts || place >= sections.positions)) revert NotSequencer();
        }
    }

    function _store(Cursor memory cursor) private {
        // One comparison for all batches: a chain that ends right was right at every step.
        bool consumed = cursor.queueCursor != _progress.queueCursor;
        if (consumed && queue.heads(cursor.queueCursor) != cursor.queueHead) revert EntriesMismatch();
        // Balances within the exchange sum to what came in less what went out, and cannot be negative together.
        if (cursor.withdrawals > cursor.deposits) revert VaultShortfall();
        stateRoot = cursor.root;
        _progress = Progress({
            number: uint40(cursor.number),
            time: uint40(cursor.time),
            round: uint40(cursor.round),
            roundTime: uint40(cursor.roundTime),
            queueCursor: uint48(cursor.queueCursor),
            settledAt: uint40(block.timestamp)
        });
        _depositsConsumed = uint128(cursor.deposits);
        _withdrawalsCredited = uint128(cursor.withdrawals);
    }

    function _apply(bytes32 verifierId, Effects[] memory effects, Cursor memory cursor) private {
        uint256 number = cursor.number - effects.length;
        uint256 queueCursor = cursor.queueCursor;
        for (uint256 i; i < effects.length; ++i) {
            queueCursor -= effects[i].entriesConsumed;
        }
        for (uint256 i; i < effects.length; ++i) {
            Effects memory effect = effects[i];
            queueCursor += effect.entriesConsumed;
            emit BatchSettled(
                ++number, verifierId, effect.root, effect.journalHead, effect.entriesConsumed, queueCursor
            );
            if (effect.withdrawals.length != 0) withdrawals.credit(number, effect.withdrawals);
        }
    }
}
