// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {CircuitSize, DataMode, VerifierDefinition} from "../types/Verifier.sol";
import {ITimelocked} from "./ITimelocked.sol";

/// @title The verification keys that may settle batches.
/// @notice A verifier is a key with the capacities of its circuit; its id is the hash of all of that, so an id always
/// means the same circuit and the same places of words. Additions pass the timelock, which is longer than twice the
/// exchange's deadline: whoever distrusts a new circuit can leave first. A guardian can only take away: remove a
/// verifier for good, or pause settlement briefly and rarely.
interface IVerifierRegistry is ITimelocked {
    /// @notice The caller is not the guardian.
    error NotGuardian();
    /// @notice The verifier was never added.
    error UnknownVerifier(bytes32 verifierId);
    /// @notice The verifier was removed and cannot come back.
    error VerifierRemoved(bytes32 verifierId);
    /// @notice The verifier was added before.
    error VerifierExists(bytes32 verifierId);
    /// @notice The key's secret is known to everyone; only a development chain takes such a key.
    error DevelopmentVerifierRefused();
    /// @notice A point of the key is not on its curve or in its subgroup or is infinity, or gamma equals delta.
    error KeyRefused();
    /// @notice A capacity is 0 or too large.
    error SizeRefused();
    /// @notice Settlement is paused until `until` (Unix seconds).
    error Paused(uint256 until);
    /// @notice The guardian must wait until `from` (Unix seconds) before pausing again.
    error PauseTooSoon(uint256 from);

    /// @notice A verifier may be used from now on.
    event VerifierAdded(bytes32 indexed verifierId, VerifierDefinition definition);
    /// @notice A verifier is refused from now on.
    event VerifierTakenAway(bytes32 indexed verifierId);
    /// @notice Settlement is paused until `until` (Unix seconds).
    event SettlementPaused(uint256 until);
    /// @notice Another address is guardian now.
    event GuardianChanged(address guardian);

    /// @notice The address that may remove and pause.
    function guardian() external view returns (address);

    /// @notice Unix seconds until which settlement is paused.
    function pausedUntil() external view returns (uint256);

    /// @notice The id of a verifier: `keccak256(abi.encode(definition))`.
    function idOf(VerifierDefinition memory definition) external pure returns (bytes32);

    /// @notice A verifier that may settle now. Reverts when it is unknown, removed or a development key on a chain that
    /// is not a development one, and while settlement is paused.
    /// @return keyData Data contract that holds the key as Groth16.verify reads it.
    /// @return size Capacities; `depth` and `markets` are part of the id but not kept, and are 0 here.
    /// @return dataMode How its words reach L1.
    function usable(bytes32 verifierId)
        external
        view
        returns (address keyData, CircuitSize memory size, DataMode dataMode);

    /// @notice Adds a verifier. Through the timelock.
    function addVerifier(VerifierDefinition calldata definition) external;

    /// @notice Adds a development verifier at once. Governance only, and only on a development chain, where no money is
    /// at stake and circuits change daily.
    function addDevelopmentVerifier(VerifierDefinition calldata definition) external;

    /// @notice Refuses a verifier for good, whether it was added or is still waiting. Guardian or governance.
    function removeVerifier(bytes32 verifierId) external;

    /// @notice Pauses settlement for PAUSE_SECONDS, at most once in PAUSE_INTERVAL_SECONDS. Guardian only.
    function pause() external;

    /// @notice Appoints another guardian. Through the timelock.
    function setGuardian(address newGuardian) external;
}
