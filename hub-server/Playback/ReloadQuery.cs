using Microsoft.AspNetCore.Http;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>What a player asks of a running playlist (RFC 8216bis, 6.2.5): to wait until it goes so far, and what to leave out.</summary>
/// <param name="Segment">Media sequence number; null: as it is now.</param>
/// <param name="Part">Within it; null: the whole segment.</param>
/// <param name="Skip">Only what is new.</param>
internal readonly record struct ReloadQuery(int? Segment, int? Part, bool Skip)
{
    /// <summary>Says that the answer may wait: only who follows a running lesson at its newest moment asks so.</summary>
    public const string Wait = "_HLS_msn";

    /// <summary>Far more than a segment can have.</summary>
    private const int MostParts = 200;

    /// <summary>Null: what is asked makes no sense; <paramref name="problem"/> says why.</summary>
    public static ReloadQuery? Read(IQueryCollection query, out string problem)
    {
        problem = "";
        var (segment, part) = (Number(query, Wait, ref problem), Number(query, "_HLS_part", ref problem));
        if (part is not null && segment is null) problem = "_HLS_part says nothing without _HLS_msn.";
        if (part > MostParts) problem = $"_HLS_part is {part}; a segment has at most {MostParts} parts.";
        var skip = query["_HLS_skip"] is { Count: > 0 } said && said[0] is "YES" or "v2";
        return problem.Length > 0 ? null : new ReloadQuery(segment, part, skip);
    }

    private static int? Number(IQueryCollection query, string name, ref string problem)
    {
        if (query[name] is not { Count: > 0 } said) return null;
        if (said.Count == 1 && MediaNames.TryNumber(said[0] ?? "", out var number)) return number;
        problem = $"{name} is one whole number from 0.";
        return null;
    }
}
