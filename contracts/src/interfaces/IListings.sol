// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IExchange} from "./IExchange.sol";
import {ITimelocked} from "./ITimelocked.sol";

/// @notice What a template is for.
enum InstrumentClass {
    Future,
    Option
}

/// @notice The terms that every series of one underlying and class is listed with; all 0 where nothing may be listed.
/// @param imRate Initial margin rate, 2^-20; above 0.
/// @param slopeRate Growth of the margin with the notional, 2^-56 per µUSD; 0 for options.
/// @param bandRate Half-width of the price band, 2^-20; above 0.
/// @param floorRate Least initial margin rate of a short option, 2^-20, from half of imRate to imRate; 0 for futures.
/// @param openInterestCap Lots; above 0.
struct ListingTemplate {
    uint32 imRate;
    uint32 slopeRate;
    uint32 bandRate;
    uint32 floorRate;
    uint64 openInterestCap;
}

/// @notice A template with what it is for.
/// @param underlying The index that the series follow, from 1.
struct TemplateChoice {
    uint256 underlying;
    InstrumentClass class;
    ListingTemplate template;
}

/// @notice Everything the Listings contract is made with.
/// @param lister Lists series under the templates.
/// @param firstInstrument Id of the first series listed; lower ones belong to the genesis state.
/// @param instrumentLimit Most instrument ids plus one: 4^SETTLED of the circuits.
/// @param underlyings Number of underlyings of the circuits.
/// @param templates Templates from the start.
struct ListingConfiguration {
    address lister;
    uint256 firstInstrument;
    uint256 instrumentLimit;
    uint256 underlyings;
    TemplateChoice[] templates;
}

/// @notice What makes a dated instrument another one than the rest.
/// @param underlying The index that it follows, from 1.
/// @param kind 2 future, 3 call, 4 put.
/// @param strike µUSD per lot; 0 for a future.
/// @param expiryHour Unix hours of its expiry, which is at 08:00 UTC.
struct Series {
    uint256 underlying;
    uint256 kind;
    uint256 strike;
    uint256 expiryHour;
}

/// @title Which options and dated futures there are.
/// @notice The lister chooses strikes and expiries; the terms come from templates, which only the timelock changes. Ids are
/// given out here and never used again. A listing is an entry of the queue, so it reaches the exchange as a deposit does.
interface IListings is ITimelocked {
    /// @notice The caller is not the lister.
    error NotLister();
    /// @notice Nothing of this underlying and class may be listed.
    error UnknownTemplate(uint256 underlying, InstrumentClass class);
    /// @notice Only futures (2), calls (3) and puts (4) are listed.
    error KindRefused(uint256 kind);
    /// @notice The strike of a future must be 0, that of an option from 1 to 2^36 - 1 µUSD per lot.
    error StrikeRefused(uint256 strike);
    /// @notice The expiry is not at 08:00 UTC, not in the future, or more than 400 days ahead.
    error ExpiryRefused(uint256 expiryHour);
    /// @notice The series is listed already, as `instrument`.
    error SeriesListed(uint256 instrument);
    /// @notice All instrument ids are given out.
    error InstrumentsExhausted();
    /// @notice A template is for an underlying that the circuits lack, or a field of it is out of range.
    error TemplateRefused();
    /// @notice The bounds of ids or underlyings contradict each other or the formats.
    error ListingConfigurationRefused();

    /// @notice Series of this underlying and class are listed with these terms from now on.
    event TemplateChanged(uint256 indexed underlying, InstrumentClass indexed class, ListingTemplate template);
    /// @notice Another address lists from now on.
    event ListerChanged(address lister);

    /// @notice Lists a series under its template. Lister only. The queue's event `Listed` has entry and terms.
    /// @return instrument Its id.
    function list(Series calldata series) external returns (uint256 instrument);

    /// @notice Lists several series, with consecutive ids. Lister only. All or none; they count to the entries of one block.
    /// @return first Id of the first one.
    function listMany(Series[] calldata series) external returns (uint256 first);

    /// @notice Sets the terms of series listed from now on; all 0 to list none. Through the timelock.
    function setTemplate(uint256 underlying, InstrumentClass class, ListingTemplate calldata template) external;

    /// @notice Appoints another lister. Through the timelock.
    function setLister(address newLister) external;

    /// @notice The exchange whose queue takes the listings.
    function exchange() external view returns (IExchange);
    /// @notice Who lists.
    function lister() external view returns (address);
    /// @notice Id of the next series listed.
    function nextInstrument() external view returns (uint256);
    /// @notice Most instrument ids plus one: 4^SETTLED.
    function instrumentLimit() external view returns (uint256);
    /// @notice Number of underlyings of the circuits.
    function underlyings() external view returns (uint256);
    /// @notice The template of an underlying and class; all 0 where there is none.
    function templateOf(uint256 underlying, InstrumentClass class) external view returns (ListingTemplate memory);
    /// @notice Id of a series, 0 when it was never listed. Refuses kinds and strikes that no series can have.
    function instrumentOf(Series calldata series) external view returns (uint256);
}
