using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>What a list of schools is narrowed to, as it stands in the address.</summary>
internal readonly record struct SchoolQuery(
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "kind"), Description("centre-school, teaching-point, primary, junior, senior or other.")] string? Kind,
    [property: FromQuery(Name = "tier"), Description("none, demonstration, experimental or pilot.")] string? Tier,
    [property: FromQuery(Name = "tag"), Description("A tag of the school.")] string? Tag,
    [property: FromQuery(Name = "q"), Description("Part of the school's name.")] string? Q)
{
    public ProblemHttpResult? Check(out SchoolFilter filter)
    {
        filter = new SchoolFilter(null, null, null, null, null);
        if (!Words.TryEnum<SchoolKind>(Kind, out var kind)) return Problems.Invalid("kind_invalid", $"kind is not one of {Words.All<SchoolKind>()}.");
        if (!Words.TryEnum<SchoolTier>(Tier, out var tier)) return Problems.Invalid("tier_invalid", $"tier is not one of {Words.All<SchoolTier>()}.");
        filter = new SchoolFilter(Region.NullIfEmpty(), kind, tier, Tag.NullIfEmpty(), Q);
        return null;
    }
}
