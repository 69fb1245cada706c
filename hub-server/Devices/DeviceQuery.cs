using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

/// <summary>How a device of a list is: as its box told last, or stale because the box is away.</summary>
internal enum ListedState
{
    Connecting,
    Online,
    Offline,
    Disabled,

    /// <summary>The room's box is not connected: nobody knows.</summary>
    Stale,
}

/// <summary>What a list of devices is narrowed to; null leaves it open. Also the selection of a bulk command.</summary>
/// <param name="HoursFrom">Only devices that say they have run at least so many hours.</param>
internal sealed record DeviceFilter(
    string? Driver = null,
    string? Model = null,
    string? Firmware = null,
    ListedState? State = null,
    string? Region = null,
    string? School = null,
    string? Room = null,
    string? Q = null,
    int? HoursFrom = null)
{
    private const int MostHours = 1_000_000;

    /// <summary>What is wrong with it, or null.</summary>
    public ProblemHttpResult? Check() =>
        HoursFrom is < 0 or > MostHours ? Problems.Invalid("hours_from_invalid", $"hoursFrom is {HoursFrom}; allowed: 0 to {MostHours}.") : null;
}

/// <summary>The same, as it stands in the address.</summary>
internal readonly record struct DeviceQuery(
    [property: FromQuery(Name = "driver"), Description("A driver's id, such as pjlink.")] string? Driver,
    [property: FromQuery(Name = "model"), Description("A model as the device says it.")] string? Model,
    [property: FromQuery(Name = "firmware"), Description("A firmware as the device says it.")] string? Firmware,
    [property: FromQuery(Name = "state"), Description("connecting, online, offline or disabled, of rooms whose box is connected; stale: of the others.")] string? State,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "q"), Description("Part of the device's name, manufacturer, model or serial number, or of the room's or the school's name.")] string? Q,
    [property: FromQuery(Name = "hoursFrom"), Description("Whole hours, 0 to 1000000: devices that say they have run at least so long.")] int? HoursFrom)
{
    public ProblemHttpResult? Check(out DeviceFilter filter)
    {
        filter = new DeviceFilter();
        if (!Words.TryEnum<ListedState>(State, out var state)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<ListedState>()}.");
        filter = new DeviceFilter(Driver.NullIfEmpty(), Model.NullIfEmpty(), Firmware.NullIfEmpty(), state, Region.NullIfEmpty(), School.NullIfEmpty(), Room.NullIfEmpty(), Q, HoursFrom);
        return filter.Check();
    }
}
