// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {IVerifierRegistry} from "./interfaces/IVerifierRegistry.sol";
import {VerifierKeys} from "./libraries/VerifierKeys.sol";
import {Timelocked} from "./Timelocked.sol";
import {CircuitSize, DataMode, VerifierDefinition} from "./types/Verifier.sol";

/// @notice See IVerifierRegistry.
contract VerifierRegistry is IVerifierRegistry, Timelocked {
    /// @dev Long enough to look at an alarm, far too short to hold anybody's money.
    uint256 public constant PAUSE_SECONDS = 6 hours;
    /// @dev From the start of one pause to the start of the next.
    uint256 public constant PAUSE_INTERVAL_SECONDS = 14 days;

    /// @dev One storage slot: settling reads it once. keyData is zero for an unknown verifier.
    struct StoredVerifier {
        address keyData;
        uint16 visits;
        uint16 rows;
        uint8 positions;
        uint16 opened;
        uint8 epochs;
        uint16 entries;
        DataMode dataMode;
        bool development;
    }

    mapping(bytes32 verifierId => StoredVerifier) private _verifiers;
    mapping(bytes32 verifierId => bool) private _removed;

    /// @inheritdoc IVerifierRegistry
    address public guardian;
    /// @inheritdoc IVerifierRegistry
    uint256 public pausedUntil;

    /// @param delaySeconds Must be longer than twice the deadline of every exchange that uses the registry.
    /// @param genesis Verifiers usable from the start; may be empty.
    constructor(address governance_, address guardian_, uint256 delaySeconds, VerifierDefinition[] memory genesis)
        Timelocked(governance_, delaySeconds)
    {
        guardian = guardian_;
        emit GuardianChanged(guardian_);
        for (uint256 i; i < genesis.length; ++i) {
            _add(genesis[i]);
        }
    }

    /// @inheritdoc IVerifierRegistry
    function idOf(VerifierDefinition memory definition) public pure returns (bytes32) {
        return keccak256(abi.encode(definition));
    }

    /// @inheritdoc IVerifierRegistry
    function usable(bytes32 verifierId)
        external
        view
        returns (address keyData, CircuitSize memory size, DataMode dataMode)
    {
        if (block.timestamp < pausedUntil) revert Paused(pausedUntil);
        StoredVerifier memory stored = _verifiers[verifierId];
        if (stored.keyData == address(0)) {
            if (_removed[verifierId]) revert VerifierRemoved(verifierId);
            revert UnknownVerifier(verifierId);
        }
        // Asked again at every use: a chain can fork away from the one the verifier was added on.
        if (stored.development && !_isDevelopmentChain()) revert DevelopmentVerifierRefused();
        size.visits = stored.visits;
        size.rows = stored.rows;
        size.positions = stored.positions;
        size.opened = stored.opened;
        size.epochs = stored.epochs;
        size.entries = stored.entries;
        return (stored.keyData, size, stored.dataMode);
    }

    /// @inheritdoc IVerifierRegistry
    function addVerifier(VerifierDefinition calldata definition) external onlyTimelock {
        _add(definition);
    }

    /// @inheritdoc IVerifierRegistry
    function addDevelopmentVerifier(VerifierDefinition calldata definition) external onlyGovernance {
        if (!definition.development || !_isDevelopmentChain()) revert DevelopmentVerifierRefused();
        _add(definition);
    }

    /// @inheritdoc IVerifierRegistry
    function removeVerifier(bytes32 verifierId) external {
        if (msg.sender != guardian && msg.sender != governance) revert NotGuardian();
        if (_removed[verifierId]) revert VerifierRemoved(verifierId);
        _removed[verifierId] = true;
        delete _verifiers[verifierId];
        emit VerifierTakenAway(verifierId);
    }

    /// @inheritdoc IVerifierRegistry
    function pause() external {
        if (msg.sender != guardian) revert NotGuardian();
        uint256 allowedFrom = pausedUntil == 0 ? 0 : pausedUntil + PAUSE_INTERVAL_SECONDS - PAUSE_SECONDS;
        if (block.timestamp < allowedFrom) revert PauseTooSoon(allowedFrom);
        pausedUntil = block.timestamp + PAUSE_SECONDS;
        emit SettlementPaused(pausedUntil);
    }

    /// @inheritdoc IVerifierRegistry
    function setGuardian(address newGuardian) external onlyTimelock {
        guardian = newGuardian;
        emit GuardianChanged(newGuardian);
    }

    function _add(VerifierDefinition memory definition) private {
        bytes32 verifierId = idOf(definition);
        if (_removed[verifierId]) revert VerifierRemoved(verifierId);
        if (_verifiers[verifierId].keyData != address(0)) revert VerifierExists(verifierId);
        if (definition.development && !_isDevelopmentChain()) revert DevelopmentVerifierRefused();
        if (!VerifierKeys.isSound(definition.key)) revert KeyRefused();
        CircuitSize memory size = definition.size;
        _requireSize(size);
        _verifiers[verifierId] = StoredVerifier({
            keyData: SSTORE2.write(VerifierKeys.encode(definition.key)),
            visits: size.visits,
            rows: size.rows,
            positions: uint8(size.positions),
            opened: size.opened,
            epochs: uint8(size.epochs),
            entries: size.entries,
            dataMode: definition.dataMode,
            development: definition.development
        });
        emit VerifierAdded(verifierId, definition);
    }

    function _requireSize(CircuitSize memory size) private pure {
        if (size.visits == 0 || size.rows == 0 || size.depth == 0 || size.markets == 0) revert SizeRefused();
        if (size.positions == 0 || size.positions > type(uint8).max) revert SizeRefused();
        if (size.epochs == 0 || size.epochs > type(uint8).max) revert SizeRefused();
    }

    /// @dev The chain ids that anvil, hardhat and ganache use.
    function _isDevelopmentChain() private view returns (bool) {
        return block.chainid == 31337 || block.chainid == 1337;
    }
}
