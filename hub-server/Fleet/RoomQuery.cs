using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>What a list of rooms is narrowed to, as it stands in the address.</summary>
internal readonly record struct RoomQuery(
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "presence"), Description("unenrolled, online or offline.")] string? Presence,
    [property: FromQuery(Name = "recorder"), Description("idle, starting, recording, paused or stopping; of rooms that are online, or with presence=offline what they last said.")] string? Recorder,
    [property: FromQuery(Name = "tag"), Description("A tag of the room or of its school.")] string? Tag,
    [property: FromQuery(Name = "silent"), Description("true: whose box is away and should not be: it went in mid-lesson, or is missed in lesson hours; not while it is worked on.")] bool? Silent,
    [property: FromQuery(Name = "q"), Description("Part of the room's or the school's name.")] string? Q)
{
    public ProblemHttpResult? Check(out RoomFilter filter)
    {
        filter = new RoomFilter(null, null, null, null, null);
        if (!Words.TryEnum<Presence>(Presence, out var presence))
            return Problems.Invalid("presence_invalid", $"presence is not one of {Words.All<Presence>()}.");
        if (!Words.TryEnum<RecorderState>(Recorder, out var recorder))
            return Problems.Invalid("recorder_invalid", $"recorder is not one of {Words.All<RecorderState>()}.");
        filter = new RoomFilter(Region.NullIfEmpty(), School.NullIfEmpty(), presence, recorder, Q) { Tag = Tag.NullIfEmpty(), Silent = Silent ?? false };
        return null;
    }
}
